/**
 * Passes console output out of the isolate.
 *
 * The first texts of a run go to the host one by one. A run that prints more writes its text into shared memory, which
 * the host empties by itself; that costs a third of a host call. The memory holds only ASCII, one byte per character.
 * Any other text goes to the host by a call; the host first writes the text in the memory, which keeps the order.
 */
import { LENT_HEADER_BYTES, type Stream } from './border.ts';
import type { Host } from './host.ts';

type Append = (text: string, isLine?: boolean) => void;

/** Number of texts that are written by a host call before the memory is used: as many as most runs print. */
const DIRECT_WRITES = 256;
const ASCII_MAX = 0x7f;
const LINE_FEED = 0x0a;

const { load, store } = Atomics;
const Bytes = Uint8Array;
const Integers = Int32Array;
/** V8 can optimize a bound `call`: reading a character takes a nanosecond. */
const charCodeAt = Function.prototype.call.bind(String.prototype.charCodeAt) as (text: string, at: number) => number;
const lengthOf = Function.prototype.call.bind(
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), 'length')?.get as () => number,
) as (bytes: Uint8Array) => number;

/**
 * Makes the function that appends text to the run's output, and a line feed if `isLine` is true: passing `isLine` costs
 * a third less than joining the line feed to the text.
 * @param write the host's call. It first writes the text in the memory to the stream of the call before
 * @param lend returns the shared memory, if there is any
 */
export function createOutput(
  write: (text: string, stream: Stream) => void,
  lend: () => SharedArrayBuffer | undefined,
): Host['write'] {
  let writes = 0;
  let current: Stream = 1;
  const writeHere = (text: string) => write(text, current);
  const first: Append = (text, isLine) => {
    writes += 1;
    const memory = writes > DIRECT_WRITES ? lend() : undefined;
    if (memory !== undefined) append = createLentOutput(writeHere, memory);
    return memory === undefined ? writeHere(isLine ? `${text}\n` : text) : append(text, isLine);
  };
  let append = first;
  return (text, isLine, stream = 1) => {
    if (stream !== current) {
      current = stream;
      writeHere('');
    }
    append(text, isLine);
  };
}

/** Makes the function that appends to shared memory. Its variables never change, so V8 can optimize it. */
function createLentOutput(write: (text: string) => void, memory: SharedArrayBuffer): Append {
  const used = new Integers(memory, 0, 1);
  const bytes = new Bytes(memory, LENT_HEADER_BYTES);
  const size = lengthOf(bytes);
  return (text, isLine) => {
    const { length } = text;
    const start = load(used, 0);
    if (length >= size - start) return write(isLine ? `${text}\n` : text);
    let all = 0;
    for (let at = 0; at < length; at += 1) {
      const code = charCodeAt(text, at);
      bytes[start + at] = code;
      all |= code;
    }
    // The host does not read the bytes written above, because `used` stays unchanged.
    if (all > ASCII_MAX) return write(isLine ? `${text}\n` : text);
    if (isLine) bytes[start + length] = LINE_FEED;
    store(used, 0, start + length + (isLine ? 1 : 0));
  };
}
