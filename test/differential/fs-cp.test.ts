/**
 * Node judges `cp`: each pair of places with each set of options, on a real folder and on a volume.
 *
 * `cpSync` of Node is code of its own, in C++: over links and over what it can't copy it does otherwise than the other
 * forms (it ends the process when a file is copied over a dangling link). Ours does what they do, so Node's own is asked
 * about the rest alone.
 */
import fs from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { interpretFs } from '../fixtures/interpret-fs.js';
import { copyByName } from '../support/copy-by-name.ts';
import type { FsStep, Outcome } from '../support/fs-programs.ts';
import { SandboxFs } from '../support/sandbox-fs.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { mount } from '../support/volume-fs.ts';
import { REAL_FS, walkTree } from '../support/walk-tree.ts';

const root = join(scratchFolder('cp'), 'w');

const step = (call: string, ...args: unknown[]): FsStep => ({ call, form: 'sync', args });
const at = (path: string) => (path === '' ? root : `${root}/${path}`);

/** When the files of the source were read and written, in seconds since 1970. */
const THEN = [1_000_000_000, 1_100_000_000.5] as const;

/** One of everything, and folders that hold some of the same names. */
const BEGINNING: readonly FsStep[] = [
  step('mkdir', at('from/deep/deeper'), { recursive: true }),
  step('writeFile', at('from/a'), 'a of from'),
  step('writeFile', at('from/run'), '#!', { mode: 0o755 }),
  step('writeFile', at('from/deep/b'), 'b of from'),
  step('symlink', 'a', at('from/link')),
  step('symlink', 'deep', at('from/to-folder')),
  step('symlink', '../file', at('from/out')),
  step('mkdir', at('to/deep'), { recursive: true }),
  step('writeFile', at('to/a'), 'a of to'),
  step('writeFile', at('to/deep/c'), 'c of to'),
  step('symlink', '../file', at('to/link')),
  step('mkdir', at('clash')),
  step('writeFile', at('clash/sub'), 'a file'),
  step('mkdir', at('other-clash/sub/x'), { recursive: true }),
  step('mkdir', at('lost')),
  step('symlink', 'none', at('lost/link')),
  step('mkdir', at('plain/sub'), { recursive: true }),
  step('writeFile', at('plain/sub/x'), 'x'),
  step('writeFile', at('file'), 'the file', { mode: 0o600 }),
  step('writeFile', at('other'), 'the other file'),
  step('symlink', 'file', at('link-to-file')),
  step('symlink', 'other', at('link-to-other')),
  step('symlink', 'from', at('link-to-folder')),
  step('symlink', 'to', at('link-to-to')),
  step('symlink', 'none', at('dangling')),
  ...['from/a', 'from/deep/b', 'file', 'plain/sub/x', 'plain'].map((path) => step('utimes', at(path), ...THEN)),
];

const SOURCES = ['file', 'from', 'plain', 'lost', 'link-to-file', 'link-to-folder', 'dangling', 'none'];
const PLACES = [
  ...['new', 'far/away/new', 'file', 'other', 'to', 'clash', 'other-clash', 'from', 'from/new', 'plain/sub/new'],
  ...['link-to-other', 'link-to-folder', 'link-to-folder/new', 'link-to-to', 'dangling', 'file/new'],
];
const OPTIONS: readonly object[] = [
  {},
  { force: false, errorOnExist: true },
  { recursive: true },
  { recursive: true, force: false },
  { recursive: true, errorOnExist: true, force: false },
  { recursive: true, dereference: true, preserveTimestamps: true },
  { recursive: true, verbatimSymlinks: true },
  { recursive: true, preserveTimestamps: true, errorOnExist: true },
  { recursive: true, filter: 'without:a' },
  { recursive: true, filter: 'without:deep', mode: 1 },
];
/** Where the times of what was copied are looked at. */
const COPIED = ['new', 'other', 'new/a', 'new/deep/b', 'to/a', 'to/deep/b', 'new/sub', 'new/sub/x'];

const pairs = (sources: readonly string[], places: readonly string[]) =>
  sources.flatMap((source) => places.map((place) => [source, place] as const));
/** Neither over links nor over what can't be copied. */
const PLAIN_CASES = pairs(
  ['file', 'from', 'plain', 'none'],
  ['new', 'far/away/new', 'file', 'other', 'from', 'from/new', 'plain/sub/new'],
);

function program(source: string, place: string, form: FsStep['form'], options: object): readonly FsStep[] {
  const copy: FsStep = { call: 'cp', form, args: [at(source), at(place), options] };
  return [...BEGINNING, copy, ...COPIED.map((path) => step('modified', at(path)))];
}

interface Ending {
  readonly outcome: Outcome;
  readonly modified: readonly Outcome[];
  readonly tree: readonly string[];
}

const ending = (outcomes: readonly Outcome[], tree: readonly string[]): Ending => ({
  outcome: outcomes[BEGINNING.length] as Outcome,
  modified: outcomes.slice(BEGINNING.length + 1),
  tree,
});

let sandbox: SandboxFs;

async function onReal(steps: readonly FsStep[]): Promise<Ending> {
  fs.rmSync(root, { recursive: true, force: true });
  fs.mkdirSync(root, { recursive: true });
  const outcomes = await interpretFs(
    fs,
    (hex: string) => Buffer.from(hex, 'hex'),
    steps,
    () => true,
  );
  return ending(outcomes, walkTree(REAL_FS, root));
}

async function inSandbox(steps: readonly FsStep[]): Promise<Ending> {
  const { volume, fs: guest } = mount();
  guest.mkdirSync(root, { recursive: true });
  return ending(await sandbox.run(volume, steps, new Set()), walkTree(guest, root));
}

beforeAll(async () => {
  process.umask(0o022);
  await copyByName(join(root, '..'));
  sandbox = await SandboxFs.create();
});

afterAll(() => {
  sandbox.dispose();
  fs.rmSync(join(root, '..'), { recursive: true, force: true });
});

/** Where neither path can be walked either error may come first: Node looks at both at once. */
const isRace = (source: string, place: string) => place === 'file/new' && ['none', 'dangling'].includes(source);
const CASES = pairs(SOURCES, PLACES).filter(([source, place]) => !isRace(source, place));

describe('fs.cp on a volume', () => {
  test.each(CASES)('copies %s to %s as Node does, with each set of options', async (source, place) => {
    for (const options of OPTIONS) {
      const steps = program(source, place, 'promise', options);
      const real = await onReal(steps);
      expect({ options, ...(await inSandbox(steps)) }).toEqual({ options, ...real });
    }
  });
});

describe('fs.cpSync on a volume', () => {
  test.each(PLAIN_CASES)('copies %s to %s as Node does, with each set of options', async (source, place) => {
    // The errors of Node's C++ have a code and nothing else.
    const judged = ({ outcome, ...rest }: Ending) => ({ code: outcome.code, ...rest });
    for (const options of OPTIONS) {
      const steps = program(source, place, 'sync', options);
      const real = await onReal(steps);
      expect({ options, ...judged(await inSandbox(steps)) }).toEqual({ options, ...judged(real) });
    }
  });
});
