/**
 * `Dirent`: an entry of a folder with its kind.
 */

export class Dirent {
  readonly name: unknown;
  readonly parentPath: unknown;
  readonly path: unknown;
  readonly #kind: string;

  /**
   * @param kind as a listing of the host says it: `f` a file, `d` a folder, `l` a symbolic link
   * @param parentPath of the folder, in the form it was given
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
