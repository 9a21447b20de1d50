/**
 * The guest's heap in bare contexts: one context per run, as in the runner, with `heap` and nothing else brought up.
 */
import { build } from 'esbuild';
import ivm from 'isolated-vm';
import { GuestSources } from '../../src/runner/guest-sources.ts';
import { createHostCalls } from '../../src/runner/host-calls.ts';
import { PendingWork } from '../../src/runner/pending-work.ts';

const part = build({
  entryPoints: [new URL('../../src/guest/parts/heap.ts', import.meta.url).pathname],
  bundle: true,
  write: false,
  format: 'iife',
  globalName: 'exported',
  platform: 'browser',
  target: 'esnext',
}).then(({ outputFiles }) => `(()=>{${outputFiles[0]?.text};return exported.default})()`);

/** One run on a heap. */
export interface HeapRun {
  /** JSON of the expression's value. */
  readonly result: unknown;
  readonly text: string | null;
  readonly leftOut: readonly string[];
}

/**
 * Restores a heap, declares bindings and captures what there is then.
 * @param declarations statements, run in sloppy mode; the names they declare are bindings
 * @param names of those bindings, each with its kind
 * @param expression evaluated after them
 */
export async function runOnHeap(
  heap: string | null,
  declarations: string,
  names: Readonly<Record<string, string>> = {},
  expression = 'undefined',
  textMax = 64 * 1024 * 1024,
): Promise<HeapRun> {
  const isolate = new ivm.Isolate({ memoryLimit: 512 });
  try {
    const context = isolate.createContextSync();
    const sources = new GuestSources();
    const calls = createHostCalls(new PendingWork(), () => undefined, sources);
    const call = new ivm.Callback((name: string, ...args: never[]) => calls.call(name, ...args));
    context.evalClosureSync(
      `globalThis.heap = (${await part})({ host: { call: $0 }, load() { throw new Error('no parts') }, peek() {} });`,
      [call],
    );
    const getters = Object.entries(names).map(
      ([name, kind]) =>
        `$heap.declare(${JSON.stringify(name)}, { kind: '${kind}', get: () => ${name}, set: ${kind === 'const' ? 'undefined' : `(v) => { ${name} = v }`} });`,
    );
    const code = `(($heap) => { delete globalThis.heap;\n${getters.join('\n')}\n${declarations}\nreturn JSON.stringify(${expression}) })`;
    sources.add(code, 'sloppy');
    const state = `(() => { const heap = globalThis.heap; delete globalThis.heap; return heap })()`;
    return JSON.parse(
      context.evalClosureSync(
        `const heap = ${state}; ${heap === null ? '' : 'heap.restore($0);'}
         const result = ${code}(heap); const { text, leftOut } = heap.capture($1);
         return JSON.stringify({ result: result && JSON.parse(result), text, leftOut })`,
        [heap, textMax],
      ),
    ) as HeapRun;
  } finally {
    isolate.dispose();
  }
}
