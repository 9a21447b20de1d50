/**
 * Merges a file whose content both sides changed.
 *
 * The result and the bytes are those of `git merge-tree`, so texts in any encoding can be merged. A file is binary if it has a
 * NUL in its first 8000 bytes, or if `.gitattributes` says so.
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

/** The merged content, or why there is none. */
export type ContentMerge =
  | { readonly clean: true; readonly content: Buffer }
  | { readonly clean: false; readonly kind: 'binary' }
  | { readonly clean: false; readonly kind: 'text'; readonly markers: (style: MarkerStyle) => Buffer };

/**
 * Merges three contents; a base that is not there is empty.
 *
 * Where the lines of two sides would make a `.gitmodules` or `.gitattributes` that `git fsck --strict` refuses, the whole
 * file is in conflict, though git calls the merge clean. So nothing that a merge puts together makes a snapshot that
 * can't be cloned with checks on.
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
 * The unified diff of one file.
 * @param pathBytes full path, named in the two lines above the hunks
 * @param before content, or null where there was no file
 * @param maxBytes how much may come out
 * @returns null when it would be more
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
