/**
 * Runs Node's test files in the product's own runners, each in a sandbox of its own, with the tests' folder as its volume.
 */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TreeId } from '../../src/core/ids.ts';
import { TestPool } from '../support/pool.ts';
import { git } from '../support/real-git.ts';

/** What came of a file. */
export interface FileResult {
  readonly name: string;
  readonly isSkipped: boolean;
  /** What went wrong; null when nothing did. */
  readonly failure: string | null;
}

const MiB = 1024 * 1024;
const TIMEOUT_MS = 20_000;

export class NodeTestRuns {
  readonly #pool: TestPool;
  readonly #tree: TreeId;

  /** @param folder `test` of a checkout; @param runners how many files run at a time */
  constructor(folder: string, runners: number) {
    this.#pool = new TestPool({ runners, queueLimit: 10_000, outputBytes: 4 * MiB });
    this.#tree = importTests(folder, this.#pool.repository.path);
  }

  /** @param name of a file in `parallel` */
  async run(name: string): Promise<FileResult> {
    const source = `require('/test/parallel/${name}');0`;
    const job = this.#pool.job(source, { tree: this.#tree, timeoutMs: TIMEOUT_MS, heapMiB: 512 });
    const { outcome, error } = await this.#pool.pool.submit(job);
    const output = existsSync(job.outputPath) ? readFileSync(job.outputPath, 'utf8') : '';
    const isSkipped = output.includes('NODE-TEST SKIPPED');
    return { name, isSkipped, failure: outcome === 'completed' ? null : (error ?? outcome) };
  }

  async close(): Promise<void> {
    await this.#pool.close();
  }
}

/** Puts the tests and their fixtures into a repository, with our own `common`. */
function importTests(folder: string, repository: string): TreeId {
  const work = mkdtempSync(join(tmpdir(), 'treebox-node-tests-'));
  try {
    cpSync(join(folder, 'parallel'), join(work, 'test/parallel'), { recursive: true, filter: isJavaScript });
    cpSync(join(folder, 'fixtures'), join(work, 'test/fixtures'), { recursive: true });
    mkdirSync(join(work, 'test/common'));
    for (const name of ['fixtures.js', 'tmpdir.js']) {
      cpSync(new URL(name, import.meta.url), join(work, 'test/common', name));
    }
    cpSync(new URL('common.js', import.meta.url), join(work, 'test/common/index.js'));
    const options = ['--git-dir', repository, '--work-tree', work, '-c', 'core.bare=false'];
    git(work, [...options, 'add', '--all', '--force']);
    return git(work, [...options, 'write-tree']) as TreeId;
  } finally {
    rmSync(work, { recursive: true });
  }
}

function isJavaScript(path: string): boolean {
  return !path.includes('.') || /\.(?:js|json)$/.test(path) || path.endsWith('parallel');
}
