/**
 * `Dirent`: an entry of a folder with its kind.
 */

export class Dirent {
  readonly name: unknown;
  readonly parentPath: unknown;
  readonly path: unknown;
  readonly #kind: string;

  /**
   * @param kind letter in a listing of the host: `f` a file, `d` a folder, `l` a symbolic link
   * @param parentPath path of the folder, in the form in which the caller gave it
   */
  constructor(name: unknown, kind: string, parentPath: unknown) {
    this.name = name;
    this.parentPath = parentPath;
    this.path = parentPath;
    this.#kind = kind;
  }

  isDirectory(): boolean {
    return this.#kind === 'd';
  }

  isFile(): boolean {
    return this.#kind === 'f';
  }

  isSymbolicLink(): boolean {
    return this.#kind === 'l';
  }

  isBlockDevice(): boolean {
    return false;
  }

  isCharacterDevice(): boolean {
    return false;
  }

  isFIFO(): boolean {
    return false;
  }

  isSocket(): boolean {
    return false;
  }
}
