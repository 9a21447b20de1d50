/** What V8 keeps of the guest library from isolate to isolate. */
import ivm from 'isolated-vm';
import { expect, test } from 'vitest';
import { LibraryCode } from '../../../src/runner/isolate/library-code.ts';
import { warmUp } from '../../../src/runner/warm-up.ts';
import { libraryCode } from '../../support/library.ts';

/** Whether V8 takes what is kept of a text; undefined where nothing is. */
function isTaken(library: LibraryCode, text: string): boolean | undefined {
  const isolate = new ivm.Isolate();
  const { cachedDataRejected } = library.compile(isolate, text) as ivm.Script & { cachedDataRejected?: boolean };
  isolate.dispose();
  return cachedDataRejected === undefined ? undefined : !cachedDataRejected;
}

test('LibraryCode: a part is kept from its first compilation on', () => {
  const library = new LibraryCode({ boot: '() => () => undefined', parts: { one: '() => 1', two: '() => 2' } });
  expect([isTaken(library, 'one'), isTaken(library, 'one'), isTaken(library, 'two')]).toEqual([
    undefined,
    true,
    undefined,
  ]);
});

test('LibraryCode: of the boot text, what the warm-up has called is kept', async () => {
  const library = await libraryCode();
  expect([isTaken(library, 'boot'), isTaken(library, 'boot')]).toEqual([undefined, undefined]);
  await warmUp(library, () => undefined);
  expect([isTaken(library, 'boot'), isTaken(library, 'boot')]).toEqual([true, true]);
});
