/**
 * Merges a file whose content both sides changed.
 *
 * The result has the same bytes as that of `git merge-tree`. Texts may have any encoding. A file is binary if it has a NUL in
 * its first 8000 bytes, is too large (`isBinary`), or is binary by `.gitattributes`.
 */
import { unifiedHunks } from '../diff/unified-diff.ts';
import { isBinary } from '../format/blob-kind.ts';
import { decodeName, gitFile } from '../format/entry-name.ts';
import { refusedContent } from '../format/git-files.ts';
import { labelLines, quotePath } from '../format/path-quoting.ts';
import { basename } from '../renames/directory-counts.ts';
import type { Attributes } from './attributes.ts';
import type { MarkerStyle } from './conflict-markers.ts';
import { mergeTexts, type TextMerge, type ThreeTexts, wholeConflict } from './merge-text.ts';

/** The merged content, or the kind of conflict. */
export type ContentMerge =
  | { readonly clean: true; readonly content: Buffer }
  | { readonly clean: false; readonly kind: 'binary' }
  | { readonly clean: false; readonly kind: 'text'; readonly markers: (style: MarkerStyle) => Buffer };

/**
 * Merges three contents. A missing base counts as empty.
 *
 * If the merged lines would make a `.gitmodules` or `.gitattributes` that `git fsck --strict` refuses, the whole file is in
 * conflict, although git reports a clean merge. So a merge never creates a tree that can't be cloned with
 * `transfer.fsckObjects`.
 * @param path full path, its bytes as latin-1
 */
export function mergeContents(path: string, contents: ThreeTexts, { driver }: Attributes): ContentMerge {
  const all = [contents.base, contents.ours, contents.theirs];
  if (driver === 'binary' || all.some(isBinary)) return { clean: false, kind: 'binary' };
  const merge = mergeTexts(contents);
  const content = merge.clean ? merge.text : driver === 'union' ? merge.union() : undefined;
  if (content === undefined) return toContentMerge(merge);
  const file = gitFile(decodeName(Buffer.from(basename(path), 'latin1')));
  const isRefused = file !== undefined && refusedContent(file, content.length, () => content) !== undefined;
  return isRefused ? toContentMerge(wholeConflict(contents)) : { clean: true, content };
}

function toContentMerge(merge: TextMerge): ContentMerge {
  return merge.clean ? { clean: true, content: merge.text } : { clean: false, kind: 'text', markers: merge.markers };
}

/**
 * Returns the unified diff of one file.
 * @param pathBytes full path, for the two lines above the hunks
 * @param before old content; null if there was no file
 * @param maxBytes maximum size of the hunks
 * @returns null when the hunks are larger than `maxBytes`
 */
export function contentDiff(pathBytes: Buffer, before: Buffer | null, after: Buffer, maxBytes: number): string | null {
  const oldLabel = before === null ? '/dev/null' : quotePath('a/', pathBytes);
  const parts: Buffer[] = [Buffer.from(labelLines(oldLabel, quotePath('b/', pathBytes)))];
  let bytes = 0;
  for (const piece of unifiedHunks(before ?? Buffer.alloc(0), after)) {
    bytes += piece.length;
    if (bytes > maxBytes) return null;
    parts.push(piece);
  }
  return Buffer.concat(parts).toString();
}
