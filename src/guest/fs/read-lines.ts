/**
 * The lines of a file, as `FileHandle.readLines` gives them. Layer 0, guest side.
 */
import { bytesOf, setBytes, Uint8ArrayType } from './primordials.ts';

const CHUNK_BYTES = 65_536;
const LF = 0x0a;
const CR = 0x0d;

type ReadChunk = (size: number) => Promise<Uint8Array>;
type Decode = (bytes: Uint8Array) => string;

/**
 * @param read the next bytes of the file; none at its end
 * @returns the lines without their endings: LF, CR or both
 */
export async function* readLines(read: ReadChunk, decode: Decode): AsyncGenerator<string> {
  let rest: Uint8Array = new Uint8ArrayType(0);
  for (;;) {
    const chunk = await read(CHUNK_BYTES);
    const isEnd = chunk.length === 0;
    const bytes = isEnd ? rest : joined(rest, chunk);
    let start = 0;
    for (let at = 0; at < bytes.length; at += 1) {
      const byte = bytes[at];
      if (byte !== LF && byte !== CR) continue;
      // A carriage return that ends what is known may be half of an ending.
      if (byte === CR && at + 1 === bytes.length && !isEnd) break;
      yield decode(bytesOf(bytes, start, at - start));
      if (byte === CR && bytes[at + 1] === LF) at += 1;
      start = at + 1;
    }
    rest = bytesOf(bytes, start);
    if (!isEnd) continue;
    if (rest.length > 0) yield decode(rest);
    return;
  }
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  if (first.length === 0) return second;
  const both = new Uint8ArrayType(first.length + second.length);
  setBytes(both, first, 0);
  setBytes(both, second, first.length);
  return both;
}
