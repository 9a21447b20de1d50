/**
 * A volume as module resolution sees it.
 */
import { constants } from 'node:fs';
import type { Volume } from '../../vfs/volume.ts';

/** What resolution needs to see of a volume. */
export interface VolumeFiles {
  /** What a path names, symbolic links followed. */
  kind(path: string): 'file' | 'folder' | undefined;
  /** A file's text. */
  read(path: string): string;
  /** The path with every symbolic link resolved, so that one file is one module. */
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
