/**
 * The way of console output out of the isolate. Layer 0, guest side.
 *
 * The first texts of a run go to the host one by one. A run that prints more puts its text into memory that the host
 * lends and empties by itself, which costs a third of a call. Only ASCII goes there, a byte for a character; any other
 * text takes the call, and the host writes what lies in the memory before it.
 */
import type { Host } from './host.ts';

/** Bytes at the start of the lent memory that hold, as one 32-bit integer, how many bytes of text follow. */
export const LENT_HEADER_BYTES = 8;

/** Texts that are written by a call: as many as most runs print. */
const DIRECT_WRITES = 256;
const ASCII_MAX = 0x7f;

const { load, store } = Atomics;
const Bytes = Uint8Array;
const Integers = Int32Array;
/** A bound `call` is what the compiler still sees through: a character costs a nanosecond. */
const charCodeAt = Function.prototype.call.bind(String.prototype.charCodeAt) as (text: string, at: number) => number;
const lengthOf = Function.prototype.call.bind(
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), 'length')?.get as () => number,
) as (bytes: Uint8Array) => number;

/**
 * Makes the function that appends text to the run's output.
 * @param write the host's call, which also empties the memory
 * @param lend brings up the memory, if there is any to have
 */
export function createOutput(write: Host['write'], lend: () => SharedArrayBuffer | undefined): Host['write'] {
  let writes = 0;
  let used: Int32Array | undefined;
  let bytes: Uint8Array | undefined;
  let size = 0;
  return (text) => {
    if (used === undefined || bytes === undefined) {
      writes += 1;
      if (writes <= DIRECT_WRITES) return write(text);
      const memory = lend();
      if (memory === undefined) return write(text);
      used = new Integers(memory, 0, 1);
      bytes = new Bytes(memory, LENT_HEADER_BYTES);
      size = lengthOf(bytes);
    }
    const { length } = text;
    const start = load(used, 0);
    if (length > size - start) return write(text);
    for (let at = 0; at < length; at += 1) {
      const code = charCodeAt(text, at);
      if (code > ASCII_MAX) return write(text);
      bytes[start + at] = code;
    }
    store(used, 0, start + length);
  };
}
