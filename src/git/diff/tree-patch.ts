/**
 * Writes the differences between two trees as a patch, byte for byte as `git diff` prints it. Renames are optional, and object
 * ids have seven digits.
 *
 * The patch is produced in pieces, and only the two contents of one file are in memory at a time.
 * @see git-diff(1), "Generating patch text with -p"
 */
import { TreeboxError } from '../../core/errors.ts';
import { type Oid, type TreeId, ZERO_OID } from '../../core/ids.ts';
import { TEXT_MAX_BYTES } from '../../core/limits.ts';
import { isBinary } from '../format/blob-kind.ts';
import { MODE } from '../format/entry-mode.ts';
import { labelLines, quotePath } from '../format/path-quoting.ts';
import type { ObjectReader } from '../objects/objects.ts';
import { type RenamedDifference, renamedDifferences } from './renamed-differences.ts';
import { treeDifferences } from './tree-diff.ts';
import { unifiedHunks } from './unified-diff.ts';

/** Number of digits of an object id: git's default for repositories with up to 16,384 objects. */
const OID_DIGITS_SHOWN = 7;

/**
 * Yields the patch from one tree to another.
 * @param from id of a tree, like `to`; null for the empty tree
 * @param options.renames whether to detect renamed files, which needs a list of all differences in memory
 * @throws TreeboxError as `treeDifferences`, and `unknown_snapshot` when a blob is missing
 */
export function* unifiedPatch(
  objects: ObjectReader,
  from: TreeId | null,
  to: TreeId | null,
  { renames = false }: { readonly renames?: boolean } = {},
): Generator<Buffer> {
  const differences = renames ? renamedDifferences(objects, from, to) : treeDifferences(objects, from, to);
  for (const difference of differences) {
    if (difference.status === 'type_changed') {
      yield* filePatch(objects, { ...difference, to: null, toMode: null });
      yield* filePatch(objects, { ...difference, from: null, fromMode: null });
    } else {
      yield* filePatch(objects, difference);
    }
  }
}

function* filePatch(
  objects: ObjectReader,
  { pathBytes, from, to, fromMode, toMode, old }: RenamedDifference,
): Generator<Buffer> {
  const oldName = quotePath('a/', old?.pathBytes ?? pathBytes);
  const newName = quotePath('b/', pathBytes);
  let header = `diff --git ${oldName} ${newName}\n`;
  if (fromMode === null) header += `new file mode ${toMode}\n`;
  else if (toMode === null) header += `deleted file mode ${fromMode}\n`;
  else if (fromMode !== toMode) header += `old mode ${fromMode}\nnew mode ${toMode}\n`;
  if (old) {
    header += `similarity index ${old.percent}%\nrename from ${quotePath('', old.pathBytes)}\n`;
    header += `rename to ${quotePath('', pathBytes)}\n`;
  }
  if (from === to) {
    yield Buffer.from(header);
    return;
  }
  header += `index ${abbreviate(from)}..${abbreviate(to)}${fromMode === toMode ? ` ${toMode}` : ''}\n`;

  const before = contentOf(objects, from, fromMode);
  const after = contentOf(objects, to, toMode);
  const oldLabel = from === null ? '/dev/null' : oldName;
  const newLabel = to === null ? '/dev/null' : newName;
  if (before === 'too large' || after === 'too large' || isBinary(before) || isBinary(after)) {
    yield Buffer.from(`${header}Binary files ${oldLabel} and ${newLabel} differ\n`);
    return;
  }
  // Write the labels with the first hunk only: without hunks, as for a new empty file, git writes no labels.
  let labels = labelLines(oldLabel, newLabel);
  yield Buffer.from(header);
  for (const piece of unifiedHunks(before, after)) {
    if (labels !== '') yield Buffer.from(labels);
    labels = '';
    yield piece;
  }
}

function contentOf(objects: ObjectReader, oid: Oid | null, mode: string | null): Buffer | 'too large' {
  if (oid === null) return Buffer.alloc(0);
  if (mode === MODE.submodule) return Buffer.from(`Subproject commit ${oid}\n`);
  if ((objects.stat(oid)?.size ?? 0) > TEXT_MAX_BYTES) return 'too large';
  const object = objects.read(oid);
  if (object?.type === 'blob') return object.data;
  throw new TreeboxError('unknown_snapshot', `blob ${oid} of a snapshot to be compared is missing`);
}

function abbreviate(oid: Oid | null): string {
  return (oid ?? ZERO_OID).slice(0, OID_DIGITS_SHOWN);
}
