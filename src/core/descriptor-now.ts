/**
 * Reading and writing a pipe before anything else is done, though the event loop has it too.
 *
 * The loop's end of a pipe does not block. What can't be done yet is tried again a little later.
 */
import { readSync, writeSync } from 'node:fs';

/** How long to wait between two tries, in ms. */
const PAUSE_MS = 1;
const PIECE_BYTES = 65_536;

const clock = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));

/** Writes all of it. */
export function writeNow(fd: number, bytes: Buffer): void {
  for (let sent = 0; sent < bytes.length; ) sent += patiently(() => writeSync(fd, bytes, sent));
}

/** Reads what has come, as soon as anything has. @returns nothing at the end */
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
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      Atomics.wait(clock, 0, 0, PAUSE_MS);
    }
  }
}
