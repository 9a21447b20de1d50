/**
 * Lists the entries of a folder in pages, in git's order.
 *
 * The position of a file is its path, and that of a folder is its path with a slash, so positions sort as git sorts entries.
 * A page costs as much as its entries and the folders above them.
 */

import type { TreeId } from '../core/ids.ts';
import { COMPARED_DEPTH_MAX } from '../core/limits.ts';
import { isFolderEntry, isTreeMode } from '../git/format/entry-mode.ts';
import { readTree } from '../git/format/tree-codec.ts';
import type { ObjectReader, TreeEntry } from '../git/objects/objects.ts';

/** The page of a folder's entries to list. */
export interface ListingPage {
  /** Lists the files of all folders below, and no folders. */
  readonly recursive: boolean;
  readonly limit: number;
  /** Position of the last entry of the previous page. */
  readonly after: string | undefined;
}

/** An entry, and its path relative to the listed folder. */
export interface ListedEntry {
  readonly path: string;
  readonly entry: TreeEntry;
}

/**
 * Lists a page.
 * @returns the entries, and the position of the last one when there are more
 */
export function listTree(
  objects: ObjectReader,
  root: readonly TreeEntry[],
  { recursive, limit, after }: ListingPage,
): { readonly entries: ListedEntry[]; readonly next: string | null } {
  const entries: ListedEntry[] = [];
  const bytes = after === undefined ? undefined : Buffer.from(after);
  for (const found of recursive ? filesAfter(objects, root, bytes) : entriesAfter(root, bytes)) {
    if (entries.length === limit) return { entries, next: placeOf(entries.at(-1) as ListedEntry) };
    entries.push(found);
  }
  return { entries, next: null };
}

function* entriesAfter(entries: readonly TreeEntry[], after: Buffer | undefined): Generator<ListedEntry> {
  for (const entry of entries) {
    const found = { path: entry.nameBytes.toString(), entry };
    if (!after || Buffer.from(placeOf(found)).compare(after) > 0) yield found;
  }
}

function* filesAfter(
  objects: ObjectReader,
  root: readonly TreeEntry[],
  after: Buffer | undefined,
): Generator<ListedEntry> {
  const open = [{ prefix: '', entries: root[Symbol.iterator]() }];
  for (let folder = open.at(-1); folder; folder = open.at(-1)) {
    const { value: entry, done } = folder.entries.next();
    if (done) {
      open.pop();
      continue;
    }
    const found = { path: folder.prefix + entry.nameBytes.toString(), entry };
    const place = Buffer.from(placeOf(found));
    if (!isFolderEntry(entry)) {
      if (!after || place.compare(after) > 0) yield found;
    } else if (!after || place.compare(after.subarray(0, place.length)) >= 0) {
      enter(objects, open, `${found.path}/`, entry.oid);
    }
  }
}

function enter(
  objects: ObjectReader,
  open: { prefix: string; entries: Iterator<TreeEntry> }[],
  prefix: string,
  oid: TreeId,
): void {
  const entries = readTree(objects, oid);
  if (!entries || open.length > COMPARED_DEPTH_MAX) throw new Error(`${oid} is missing or lies too deep`);
  open.push({ prefix, entries: entries[Symbol.iterator]() });
}

function placeOf({ path, entry }: ListedEntry): string {
  return isTreeMode(entry.mode) ? `${path}/` : path;
}
