/**
 * Applies the resolutions of a request to the conflicts, path by path.
 */

import { TreeboxError } from '../../core/errors.ts';
import type { TreeId } from '../../core/ids.ts';
import { MODE } from '../format/entry-mode.ts';
import { decodeName, gitFile } from '../format/entry-name.ts';
import { refusedContent } from '../format/git-files.ts';
import type { ObjectReader, ObjectWriter } from '../objects/objects.ts';
import { basename } from '../renames/directory-counts.ts';
import { editTree, type Folders, sideEdits } from './edit-tree.ts';
import type { PathConflict, Settled } from './settle-paths.ts';
import { isFile, OURS, type Sides, THEIRS, type Version } from './sides.ts';

/** A decision about a path: use the version of one of the trees, use the given content, or delete the path. */
export type Resolution =
  | { readonly side: keyof Sides<unknown> }
  | { readonly content: Uint8Array }
  | { readonly delete: true };

/** Resolutions by path. */
export type Resolutions = Readonly<Record<string, Resolution>>;

/** Maximum number of conflicting paths in the error about a path that is not in conflict. */
const NAMED_MAX = 10;

/**
 * Settles the conflicts that have a resolution.
 * @param settled the merged tree and its conflicts
 * @returns the new tree, and the remaining conflicts
 * @throws TreeboxError `bad_request` for a path that is not in conflict, or content that git refuses at this path
 */
export function resolveConflicts(
  store: ObjectReader & ObjectWriter,
  { resolutions = {}, ...trees }: Sides<TreeId> & { readonly resolutions?: Resolutions },
  { tree, conflicts }: Settled,
): Settled {
  const wanted = new Map(
    Object.entries(resolutions).map(([path, each]) => [Buffer.from(path).toString('latin1'), each]),
  );
  if (wanted.size === 0) return { tree, conflicts };
  const paths = new Set(conflicts.map(({ path }) => path));
  for (const path of wanted.keys()) if (!paths.has(path)) throw notInConflict(path, [...paths]);

  const edits = new Map<string, Version | undefined>();
  const left: PathConflict[] = [];
  const folders: Folders = new Map();
  for (const conflict of conflicts) {
    const resolution = wanted.get(conflict.path);
    if (resolution === undefined) {
      left.push(conflict);
      continue;
    }
    if ('side' in resolution) {
      for (const [path, version] of sideEdits(store, trees[resolution.side], [conflict], folders))
        edits.set(path, version);
      continue;
    }
    for (const path of conflict.madeUp) edits.set(path, undefined);
    edits.set(
      conflict.path,
      'content' in resolution ? write(store, conflict, Buffer.from(resolution.content)) : undefined,
    );
  }
  return { tree: editTree(store, store, tree, edits), conflicts: left };
}

function write(writer: ObjectWriter, { path, stages }: PathConflict, content: Buffer): Version {
  const file = gitFile(decodeName(Buffer.from(basename(path), 'latin1')));
  const refused = file && refusedContent(file, content.length, () => content);
  if (refused !== undefined)
    throw new TreeboxError('bad_request', `resolutions: ${shown(path)}: git refuses ${refused}`);
  const mode = [stages[OURS], stages[THEIRS]].find(isFile)?.mode ?? MODE.file;
  return { mode, oid: writer.write('blob', content) };
}

function notInConflict(path: string, paths: readonly string[]): TreeboxError {
  const named = paths.slice(0, NAMED_MAX).map(shown).join(', ');
  const right =
    paths.length === 0 ? 'nothing is' : `it must be one of ${named}${paths.length > NAMED_MAX ? ', …' : ''}`;
  return new TreeboxError('bad_request', `resolutions: ${shown(path)} is not in conflict: ${right}`);
}

function shown(path: string): string {
  return JSON.stringify(Buffer.from(path, 'latin1').toString());
}
