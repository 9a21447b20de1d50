/**
 * Reads and writes a pipe synchronously, although the event loop uses it too.
 *
 * The event loop has made the pipe non-blocking, so a call that fails because the pipe is full or empty is repeated after a
 * pause.
 */
import { readSync, writeSync } from 'node:fs';

/** Pause between two attempts, in ms. */
const PAUSE_MS = 1;
const PIECE_BYTES = 65_536;
/** Error codes of a pipe that is full or empty, and of a system that has no memory for its content. */
const PASSING: ReadonlySet<string | undefined> = new Set(['EAGAIN', 'ENOBUFS']);

const clock = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));

/** Writes all bytes. */
export function writeNow(fd: number, bytes: Buffer): void {
  for (let sent = 0; sent < bytes.length; ) sent += patiently(() => writeSync(fd, bytes, sent));
}

/** Waits for bytes and reads them. @returns an empty buffer at the end of the stream */
export function readNow(fd: number): Buffer {
  const piece = Buffer.allocUnsafe(PIECE_BYTES);
  return piece.subarray(
    0,
    patiently(() => readSync(fd, piece, 0, PIECE_BYTES, null)),
  );
}

function patiently(work: () => number): number {
  for (;;) {
    try {
      return work();
    } catch (error) {
      if (!PASSING.has((error as NodeJS.ErrnoException).code)) throw error;
      Atomics.wait(clock, 0, 0, PAUSE_MS);
    }
  }
}
