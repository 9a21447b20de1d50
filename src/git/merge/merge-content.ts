/**
 * The merge driver: what becomes of a file whose content both sides changed. Layer 1.
 *
 * The verdict and the bytes are those of `git merge-tree`, so a text in any encoding merges. Only what can be shown as
 * text comes with markers and diffs.
 */

import { unifiedHunks } from '../diff/unified-diff.ts';
import { isBinary, isPlainText } from '../format/blob-kind.ts';
import { decodeName, gitFile } from '../format/entry-name.ts';
import { refusedContent } from '../format/git-files.ts';
import { labelLines, quotePath } from '../format/path-quoting.ts';
import { mergeTexts, type ThreeTexts, wholeConflict } from './merge-text.ts';

/** The merged content, or why there is none. */
export type ContentMerge =
  | { readonly clean: true; readonly content: Buffer }
  | { readonly clean: false; readonly kind: 'binary' }
  | { readonly clean: false; readonly kind: 'text'; readonly markers: Buffer };

/** Merges three contents; a base that is not there is empty. */
export function mergeContents(contents: ThreeTexts): ContentMerge {
  const all = [contents.base, contents.ours, contents.theirs];
  if (all.some(isBinary)) return { clean: false, kind: 'binary' };
  const merge = mergeTexts(contents);
  if (merge.clean) return { clean: true, content: merge.text };
  return all.every(isPlainText)
    ? { clean: false, kind: 'text', markers: merge.markers }
    : { clean: false, kind: 'binary' };
}

/**
 * Merges a file that git may look into itself: where the lines of two sides would make a `.gitmodules` or `.gitattributes`
 * that `git fsck --strict` refuses, the whole file is in conflict, though git calls the merge clean. So nothing that a
 * merge puts together makes a snapshot that can't be cloned with checks on.
 * @param pathBytes full path
 */
export function mergeFile(pathBytes: Buffer, contents: ThreeTexts): ContentMerge {
  const merge = mergeContents(contents);
  if (!merge.clean) return merge;
  const { content } = merge;
  const file = gitFile(decodeName(pathBytes.subarray(pathBytes.lastIndexOf('/') + 1)));
  if (file === undefined || refusedContent(file, content.length, () => content) === undefined) return merge;
  return [contents.base, contents.ours, contents.theirs].every(isPlainText)
    ? { clean: false, kind: 'text', markers: wholeConflict(contents) }
    : { clean: false, kind: 'binary' };
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
