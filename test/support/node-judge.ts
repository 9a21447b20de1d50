/**
 * One snippet on Node and in the real sandbox: both must say the same.
 */
import { expect, test } from 'vitest';
import { bundleGuestLibrary } from '../../src/compiler/bundle.ts';
import { createHostCalls } from '../../src/runner/host-calls.ts';
import { PendingWork } from '../../src/runner/pending-work.ts';
import { LibraryCode, Sandbox } from '../../src/runner/sandbox.ts';
import { readSource } from '../../src/runner/source.ts';

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

const AsyncFunction = (async () => undefined).constructor as new (code: string) => () => Promise<unknown>;

/** Nothing stops a snippet early. */
const NEVER = new AbortController().signal;

let library: Promise<LibraryCode> | undefined;

async function loadLibrary(): Promise<LibraryCode> {
  return new LibraryCode(await bundleGuestLibrary());
}

/** Runs a program in a sandbox of its own, with every host call and no volume. @returns the result's JSON */
export async function runInSandbox(code: string): Promise<string> {
  library ??= loadLibrary();
  const source = readSource(code, '/main.ts');
  if (!source) throw new SyntaxError('the snippet is not plain JavaScript');
  const sandbox = new Sandbox(await library, 256, () => undefined);
  const pending = new PendingWork();
  const calls = createHostCalls(pending, (id, answer) => sandbox.settle(id, answer));
  const refuse = () => ({ name: 'Error', message: 'not here' });
  sandbox.connect({ fs: refuse, call: calls.call, modules: refuse, write: () => undefined });
  try {
    sandbox.prepare(source.names);
    sandbox.start(source, 'main.ts');
    for (;;) {
      const progress = sandbox.step();
      if (progress.state === 'waiting') await pending.wait(NEVER, progress.ms);
      else if (progress.state !== 'again' && progress.state !== 'failed' && pending.isBusy) await pending.wait(NEVER);
      else if (progress.state === 'failed') throw new Error(sandbox.failure().text);
      else if (progress.state === 'stuck') throw new Error('the snippet never ends');
      else if (progress.state === 'idle') return sandbox.result() as string;
    }
  } finally {
    sandbox.dispose();
    calls.close();
  }
}

/** Declares one test per snippet: the body of an async function that returns something JSON can say. */
export function agreesWithNode(snippets: readonly string[]): void {
  test.each(snippets)('%s', async (body) => {
    const onNode = (await new AsyncFunction(PRELUDE + body)()) as unknown;
    const inSandbox = await runInSandbox(`(async () => {${PRELUDE}${body}\n})()`);
    expect(JSON.parse(inSandbox)).toEqual(JSON.parse(JSON.stringify(onNode) ?? 'null'));
  });
}
