/**
 * A run's console output, written straight to its file. Layer 3.
 *
 * Each call is one synchronous write, so that whatever was printed before a kill is there to be read. The file is made
 * at the first byte: most runs print nothing.
 */
import { closeSync, openSync, writeSync } from 'node:fs';

export class ConsoleFile {
  readonly #path: string;
  readonly #limit: number;
  #fd: number | undefined;
  #written = 0;
  #cut = false;

  /**
   * @param path absolute path of the file to make
   * @param limit bytes kept; past it one closing notice is written and the rest is dropped
   */
  constructor(path: string, limit: number) {
    this.#path = path;
    this.#limit = limit;
  }

  /** Appends text as UTF-8. */
  write(text: string): void {
    if (this.#cut || text === '') return;
    let bytes = Buffer.from(text);
    const room = this.#limit - this.#written;
    if (bytes.length > room) {
      this.#cut = true;
      bytes = Buffer.concat([bytes.subarray(0, characterStart(bytes, room)), this.#notice(bytes, room)]);
    }
    this.#fd ??= openSync(this.#path, 'ax');
    for (let at = 0; at < bytes.length; ) at += writeSync(this.#fd, bytes, at);
    this.#written += bytes.length;
  }

  close(): void {
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
  }

  #notice(bytes: Buffer, room: number): Buffer {
    const lineEnded = room === 0 || bytes[room - 1] === 0x0a;
    return Buffer.from(`${lineEnded ? '' : '\n'}[output cut off after ${this.#limit} bytes; the run goes on]\n`);
  }
}

/** The last place at or before `at` where a UTF-8 character starts. */
function characterStart(bytes: Buffer, at: number): number {
  let start = at;
  while (start > 0 && ((bytes[start] ?? 0) & 0xc0) === 0x80) start -= 1;
  return start;
}
