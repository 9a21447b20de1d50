/**
 * Node's `fs` on a real folder judges the guest's `fs` on a volume in a real sandbox: the same random programs on both must
 * give the same answers, the same errors and the same files. `TREEBOX_TEST_MINUTES` sets how long to search.
 */
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { interpretFs } from '../fixtures/interpret-fs.js';
import { copyByName } from '../support/copy-by-name.ts';
import { foundPrograms } from '../support/found-programs.ts';
import { type FsStep, fsPrograms, type Outcome } from '../support/fs-programs.ts';
import { withoutRightDifferences } from '../support/right-differences.ts';
import { SandboxFs } from '../support/sandbox-fs.ts';
import { SEARCH_TIMEOUT_MS, search } from '../support/search.ts';
import { staysBelow } from '../support/stay-below.ts';
import { mount } from '../support/volume-fs.ts';
import { REAL_FS, walkTree } from '../support/walk-tree.ts';

const PROGRAMS = 2_000;
const STEPS = 20;

const base = fs.realpathSync(fs.mkdtempSync(join(tmpdir(), 'treebox-fs-')));
/** Deep enough that a few steps up stay inside `base`. */
const root = join(base, '1/2/3/w');

const fromHex = (hex: string): Buffer => Buffer.from(hex, 'hex');

let sandbox: SandboxFs;

interface Ending {
  readonly outcomes: readonly Outcome[];
  readonly tree: readonly string[];
}

async function onReal(steps: readonly FsStep[], skipped: Set<FsStep>): Promise<Ending> {
  fs.rmSync(root, { recursive: true, force: true });
  fs.mkdirSync(root, { recursive: true });
  const allows = (step: FsStep) => {
    const allowed = staysBelow(root, step);
    if (!allowed) skipped.add(step);
    return allowed;
  };
  const outcomes = await interpretFs(fs, fromHex, steps, allows);
  return { outcomes, tree: walkTree(REAL_FS, root) };
}

async function inSandbox(steps: readonly FsStep[], skipped: ReadonlySet<FsStep>): Promise<Ending> {
  const { volume, fs: guest } = mount();
  guest.mkdirSync(root, { recursive: true });
  const outcomes = await sandbox.run(volume, steps, skipped);
  return { outcomes, tree: walkTree(guest, root) };
}

beforeAll(async () => {
  process.umask(0o022);
  await copyByName(base);
  sandbox = await SandboxFs.create();
});

afterAll(() => {
  sandbox.dispose();
  fs.rmSync(base, { recursive: true, force: true });
});

describe('fs on a volume', () => {
  test('answers random programs as Node does on a real folder', { timeout: SEARCH_TIMEOUT_MS }, () =>
    search({
      values: fsPrograms(root, STEPS),
      examples: foundPrograms(root),
      count: PROGRAMS,
      judge: async (steps) => {
        const skipped = new Set<FsStep>();
        const real = await onReal(steps, skipped);
        const ours = await inSandbox(steps, skipped);
        for (const [at, step] of steps.entries()) {
          const [expected, actual] = withoutRightDifferences(
            step,
            real.outcomes[at] as Outcome,
            ours.outcomes[at] as Outcome,
          );
          expect({ at, step, outcome: actual }).toEqual({ at, step, outcome: expected });
        }
        expect(ours.tree).toEqual(real.tree);
      },
    }),
  );
});
