/**
 * The `tsconfig.json` that holds for a source.
 */
import { dirname, join, resolve } from 'node:path/posix';
import { TSCONFIG_MAX } from './protocol.ts';
import type { VolumeFiles } from './resolve.ts';

/**
 * Text of the nearest `tsconfig.json` above a file; null when there is none, and for files of packages.
 * @param file absolute path, or a name of the root folder
 */
export function tsconfigFor(file: string, files: VolumeFiles): string | null {
  for (let folder = dirname(resolve('/', file)); ; folder = dirname(folder)) {
    if (folder.split('/').includes('node_modules')) return null;
    const path = join(folder, 'tsconfig.json');
    if (files.kind(path) === 'file') {
      const text = files.read(path);
      // A larger one is not a configuration of ours to read.
      return text.length <= TSCONFIG_MAX ? text : null;
    }
    if (folder === '/') return null;
  }
}
