/**
 * A stock of files that are created in advance, off this thread. Without it the bench row `push` loses a sixth of its rate.
 *
 * A file system may need long to find room for a new file: ext4 without a journal skips every inode that was freed in the
 * last minutes. A move of a label needs three small new files. They are created while an earlier move waits for the disk.
 */

/** How many are made ahead: about as many as clients ask for at the same time. */
const STOCK_MAX = 8;

export class Stock<T> {
  readonly #folders: readonly [string, string];
  readonly #make: (folder: string) => Promise<T>;
  readonly #ready: T[] = [];
  #asked = 0;
  #due = 0;
  /** Settles when what is due is there. */
  #making: Promise<void> = Promise.resolve();

  /**
   * @param folders two to make them in by turns: a folder waits while a file is being made in it, whoever takes the file
   *   before from there
   * @param make makes one, and leaves nothing behind when it fails
   */
  constructor(folders: readonly [string, string], make: (folder: string) => Promise<T>) {
    this.#folders = folders;
    this.#make = make;
  }

  /** Returns one that has been made, if there is one; the next is made meanwhile. */
  take(): T | undefined {
    if (this.#ready.length + this.#due < STOCK_MAX) {
      const folder = this.#folders[this.#asked % 2] as string;
      this.#asked += 1;
      this.#due += 1;
      this.#making = this.#making.then(() => this.#add(folder));
    }
    return this.#ready.shift();
  }

  /** Returns those that are left, when no more are being made. */
  async close(): Promise<T[]> {
    await this.#making;
    return this.#ready.splice(0);
  }

  async #add(folder: string): Promise<void> {
    try {
      this.#ready.push(await this.#make(folder));
    } catch {
      // Whoever takes the next one makes it then, and meets the error.
    }
    this.#due -= 1;
  }
}
