/**
 * The files that a request hands in, written into the volume before the run.
 */
import { constants } from 'node:fs';
import { posix } from 'node:path';
import type { Volume } from '../../vfs/volume.ts';
import type { FileContent } from './protocol.ts';

/** The flags with which `fs.writeFile` opens a file. */
const TO_WRITE = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC;
const FILE_MODE = 0o666;
const FOLDER_MODE = 0o777;

/**
 * Writes files, and the folders above them.
 * @param files content by absolute path
 * @throws FsError like a write by the run
 */
export function writeGivenFiles(volume: Volume, files: Readonly<Record<string, FileContent>>): void {
  for (const [path, content] of Object.entries(files)) {
    volume.paths.mkdirRecursive(posix.dirname(path), FOLDER_MODE);
    const bytes = typeof content === 'string' ? Buffer.from(content) : Buffer.from(content.base64, 'base64');
    volume.files.writeFile(path, bytes, TO_WRITE, FILE_MODE);
  }
}
