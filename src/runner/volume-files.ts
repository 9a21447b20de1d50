/**
 * The view of a volume that module resolution uses.
 */
import { constants } from 'node:fs';
import type { Volume } from '../../vfs/volume.ts';

/** Operations on a volume that resolution needs. */
export interface VolumeFiles {
  /** Returns the kind of a path's target, with symbolic links followed. */
  kind(path: string): 'file' | 'folder' | undefined;
  /** Returns a file's text. */
  read(path: string): string;
  /** Returns the path with all symbolic links resolved, so that one file is one module. */
  realpath(path: string): string;
}

export function volumeFiles(volume: Volume): VolumeFiles {
  return {
    kind: (path) => {
      if (!volume.paths.exists(path)) return undefined;
      const [, mode] = volume.paths.stat(path);
      return (mode & constants.S_IFMT) === constants.S_IFDIR ? 'folder' : 'file';
    },
    read: (path) => volume.files.readFile(path, constants.O_RDONLY).toString(),
    realpath: (path) => volume.paths.realpath(path),
  };
}
