/**
 * Runs files of test262 in the product's own runners, each in a sandbox of its own, and in Node where that ends otherwise
 * than the file says.
 */
import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import PQueue from 'p-queue';
import type { TreeId } from '../../src/core/ids.ts';
import { TestPool } from '../support/pool.ts';
import { git } from '../support/real-git.ts';
import type { Form, LanguageFile } from './sample.ts';

/** What came of a file in one of its forms. */
export interface FormResult {
  readonly path: string;
  readonly form: Form;
  /** How it differs from the file's word and from Node; null when it does not. */
  readonly failure: string | null;
}

const TIMEOUT_MS = 60_000;
const HEAP_MIB = 512;
const FILES_MAX = 100_000;
const NEVER_ENDED = 'it never ended';

export class LanguageRuns {
  readonly #pool: TestPool;
  readonly #folder = mkdtempSync(join(tmpdir(), 'treebox-test262-'));
  readonly #tree: TreeId;
  readonly #nodes: PQueue;

  /** @param checkout of test262; @param runners how many files run at a time */
  constructor(checkout: string, files: readonly LanguageFile[], runners: number) {
    this.#pool = new TestPool({ runners, queueLimit: FILES_MAX, volumeFiles: FILES_MAX });
    this.#nodes = new PQueue({ concurrency: runners });
    layOut(checkout, files, this.#folder);
    const options = ['--git-dir', this.#pool.repository.path, '--work-tree', this.#folder, '-c', 'core.bare=false'];
    git(this.#folder, [...options, 'add', '--all', '--force']);
    this.#tree = git(this.#folder, [...options, 'write-tree']) as TreeId;
  }

  async run(file: LanguageFile, form: Form): Promise<FormResult> {
    const { path } = file;
    const ours = await this.#inSandbox(file, form);
    if (isAsSaid(file, ours)) return { path, form, failure: null };
    const node = await this.#nodes.add(() => this.#inNode(file, form));
    const failure = nameOf(ours) === nameOf(node) ? null : `it ends with ${ours}, in Node with ${node}`;
    return { path, form, failure };
  }

  async close(): Promise<void> {
    await this.#pool.close();
    rmSync(this.#folder, { recursive: true });
  }

  async #inSandbox(file: LanguageFile, form: Form): Promise<string> {
    const source = `return require('/driver.cjs').run(${argumentsOf(file, form)})`;
    const job = this.#pool.job(source, { tree: this.#tree, timeoutMs: TIMEOUT_MS, heapMiB: HEAP_MIB });
    const { outcome, result, error } = await this.#pool.pool.submit(job);
    if (outcome !== 'completed') return error ?? outcome;
    return result === null ? NEVER_ENDED : (JSON.parse(result) as string);
  }

  /** In a process of its own: what a file leaves behind on the global object no other one sees. */
  #inNode(file: LanguageFile, form: Form): Promise<string> {
    const driver = JSON.stringify(join(this.#folder, 'driver.cjs'));
    const source = `require(${driver}).run(${argumentsOf(file, form)}).then((end) => require('node:fs').writeSync(1, end))`;
    return new Promise((resolve) =>
      execFile(process.execPath, ['-e', source], { timeout: TIMEOUT_MS }, (_error, stdout, stderr) =>
        resolve(stdout || /^\w*Error.*$/m.exec(stderr)?.[0] || NEVER_ENDED),
      ),
    );
  }
}

function argumentsOf({ path, harness, isAsync }: LanguageFile, form: Form): string {
  return JSON.stringify({ file: nameIn(form, path), harness, isAsync });
}

/** A script is a CommonJS module, whatever its text looks like. */
function nameIn(form: Form, path: string): string {
  return join(form, form === 'module' ? path : path.replace(/\.js$/, '.cjs'));
}

function nameOf(end: string): string {
  return end.split(':', 1)[0] ?? '';
}

function isAsSaid({ error }: LanguageFile, end: string): boolean {
  return error === null ? end === 'passed' : nameOf(end) === error;
}

/** Puts the files in their forms into a folder, beside what they import, with the harness and the driver. */
function layOut(checkout: string, files: readonly LanguageFile[], folder: string): void {
  for (const form of ['sloppy', 'strict', 'module'] as const) {
    const own = files.filter(({ forms }) => forms.includes(form));
    for (const of of new Set(own.map(({ path }) => dirname(path)))) {
      mkdirSync(join(folder, form, of), { recursive: true });
      const names = readdirSync(join(checkout, 'test', of)).filter((name) => name.includes('_FIXTURE'));
      for (const name of names) copyFileSync(join(checkout, 'test', of, name), join(folder, form, of, name));
    }
    for (const { path } of own) {
      const text = readFileSync(join(checkout, 'test', path), 'utf8');
      writeFileSync(join(folder, nameIn(form, path)), form === 'strict' ? `"use strict";\n${text}` : text);
    }
  }
  mkdirSync(join(folder, 'module'), { recursive: true });
  writeFileSync(join(folder, 'module/package.json'), '{"type":"module"}');
  mkdirSync(join(folder, 'harness'));
  for (const name of readdirSync(join(checkout, 'harness')).filter((one) => one.endsWith('.js')))
    copyFileSync(join(checkout, 'harness', name), join(folder, 'harness', name));
  copyFileSync(new URL('driver.cjs', import.meta.url), join(folder, 'driver.cjs'));
}
