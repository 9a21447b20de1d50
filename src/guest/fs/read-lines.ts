/**
 * The lines of a file, as `FileHandle.readLines` returns them.
 */
import { apply, charCodeAt, stringSlice } from './primordials.ts';

const LF = 0x0a;
const CR = 0x0d;
const LINE_SEPARATOR = 0x2028;
const PARAGRAPH_SEPARATOR = 0x2029;

/** The member of a read stream that this module uses. */
export interface ChunkStream {
  /** If `destroyOnReturn` is false, the file stays open when the loop over the lines ends early, as in Node. */
  iterator(options: { readonly destroyOnReturn: boolean }): AsyncIterator<unknown>;
}

/**
 * @param stream stream of the file, from which nothing was read yet; at its end it closes the file unless `autoClose`
 *   is false
 * @param decode returns the text that a chunk completes; drops an incomplete character at the end of the file, as in
 *   Node
 * @returns the lines without their endings: LF, CR, both, or one of Unicode's separators
 */
export function readLines(stream: ChunkStream, decode: (chunk: unknown) => string): AsyncGenerator<string> {
  return linesOf(stream.iterator({ destroyOnReturn: false }), decode);
}

async function* linesOf(chunks: AsyncIterator<unknown>, decode: (chunk: unknown) => string): AsyncGenerator<string> {
  let text = '';
  try {
    for (;;) {
      const { done, value } = await chunks.next();
      if (!done) text += decode(value);
      let start = 0;
      for (let at = 0; at < text.length; at += 1) {
        const unit = charCodeAt(text, at);
        if (unit !== LF && unit !== CR && unit !== LINE_SEPARATOR && unit !== PARAGRAPH_SEPARATOR) continue;
        // A CR at the end of the known text may be the first half of CR LF.
        if (unit === CR && at + 1 === text.length && !done) break;
        yield stringSlice(text, start, at);
        if (unit === CR && charCodeAt(text, at + 1) === LF) at += 1;
        start = at + 1;
      }
      text = stringSlice(text, start);
      if (!done) continue;
      if (text !== '') yield text;
      return;
    }
  } finally {
    if (chunks.return) await apply(chunks.return, chunks, []);
  }
}
