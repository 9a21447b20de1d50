/**
 * A stock of files that are created in advance, off this thread. Without it the bench row `push` loses a sixth of its rate.
 *
 * Creating a file may be slow: ext4 without a journal skips every inode that was freed in the last minutes. A move of a label
 * needs three small new files. They are created while an earlier move waits for the disk.
 */

/** Number of files that are created in advance: about as many as concurrent clients need. */
const STOCK_MAX = 8;

export class Stock<T> {
  readonly #folders: readonly [string, string];
  readonly #make: (folder: string) => Promise<T>;
  readonly #ready: T[] = [];
  #asked = 0;
  #due = 0;
  /** Settles when all pending files have been created. */
  #making: Promise<void> = Promise.resolve();

  /**
   * @param folders two folders that are used in turn: while the system creates a file in one, a ready file can be moved out of
   *   the other, because each operation locks its folder
   * @param make creates one item, and leaves nothing behind when it fails
   */
  constructor(folders: readonly [string, string], make: (folder: string) => Promise<T>) {
    this.#folders = folders;
    this.#make = make;
  }

  /** Returns an item from the stock, or undefined when the stock is empty. Starts to create another item. */
  take(): T | undefined {
    if (this.#ready.length + this.#due < STOCK_MAX) {
      const folder = this.#folders[this.#asked % 2] as string;
      this.#asked += 1;
      this.#due += 1;
      this.#making = this.#making.then(() => this.#add(folder));
    }
    return this.#ready.shift();
  }

  /** Waits until no more items are being created, and returns the remaining ones. */
  async close(): Promise<T[]> {
    await this.#making;
    return this.#ready.splice(0);
  }

  async #add(folder: string): Promise<void> {
    try {
      this.#ready.push(await this.#make(folder));
    } catch {
      // Ignore the error: when the stock is empty, the caller creates the file itself and gets the same error.
    }
    this.#due -= 1;
  }
}
