/** What V8 keeps of the guest library from isolate to isolate. */
import { setFlagsFromString } from 'node:v8';
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

test('LibraryCode: a part that can not be compiled leaves the next text to be compiled as it is called', () => {
  const library = new LibraryCode({ boot: '() => () => undefined', parts: { broken: '(' } });
  const isolate = new ivm.Isolate();
  expect(() => library.compile(isolate, 'broken')).toThrow(SyntaxError);
  isolate.dispose();
  const text = `function f() {${'x.y(z);'.repeat(100_000)}}`;
  const used = (flag?: string) => {
    if (flag) setFlagsFromString(flag);
    const fresh = new ivm.Isolate();
    fresh.createContextSync();
    const before = fresh.getHeapStatisticsSync().used_heap_size;
    fresh.compileScriptSync(text);
    const grown = fresh.getHeapStatisticsSync().used_heap_size - before;
    fresh.dispose();
    return grown;
  };
  const now = used();
  const whole = used('--no-lazy');
  setFlagsFromString('--lazy');
  expect(now).toBeLessThan(whole / 2);
});
