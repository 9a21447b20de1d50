/**
 * The version of a data folder's format, in its file `format`. It covers the layout of the folder, the output files, the
 * text of heaps and treebox's own files in the repository; the version of the database's layout is in SQLite's
 * `user_version`.
 *
 * | format | written by |
 * | --- | --- |
 * | 1, without a file | 0.1 |
 * | 2 | 0.2 |
 */
import { join } from 'node:path';
import { readTextIfPresent, replaceFile } from './core/files.ts';

/** The newest format that this program reads, and the one that it writes. */
export const DATA_FORMAT = 2;
/** The file in a data folder that has the version of its format. */
export const FORMAT_FILE = 'format';
/** The format of folders that have no such file. */
const FIRST_FORMAT = 1;

/**
 * Returns the format of a data folder.
 * @param root absolute path of the folder; a folder without the file has the first format
 * @throws Error when the file has no version, or a newer one than this program knows
 */
export function readDataFormat(root: string): number {
  const text = readTextIfPresent(join(root, FORMAT_FILE));
  if (text === undefined) return FIRST_FORMAT;
  const format = /^[1-9]\d{0,8}\n?$/.test(text) ? Number(text) : undefined;
  if (format === undefined)
    throw new Error(
      `its file "${FORMAT_FILE}" must hold the version of its format as a number: restore a backup, or write back the ` +
        `number of the treebox that last used the folder; the number of this treebox is ${DATA_FORMAT}`,
    );
  if (format <= DATA_FORMAT) return format;
  throw new Error(
    `it has format ${format}, and this program knows formats up to ${DATA_FORMAT}: ` +
      'run the newer treebox that wrote it, or restore a backup',
  );
}

/** Records that a folder has this program's format. */
export function writeDataFormat(root: string): void {
  replaceFile(join(root, FORMAT_FILE), `${DATA_FORMAT}\n`, 'on disk');
}
