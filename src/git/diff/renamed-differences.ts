/**
 * Lists the differences between two trees with renames, as `git diff --find-renames` does: a rename is listed at the new path,
 * and the deletion of the old path is left out.
 *
 * Unlike the list without renames, the whole list is in memory, because a rename can lead from any deleted file to any added
 * file.
 */
import type { Oid, TreeId } from '../../core/ids.ts';
import type { ObjectReader } from '../objects/objects.ts';
import { findRenames, type RenameFile } from '../renames/find-renames.ts';
import { SIMILARITY_MAX } from '../renames/similarity.ts';
import { type TreeDifference, treeDifferences } from './tree-diff.ts';

/** Git's limit for diffs (diff.renameLimit), see `RenameRequest.limit`. */
const RENAME_LIMIT = 1_000;

/** A difference that may be a rename. */
export interface RenamedDifference extends Omit<TreeDifference, 'status'> {
  readonly status: TreeDifference['status'] | 'renamed';
  /** For a rename: the old full path, and the similarity in percent. */
  readonly old?: { readonly path: string; readonly pathBytes: Buffer; readonly percent: number };
}

/**
 * Lists the differences between two trees by path.
 * @throws TreeboxError as `treeDifferences`
 */
export function renamedDifferences(objects: ObjectReader, from: TreeId | null, to: TreeId | null): RenamedDifference[] {
  const all = [...treeDifferences(objects, from, to)];
  const deleted = new Map(all.filter(({ status }) => status === 'deleted').map((each) => [keyOf(each), each]));
  const sources = [...deleted.values()].map((each) => fileOf(each, each.from, each.fromMode));
  const targets = all.filter(({ status }) => status === 'added').map((each) => fileOf(each, each.to, each.toMode));
  const { byTarget } = findRenames(objects, { sources, targets, limit: RENAME_LIMIT, withEmpty: true });
  const used = new Set([...byTarget.values()].map(({ source }) => source.path));
  return all.flatMap((each): RenamedDifference[] => {
    const rename = each.status === 'added' ? byTarget.get(keyOf(each)) : undefined;
    const source = rename && deleted.get(rename.source.path);
    if (!source) return each.status === 'deleted' && used.has(keyOf(each)) ? [] : [each];
    const percent = Math.floor((rename.similarity * 100) / SIMILARITY_MAX);
    const old = { path: source.path, pathBytes: source.pathBytes, percent };
    return [{ ...each, status: 'renamed', from: source.from, fromMode: source.fromMode, old }];
  });
}

function keyOf({ pathBytes }: TreeDifference): string {
  return pathBytes.toString('latin1');
}

function fileOf(difference: TreeDifference, oid: Oid | null, mode: string | null): RenameFile {
  return { path: keyOf(difference), oid: oid as Oid, mode: mode as string };
}
