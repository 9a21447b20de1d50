/**
 * The compiled texts of the guest library, and how texts are compiled in this process.
 */
import { setFlagsFromString } from 'node:v8';
import type ivm from 'isolated-vm';
import type { GuestLibrary } from '../../compiler/protocol.ts';
import { SHARED_HANDLE } from '../../guest/code-marks.ts';

/** File names of our own guest code, so that its frames can be left out of what users see. */
export const GUEST_LIBRARY_FILE = 'treebox:';

/** Texts from this length on, in characters, have functions compiled when they are called: most never are. */
const LAZY_LENGTH = 32_768;
/** Whether this process compiles all functions ahead, which is for the guest library. */
const IS_EAGER = process.execArgv.includes('--no-lazy');

/** Compiled texts of the guest library, shared by the isolates of this process through V8's code cache. */
export class LibraryCode {
  readonly #texts: ReadonlyMap<string, string>;
  readonly #caches = new Map<string, ivm.ExternalCopy<ArrayBuffer>>();

  constructor(library: GuestLibrary) {
    // The first argument gives the name of the script scope its value.
    const boot = `let ${SHARED_HANDLE};(boot=>(...host)=>boot(handle=>{${SHARED_HANDLE}=handle},...host))(${library.boot})`;
    this.#texts = new Map([['boot', boot], ...Object.entries(library.parts)]);
  }

  has(part: string): boolean {
    return this.#texts.has(part);
  }

  /** @internal */
  compile(isolate: ivm.Isolate, part: string): ivm.Script {
    const filename = `${GUEST_LIBRARY_FILE}${part}`;
    const cachedData = this.#caches.get(part);
    if (cachedData) return isolate.compileScriptSync(this.#texts.get(part) ?? '', { filename, cachedData });
    const script = isolate.compileScriptSync(this.#texts.get(part) ?? '', { filename, produceCachedData: true });
    const { cachedData: produced } = script as ivm.Script & { cachedData?: ivm.ExternalCopy<ArrayBuffer> };
    if (produced) this.#caches.set(part, produced);
    return script;
  }
}

/** Compiles a guest's text; the functions of a long one are compiled when they are called. */
export function compileLazily<T>(code: string, compile: () => T): T {
  if (!IS_EAGER || code.length < LAZY_LENGTH) return compile();
  setFlagsFromString('--lazy');
  try {
    return compile();
  } finally {
    setFlagsFromString('--no-lazy');
  }
}
