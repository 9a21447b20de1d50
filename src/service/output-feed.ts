/**
 * Console output as it grows, piece by piece to its end. Layer 5.
 *
 * The file is looked at from time to time: unlike a notification, a look can't be missed, and it costs microseconds. The
 * execution's end wakes the reader at once.
 */
import type { ExecutionId } from '../core/ids.ts';
import type { Executions } from './executions.ts';
import { readText } from './output.ts';

/** How often a growing file is looked at, in ms: below what a person sees as a delay. */
const LOOK_EVERY_MS = 50;
/** Largest piece in bytes. */
const PIECE_BYTES = 64 * 1024;

/** A piece of output, or the sign that for a while there was none. */
export type OutputPiece = { readonly data: string; readonly byteOffset: number; readonly next: number } | 'quiet';

/**
 * The output from `offset` on; ends when the execution has and everything was read.
 * @param quietMs after how long without output a sign of life is given
 */
export async function* followOutput(
  executions: Executions,
  id: ExecutionId,
  offset: number,
  quietMs: number,
): AsyncGenerator<OutputPiece, void> {
  const path = executions.outputPath(id);
  let at = offset;
  let quietSince = Date.now();
  for (;;) {
    // Asked before the file is read: what has ended writes no more.
    const ended = !executions.isRunning(id);
    const { text, start, next } = readText(path, at, PIECE_BYTES, ended);
    at = next;
    if (text !== '') {
      yield { data: text, byteOffset: start, next };
      quietSince = Date.now();
    } else if (ended) {
      return;
    } else {
      if (Date.now() - quietSince >= quietMs) {
        yield 'quiet';
        quietSince = Date.now();
      }
      await executions.waitForEnd(id, LOOK_EVERY_MS);
    }
  }
}
