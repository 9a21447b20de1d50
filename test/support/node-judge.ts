/**
 * One snippet on Node and in the real sandbox: both must say the same.
 */
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { drive } from '../../src/runner/drive.ts';
import { createHostCalls } from '../../src/runner/host-calls.ts';
import { createHostFs } from '../../src/runner/host-fs.ts';
import type { LibraryCode } from '../../src/runner/isolate/library-code.ts';
import { Sandbox } from '../../src/runner/isolate/sandbox.ts';
import { PendingWork } from '../../src/runner/pending-work.ts';
import { readSource } from '../../src/runner/source.ts';
import { builtinsOnly } from './builtins-only.ts';
import { libraryCode } from './library.ts';
import { mount } from './volume-fs.ts';

/** What every snippet may use: `attempt(f)` is what `f` returns, or the name and code of what it throws. */
const PRELUDE = `
const failure = (e) => [e?.constructor?.name, e?.name, e?.code].join(' ');
const attempt = (f) => {
  try {
    const value = f();
    return typeof value?.then === 'function' ? value.then((v) => v, failure) : value;
  } catch (e) { return failure(e); }
};
`;

const AsyncFunction = (async () => undefined).constructor as new (
  parameter: string,
  code: string,
) => (require: NodeJS.Require) => Promise<unknown>;

const requireOnNode = createRequire(import.meta.url);

let library: Promise<LibraryCode> | undefined;

async function loadLibrary(): Promise<LibraryCode> {
  return await libraryCode();
}

/** Runs a program in a sandbox of its own, with every host call, `require` of built-ins and an empty volume. @returns the result's JSON */
export async function runInSandbox(code: string): Promise<string> {
  library ??= loadLibrary();
  const source = readSource(code, '/main.ts');
  if (!source) throw new SyntaxError('the snippet is not plain JavaScript');
  const sandbox = new Sandbox(await library, 256, () => undefined);
  const pending = new PendingWork();
  const calls = createHostCalls(pending, (id, answer) => sandbox.settle(id, answer));
  const fs = createHostFs(mount().volume);
  sandbox.connect({ fs, call: calls.call, modules: builtinsOnly, write: () => undefined });
  try {
    sandbox.give(undefined, null, true);
    sandbox.prepare(source.names, source.mayChangeLanguage);
    sandbox.start(source, 'main.ts');
    const end = await drive(sandbox, pending);
    if (end.state === 'failed') throw new Error(end.failure.text);
    if (end.state === 'stuck') throw new Error('the snippet never ends');
    return sandbox.result() as string;
  } finally {
    sandbox.dispose();
    calls.close();
  }
}

/**
 * Declares one test per snippet: the body of an async function that returns something JSON can say.
 * @param prelude code that every snippet begins with
 */
export function agreesWithNode(snippets: readonly string[], prelude = ''): void {
  test.each(snippets)('%s', async (snippet) => {
    const body = PRELUDE + prelude + snippet;
    const onNode = (await new AsyncFunction('require', body)(requireOnNode)) as unknown;
    const inSandbox = await runInSandbox(`(async () => {${body}\n})()`);
    expect(JSON.parse(inSandbox)).toEqual(JSON.parse(JSON.stringify(onNode) ?? 'null'));
  });
}
