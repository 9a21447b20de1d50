/**
 * Guest code in a real sandbox of this process, without a volume.
 */
import { bundleGuestLibrary } from '../../src/compiler/bundle.ts';
import { createHostCalls } from '../../src/runner/host-calls.ts';
import { PendingWork } from '../../src/runner/pending-work.ts';
import { LibraryCode, Sandbox } from '../../src/runner/sandbox.ts';
import { readSource } from '../../src/runner/source.ts';

/** Nothing stops a test's run. */
const NEVER = new AbortController().signal;

let library: Promise<LibraryCode> | undefined;

export interface GuestRun {
  readonly output: string;
  /** What of it went to stderr. */
  readonly stderr: string;
  /** The result's JSON; undefined when the run failed. */
  readonly result: string | undefined;
  readonly failure: string | undefined;
}

/**
 * Runs a script to its end.
 * @param ahead parts of the guest library that are there before the run is
 */
export async function runGuest(code: string, ahead: readonly string[] = []): Promise<GuestRun> {
  library ??= bundleGuestLibrary().then((bundled) => new LibraryCode(bundled));
  const source = readSource(code, '/main.ts');
  if (source?.kind !== 'script') throw new Error('not a plain script');
  const sandbox = new Sandbox(await library, 128, () => undefined);
  for (const part of ahead) sandbox.bringUp(part);
  const pending = new PendingWork();
  const calls = createHostCalls(pending, (id, answer) => sandbox.settle(id, answer));
  let output = '';
  let stderr = '';
  sandbox.connect({
    fs: () => ({ name: 'Error', message: 'no volume' }),
    call: calls.call,
    modules: (call, name) =>
      call === 'resolve' ? ['builtin', String(name).replace('node:', '')] : { name: 'Error', message: 'no files' },
    write: (text, stream) => {
      output += text;
      if (stream === 2) stderr += text;
    },
  });
  try {
    sandbox.openScriptScope();
    sandbox.prepare(source.names, source.mayChangeLanguage);
    sandbox.start(source, 'main.ts');
    for (;;) {
      const progress = sandbox.step();
      if (progress.state === 'waiting') await pending.wait(NEVER, progress.ms);
      else if (progress.state !== 'again' && pending.isBusy) await pending.wait(NEVER);
      else if (progress.state !== 'again') {
        const result = progress.state === 'idle' ? sandbox.result() : undefined;
        return { output, stderr, result, failure: result === undefined ? sandbox.failure().text : undefined };
      }
    }
  } finally {
    sandbox.dispose();
    calls.close();
  }
}
