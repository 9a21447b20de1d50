/**
 * A volume as module resolution sees it.
 */
import { constants } from 'node:fs';
import type { Volume } from '../../vfs/volume.ts';
import type { VolumeFiles } from './resolve.ts';

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
