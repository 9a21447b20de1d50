/**
 * The compiled texts of the guest library.
 */
import { setFlagsFromString } from 'node:v8';
import type ivm from 'isolated-vm';
import type { GuestLibrary } from '../../compiler/protocol.ts';
import { SHARED_HANDLE } from '../../guest/code-marks.ts';

/** Start of the file names of our own guest code. Its frames are left out of the stacks that users see. */
export const GUEST_LIBRARY_FILE = 'treebox:';

/** Use of V8's code cache. */
type CacheUse = { cachedData: ivm.ExternalCopy<ArrayBuffer> } | { produceCachedData: true };

/** Compiled texts of the guest library, shared by the isolates of this process through V8's code cache. */
export class LibraryCode {
  readonly #texts: ReadonlyMap<string, string>;
  readonly #caches = new Map<string, ivm.ExternalCopy<ArrayBuffer>>();

  constructor(library: GuestLibrary) {
    // The first argument of `boot` sets the variable in the script scope, which the boot text can't see.
    const boot = `let ${SHARED_HANDLE};(boot=>(...host)=>boot(handle=>{${SHARED_HANDLE}=handle},...host))(${library.boot})`;
    this.#texts = new Map([['boot', boot], ...Object.entries(library.parts)]);
  }

  has(part: string): boolean {
    return this.#texts.has(part);
  }

  /**
   * Compiles a text in an isolate. A part is compiled whole at its first use, and comes from the cache after that. A
   * function of the boot text is compiled when it is called, unless `keepBoot` has put it into the cache.
   * @internal
   */
  compile(isolate: ivm.Isolate, text: string): ivm.Script {
    const cachedData = this.#caches.get(text);
    if (cachedData) return this.#compile(isolate, text, { cachedData });
    if (text === 'boot') return this.#compile(isolate, text);
    const script = this.#compileWhole(isolate, text);
    this.#keep(isolate, text);
    return script;
  }

  /**
   * Caches the functions of the boot text that an isolate has called so far. Short runs call two fifths of the text;
   * with the rest in the cache too, such a run takes 0.2 ms longer (bench row `throughput`).
   * @internal
   */
  keepBoot(isolate: ivm.Isolate): void {
    this.#keep(isolate, 'boot');
  }

  #compileWhole(isolate: ivm.Isolate, text: string): ivm.Script {
    setFlagsFromString('--no-lazy');
    try {
      return this.#compile(isolate, text);
    } finally {
      // Compiling can also overflow the guest's stack, and the run continues after that error.
      setFlagsFromString('--lazy');
    }
  }

  #keep(isolate: ivm.Isolate, text: string): void {
    // The isolate caches the compiled text, so it is not compiled again.
    const script = this.#compile(isolate, text, { produceCachedData: true });
    const { cachedData } = script as ivm.Script & { cachedData?: ivm.ExternalCopy<ArrayBuffer> };
    script.release();
    if (cachedData) this.#caches.set(text, cachedData);
  }

  #compile(isolate: ivm.Isolate, text: string, cache?: CacheUse): ivm.Script {
    const code = this.#texts.get(text) ?? '';
    return isolate.compileScriptSync(code, { filename: `${GUEST_LIBRARY_FILE}${text}`, ...cache });
  }
}
