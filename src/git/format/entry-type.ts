/**
 * What a tree entry that is no folder is, by its mode.
 */
export type EntryType = 'file' | 'symlink' | 'submodule';

export function typeOf(mode: string): EntryType {
  if (mode === '120000') return 'symlink';
  return mode === '160000' ? 'submodule' : 'file';
}
