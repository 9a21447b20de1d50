/**
 * The folder `/tmp` of a run, which is made when a path first names it. Its content counts against the volume's
 * limits and is left out of the snapshot, unless the tree has its own `/tmp`.
 */
import { FsError } from '../../vfs/errno.ts';
import type { Volume } from '../../vfs/volume.ts';
import type { HostValue } from '../guest/border.ts';

const FOLDER = '/tmp';

export class ScratchFolder {
  readonly #volume: Volume;
  #isMade = false;
  #isSettled = false;

  constructor(volume: Volume) {
    this.#volume = volume;
  }

  /** Makes the folder when a call's arguments name it for the first time. */
  prepare(args: readonly HostValue[]): void {
    if (this.#isSettled || !args.some(isBelow)) return;
    this.#isSettled = true;
    if (this.#volume.paths.exists(FOLDER)) return;
    try {
      this.#volume.paths.mkdir(FOLDER);
      this.#isMade = true;
    } catch (error) {
      // There is no room for it, or `/tmp` is a dangling link: the call itself then fails with that error.
      if (!(error instanceof FsError)) throw error;
    }
  }

  /** Removes the folder unless it is the tree's own. */
  remove(): void {
    if (!this.#isMade) return;
    this.#isMade = false;
    try {
      this.#volume.paths.remove(FOLDER);
    } catch (error) {
      // The run has removed it.
      if (!(error instanceof FsError) || error.code !== 'ENOENT') throw error;
    }
  }
}

function isBelow(argument: HostValue): boolean {
  return typeof argument === 'string' && argument.startsWith(FOLDER) && (argument[FOLDER.length] ?? '/') === '/';
}
