/**
 * Checks the content of a file against git's rules for its name, whenever a file gets new content or a new name.
 */
import { gitFile } from '../src/git/format/entry-name.ts';
import { refusedContent } from '../src/git/format/git-files.ts';
import { type Call, FsError } from './errno.ts';

/**
 * Checks the new content of a file, if git reads files of this name.
 * @param size length of the content in bytes
 * @param read returns the content
 * @throws FsError EINVAL, with a message about the content that git refuses
 */
export function checkContent(name: string, size: number, read: () => Buffer, call: Call): void {
  const file = gitFile(name);
  const refused = file && refusedContent(file, size, read);
  if (refused) throw new FsError('EINVAL', call, `git refuses ${refused}`);
}
