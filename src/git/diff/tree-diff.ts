/**
 * Lists the paths that differ between two trees.
 *
 * It walks the trees together and skips entries with the same hash, so the cost depends on the number of differing paths. The
 * order is git's: by the bytes of the full paths. It detects no renames or copies.
 */

import { TreeboxError } from '../../core/errors.ts';
import type { Oid, TreeId } from '../../core/ids.ts';
import { COMPARED_DEPTH_MAX, COMPARED_ENTRIES_MAX } from '../../core/limits.ts';
import { isTreeMode, treeOf, typeOf } from '../format/entry-mode.ts';
import type { ObjectReader, TreeEntry } from '../objects/objects.ts';
import { readTreeData, TreeJoin } from './tree-join.ts';

export type DiffStatus = 'added' | 'modified' | 'deleted' | 'type_changed';

/** A path at which two trees differ. */
export interface TreeDifference {
  /** Full path. Bytes that are not UTF-8 are replaced by U+FFFD. */
  readonly path: string;
  readonly pathBytes: Buffer;
  /** `type_changed` if, for example, a file became a symbolic link. A file that became a folder is `deleted`. */
  readonly status: DiffStatus;
  readonly from: Oid | null;
  readonly to: Oid | null;
  readonly fromMode: string | null;
  readonly toMode: string | null;
}

/**
 * Yields the differences between two trees.
 * @param from id of a tree, like `to`; null for the empty tree
 * @throws TreeboxError `unknown_snapshot` when a tree is missing, `too_large` above the limits of the walk
 */
export function* treeDifferences(
  objects: ObjectReader,
  from: TreeId | null,
  to: TreeId | null,
): Generator<TreeDifference, void, undefined> {
  if (from === to) return;
  const open = (oids: readonly (TreeId | undefined)[]) => new TreeJoin(oids.map((oid) => readTreeData(objects, oid)));
  const folders: { readonly path: Buffer; readonly join: TreeJoin }[] = [
    { path: Buffer.alloc(0), join: open([from ?? undefined, to ?? undefined]) },
  ];
  let seen = 0;
  for (let folder = folders.at(-1); folder !== undefined; folder = folders.at(-1)) {
    if (!folder.join.next()) {
      folders.pop();
      continue;
    }
    if (++seen > COMPARED_ENTRIES_MAX) throw tooLarge(`more than ${COMPARED_ENTRIES_MAX} paths differ`);
    const [before, after] = folder.join.entries;
    const { nameBytes, mode } = (before ?? after) as NonNullable<Present>;
    const pathBytes = folders.length === 1 ? nameBytes : Buffer.concat([folder.path, SLASH, nameBytes]);
    if (isTreeMode(mode)) {
      if (folders.length > COMPARED_DEPTH_MAX) throw tooLarge(`a folder lies deeper than ${COMPARED_DEPTH_MAX} levels`);
      if (before?.oid !== after?.oid)
        folders.push({
          path: pathBytes,
          join: open([treeOf(before), treeOf(after)]),
        });
    } else if (before?.oid !== after?.oid || before?.mode !== after?.mode) {
      yield describe(pathBytes, before, after);
    }
  }
}

/**
 * Counts all differences between two trees, and returns the first ones.
 * @param options.limit maximum number to return; by default all
 * @throws as `treeDifferences`
 */
export function diffTrees(
  objects: ObjectReader,
  from: TreeId | null,
  to: TreeId | null,
  { limit = Number.POSITIVE_INFINITY }: { limit?: number } = {},
): { total: number; entries: TreeDifference[] } {
  const entries: TreeDifference[] = [];
  let total = 0;
  for (const difference of treeDifferences(objects, from, to)) {
    if (total < limit) entries.push(difference);
    total++;
  }
  return { total, entries };
}

type Present = TreeEntry | undefined;

const SLASH = Buffer.from('/');

function describe(pathBytes: Buffer, before: Present, after: Present): TreeDifference {
  return {
    path: pathBytes.toString(),
    pathBytes,
    status: statusOf(before, after),
    from: before?.oid ?? null,
    to: after?.oid ?? null,
    fromMode: before?.mode ?? null,
    toMode: after?.mode ?? null,
  };
}

function statusOf(before: Present, after: Present): DiffStatus {
  if (before === undefined) return 'added';
  if (after === undefined) return 'deleted';
  return typeOf(before.mode) === typeOf(after.mode) ? 'modified' : 'type_changed';
}

function tooLarge(what: string): TreeboxError {
  return new TreeboxError('too_large', `can't compare these snapshots: ${what}`);
}
