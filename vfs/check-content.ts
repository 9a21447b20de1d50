/**
 * Checks the content of a file against git's rules for its name, whenever a name and a content come together.
 */
import { gitFile } from '../src/git/format/entry-name.ts';
import { refusedContent } from '../src/git/format/git-files.ts';
import { type Call, FsError } from './errno.ts';

/**
 * Checks what a file is to hold, if its name is one that git looks into.
 * @param size of the content in bytes
 * @param read gives the content
 * @throws FsError EINVAL, which says what git refuses
 */
export function checkContent(name: string, size: number, read: () => Buffer, call: Call): void {
  const file = gitFile(name);
  const refused = file && refusedContent(file, size, read);
  if (refused) throw new FsError('EINVAL', call, `git refuses ${refused}`);
}
