/**
 * Runs test files in the product's own runners, each in a sandbox of its own, with the checkout as its volume.
 */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { TreeId } from '../../src/core/ids.ts';
import { TestPool } from '../support/pool.ts';
import { git } from '../support/real-git.ts';
import type { TestFile } from './test-files.ts';

/** One thing that a file tests. */
interface Subtest {
  readonly name: string;
  /** Why it failed; null when it passed. */
  readonly failure: string | null;
}

/** What came of a file. */
export interface FileResult {
  readonly file: TestFile;
  readonly subtests: readonly Subtest[];
  /** What went wrong with the file as a whole; null when nothing did. */
  readonly failure: string | null;
}

/** As testharness.js numbers them. */
const STATUS = ['passed', 'failed', 'timed out', 'not run', 'precondition failed'];

const MiB = 1024 * 1024;
const TIMEOUT_MS = 20_000;
const LONG_TIMEOUT_MS = 90_000;
const SHIM = readFileSync(new URL('guest-shim.js', import.meta.url), 'utf8');
const require = createRequire(import.meta.url);
/** The parser of interface definitions, which a checkout has as a submodule. */
const PARSERS: ReadonlyMap<string, string> = new Map([
  ['resources/WebIDLParser.js', readFileSync(require.resolve('webidl2'), 'utf8')],
]);
/** Between two files: whatever the first ends with, the second begins a statement. */
const SEAM = '\n;\n';
/** A file whose code is strict: it says so before anything but comments. */
const STRICT = /^(?:\s|\/\/.*\n|\/\*[\s\S]*?\*\/)*(['"])use strict\1/;
const REPORT = readFileSync(new URL('guest-report.js', import.meta.url), 'utf8');

/** A pool with a checkout's files in its repository. */
export class TestRuns {
  readonly #checkout: string;
  readonly #pool: TestPool;
  readonly #tree: TreeId;

  /** @param runners how many files run at a time */
  constructor(checkout: string, runners: number) {
    this.#checkout = checkout;
    this.#pool = new TestPool({ runners, queueLimit: 10_000, outputBytes: 64 * MiB });
    this.#tree = importTree(checkout, this.#pool.repository.path);
  }

  async run(file: TestFile): Promise<FileResult> {
    let source: string;
    try {
      source = this.#source(file);
    } catch (error) {
      return { file, subtests: [], failure: (error as Error).message };
    }
    const timeoutMs = file.isLong ? LONG_TIMEOUT_MS : TIMEOUT_MS;
    const job = this.#pool.job(source, { tree: this.#tree, timeoutMs, heapMiB: 512 });
    const { outcome, error } = await this.#pool.pool.submit(job);
    const output = existsSync(job.outputPath) ? readFileSync(job.outputPath, 'utf8') : '';
    return { file, ...readOutput(output, error ?? outcome) };
  }

  async close(): Promise<void> {
    await this.#pool.close();
  }

  /**
   * The harness, then the test and its scripts as a page has them: as scripts of the global scope, and until all is told.
   * What one file declares at its top level the next ones see.
   */
  #source({ path, search, scripts }: TestFile): string {
    const read = (name: string) => readFileSync(join(this.#checkout, name), 'utf8');
    const file = `const WPT_FILE = ${JSON.stringify([path, search])};`;
    const test = read(path);
    const page = [
      ...scripts.map((name) => PARSERS.get(name) ?? read(name)),
      STRICT.test(test) ? inFunction(test) : test,
    ];
    const parts = [
      file,
      SHIM,
      read('resources/testharness.js'),
      REPORT,
      `(0, eval)(${JSON.stringify(page.join(SEAM))})`,
    ];
    return `${parts.join(SEAM)};await new Promise(() => {});`;
  }
}

/** Among other files a directive is none at the head of its own text, so it gets a function to be at the head of. */
function inFunction(text: string): string {
  return `(() => {${text}\n})();`;
}

/** Puts a checkout's files, pages left out, into a repository. */
function importTree(checkout: string, repository: string): TreeId {
  const options = ['--git-dir', repository, '--work-tree', checkout, '-c', 'core.bare=false'];
  git(checkout, [...options, 'add', '--all', '--force', '--', '.', ':!*.html', ':!*.htm', ':!.git']);
  return git(checkout, [...options, 'write-tree']) as TreeId;
}

type Event = ['began', string] | ['ended', string, number, string | null] | ['done', number, string | null];

/** What idlharness asks of these interfaces themselves: a run's global object is of neither, as Node's is not. Not counted. */
const OF_GLOBAL_INTERFACES = /^(?:Window|\w*WorkerGlobalScope) interface: /;

function readOutput(output: string, end: string): Pick<FileResult, 'subtests' | 'failure'> {
  const begun: string[] = [];
  const subtests: Subtest[] = [];
  let failure: string | null = end;
  for (const line of output.split('\n')) {
    if (!line.startsWith('WPT [')) continue;
    const event = JSON.parse(line.slice('WPT '.length)) as Event;
    if (event[0] !== 'done' && OF_GLOBAL_INTERFACES.test(event[1])) continue;
    if (event[0] === 'began') begun.push(event[1]);
    else if (event[0] === 'done') failure = event[1] === 0 ? null : (event[2] ?? 'the harness gave up');
    else {
      const [, name, status, message] = event;
      subtests.push({ name, failure: status === 0 ? null : (message ?? STATUS[status] ?? 'failed') });
    }
  }
  for (const { name } of subtests) begun.splice(begun.indexOf(name), begun.includes(name) ? 1 : 0);
  return { subtests: [...subtests, ...begun.map((name) => ({ name, failure: 'never ended' }))], failure };
}
