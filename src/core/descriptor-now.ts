/**
 * Reads and writes a pipe synchronously, although the event loop uses it too.
 *
 * The loop's end of a pipe does not block, so a call that would block is tried again a little later.
 */
import { readSync, writeSync } from 'node:fs';

/** How long to wait between two tries, in ms. */
const PAUSE_MS = 1;
const PIECE_BYTES = 65_536;

const clock = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));

/** Writes all bytes. */
export function writeNow(fd: number, bytes: Buffer): void {
  for (let sent = 0; sent < bytes.length; ) sent += patiently(() => writeSync(fd, bytes, sent));
}

/** Waits for bytes and reads them. @returns nothing at the end */
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
