/**
 * Guest code in a real sandbox of this process, without a volume.
 */
import { type GivenRun, NOTHING_GIVEN } from '../../src/guest/border.ts';
import { drive } from '../../src/runner/drive.ts';
import { createHostCalls } from '../../src/runner/host-calls.ts';
import type { LibraryCode } from '../../src/runner/isolate/library-code.ts';
import { Sandbox } from '../../src/runner/isolate/sandbox.ts';
import { PendingWork } from '../../src/runner/pending-work.ts';
import { readSource } from '../../src/runner/source.ts';
import { builtinsOnly } from './builtins-only.ts';
import { libraryCode } from './library.ts';

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
 * @param given what the run is given beside its source
 */
export async function runGuest(
  code: string,
  ahead: readonly string[] = [],
  given: GivenRun = NOTHING_GIVEN,
): Promise<GuestRun> {
  library ??= libraryCode();
  const source = readSource(code, '/main.ts');
  if (source?.kind !== 'script') throw new Error('not a plain script');
  const sandbox = new Sandbox(await library, 128, () => undefined);
  for (const part of ahead) sandbox.loadAhead(part);
  const pending = new PendingWork();
  const calls = createHostCalls(pending, (id, answer) => sandbox.settle(id, answer));
  let output = '';
  let stderr = '';
  sandbox.connect({
    fs: () => ({ name: 'Error', message: 'no volume' }),
    call: calls.call,
    modules: builtinsOnly,
    write: (text, stream) => {
      output += text;
      if (stream === 2) stderr += text;
    },
  });
  try {
    sandbox.give(given, null, true);
    sandbox.prepare(source.names, source.mayChangeLanguage);
    sandbox.start(source, 'main.ts');
    const { state } = await drive(sandbox, pending);
    const result = state === 'idle' ? sandbox.result() : undefined;
    return { output, stderr, result, failure: result === undefined ? sandbox.failure().text : undefined };
  } finally {
    sandbox.dispose();
    calls.close();
  }
}
