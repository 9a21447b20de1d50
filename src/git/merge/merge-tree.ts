/**
 * The merge of three trees: what `git merge-tree --write-tree` does with renames off, conflicts given as data. Layer 1.
 *
 * `planMerge` settles all that hashes can tell. Files that both sides changed are merged by isomorphic-git on a small
 * history of its own (`mergeByHistory`), with our line merge as its driver; then the plan's folders are written with the
 * results in them. Where git calls the merge clean, the tree is byte for byte git's.
 *
 * Differences from git: a `.gitmodules` or `.gitattributes` whose merged lines git's own fsck refuses is in conflict;
 * attributes are not read (`.gitattributes` may say `merge=union` or `binary`, but a bare repository of git before 2.43
 * does not read them either); a submodule changed on both sides is always a conflict; a file past `TEXT_MAX_BYTES` or
 * `TEXT_MAX_LINES` counts as binary; a conflicting file keeps its own path where git makes up a second name, as beside a
 * folder.
 */
import { TreeboxError } from '../../core/errors.ts';
import { EMPTY_TREE, type Oid } from '../../core/ids.ts';
import { CONFLICT_TEXT_MAX, TEXT_MAX_BYTES } from '../../core/limits.ts';
import { encodeEntry } from '../format/tree-codec.ts';
import type { ObjectReader, ObjectWriter } from '../objects/objects.ts';
import type { Conflict } from './conflict.ts';
import { HISTORY_FILES_MAX, type MergedFile, mergeByHistory } from './library-merge.ts';
import { type ContentMerge, contentDiff, mergeFile } from './merge-content.ts';
import {
  type ContentWork,
  type EntryConflict,
  type PlannedPart,
  type PlannedTree,
  type Prefer,
  planMerge,
} from './merge-plan.ts';
import type { ThreeTexts } from './merge-text.ts';
import type { Sides } from './three-way.ts';

export type { Prefer };

export interface MergeRequest extends Sides<Oid> {
  /** Settles every conflicting path as a whole, or `none`. */
  readonly prefer: Prefer;
}

export type MergeOutcome =
  | { readonly status: 'merged'; readonly tree: Oid }
  | { readonly status: 'conflict'; readonly conflicts: readonly Conflict[] };

/**
 * Merges what two trees made of a third.
 * @param writer gets the new blobs and folders; of no use when the outcome is a conflict
 * @param request names of trees; the base may be the empty tree
 * @throws TreeboxError `unknown_snapshot` when an object is missing, `too_large` past the bounds of `core/limits.ts`
 */
export async function mergeTrees(
  objects: ObjectReader,
  writer: ObjectWriter,
  request: MergeRequest,
): Promise<MergeOutcome> {
  const { base, ours, theirs, prefer } = request;
  if (ours === theirs || base === theirs) return { status: 'merged', tree: ours };
  if (base === ours) return { status: 'merged', tree: theirs };

  const plan = planMerge(objects, request, prefer);
  const files = new FileMerges(objects, writer, prefer);
  await files.run(plan.contents);
  if (plan.conflicts.length === 0 && files.clashes.length === 0) {
    return { status: 'merged', tree: writeTree(writer, plan.tree, files.merged) };
  }
  return { status: 'conflict', conflicts: describe(objects, plan.conflicts, files.clashes) };
}

/** Merges the files whose content both sides changed. */
class FileMerges {
  readonly merged = new Map<ContentWork, MergedFile>();
  /** What is in conflict. Empty when conflicts go to a side. */
  readonly clashes: ContentWork[] = [];
  readonly #objects: ObjectReader;
  readonly #writer: ObjectWriter;
  readonly #prefer: Prefer;

  constructor(objects: ObjectReader, writer: ObjectWriter, prefer: Prefer) {
    this.#objects = objects;
    this.#writer = writer;
    this.#prefer = prefer;
  }

  async run(all: readonly ContentWork[]): Promise<void> {
    const inHistory = all.filter((work) => work.mode !== null).slice(0, HISTORY_FILES_MAX);
    if (inHistory.length > 0) {
      const files = inHistory.map(({ base, sides }) => ({ base, ours: sides.ours, theirs: sides.theirs }));
      const results = await mergeByHistory(files, (index) => this.#drive(inHistory[index] as ContentWork));
      for (const [index, file] of (results ?? []).entries()) this.#keep(inHistory[index] as ContentWork, file);
    }
    const done = new Set(inHistory);
    for (const work of all) {
      if (done.has(work)) continue;
      const oid = this.#drive(work);
      if (oid !== undefined && work.mode !== null) this.#keep(work, { mode: work.mode, oid });
    }
  }

  /** The name of the merged content, or undefined for a conflict. */
  #drive(work: ContentWork): Oid | undefined {
    const contents = readContents(this.#objects, work);
    const merge: ContentMerge = contents === undefined ? TOO_LARGE : mergeFile(work.pathBytes, contents);
    if (merge.clean && work.mode !== null) return this.#writer.write('blob', merge.content);
    if (this.#prefer === 'none') {
      this.clashes.push(work);
      return undefined;
    }
    const { mode, oid } = work.sides[this.#prefer];
    this.merged.set(work, { mode, oid });
    return oid;
  }

  /** Takes a result over, unless the path has been given to a side, mode and all. */
  #keep(work: ContentWork, file: MergedFile): void {
    if (!this.merged.has(work)) this.merged.set(work, file);
  }
}

/**
 * The conflicts as they are reported, by path. Contents are merged once more for this, so that only one file's markers
 * are held beside those that are reported, and which ones are reported depends on the paths alone.
 */
function describe(
  objects: ObjectReader,
  entryConflicts: readonly EntryConflict[],
  clashes: readonly ContentWork[],
): Conflict[] {
  let left = CONFLICT_TEXT_MAX;
  return [...entryConflicts, ...clashes]
    .sort((one, other) => one.pathBytes.compare(other.pathBytes))
    .map((conflict): Conflict => {
      if ('kind' in conflict) return describeEntries(conflict);
      const { pathBytes, sides } = conflict;
      const contents = readContents(objects, conflict);
      if (contents === undefined) return describeEntries({ pathBytes, sides, kind: TOO_LARGE.kind });
      const merge = mergeFile(pathBytes, contents);
      const bare = describeEntries({ pathBytes, sides, kind: merge.clean ? 'mode' : merge.kind });
      if (merge.clean || merge.kind === 'binary') return bare;
      const before = conflict.base === undefined ? null : contents.base;
      const texts = describeText(pathBytes, before, contents, merge.markers, left);
      left -= texts.markers?.length ?? 0;
      left -= (texts.diff_ours?.length ?? 0) + (texts.diff_theirs?.length ?? 0);
      return { ...bare, ...texts };
    });
}

/** Markers and diffs; null what would make them longer than `maxBytes` altogether. */
function describeText(
  pathBytes: Buffer,
  base: Buffer | null,
  { ours, theirs }: ThreeTexts,
  markers: Buffer,
  maxBytes: number,
): Pick<Conflict, 'markers' | 'diff_ours' | 'diff_theirs'> {
  let left = maxBytes - markers.length;
  if (left < 0) return { markers: null, diff_ours: null, diff_theirs: null };
  const diffOurs = contentDiff(pathBytes, base, ours, left);
  left -= diffOurs?.length ?? 0;
  return { markers: markers.toString(), diff_ours: diffOurs, diff_theirs: contentDiff(pathBytes, base, theirs, left) };
}

function describeEntries({ pathBytes, sides, kind }: EntryConflict): Conflict {
  const { base, ours, theirs } = sides;
  return {
    path: pathBytes.toString(),
    base: base?.oid ?? null,
    ours: ours?.oid ?? null,
    theirs: theirs?.oid ?? null,
    kind,
    markers: null,
    diff_ours: null,
    diff_theirs: null,
  };
}

/** What becomes of contents that are too large to be merged by lines. */
const TOO_LARGE = { clean: false, kind: 'binary' } as const;

/** The three contents, or undefined when one of them is past `TEXT_MAX_BYTES`: it is then not read at all. */
function readContents(objects: ObjectReader, { base, sides }: ContentWork): ThreeTexts | undefined {
  const oids = [base?.oid, sides.ours.oid, sides.theirs.oid];
  const contents: Buffer[] = [];
  for (const oid of oids) {
    if (oid !== undefined && (objects.stat(oid)?.size ?? 0) > TEXT_MAX_BYTES) return undefined;
    contents.push(oid === undefined ? Buffer.alloc(0) : readBlob(objects, oid));
  }
  const [baseContent, ours, theirs] = contents as [Buffer, Buffer, Buffer];
  return { base: baseContent, ours, theirs };
}

function readBlob(objects: ObjectReader, oid: Oid): Buffer {
  const object = objects.read(oid);
  if (object?.type === 'blob') return object.data;
  throw new TreeboxError('unknown_snapshot', `there is no blob ${oid}, which a snapshot to be merged names`);
}

function writeTree(writer: ObjectWriter, tree: PlannedTree, merged: ReadonlyMap<ContentWork, MergedFile>): Oid {
  const encode = (part: PlannedPart): Buffer => {
    switch (part.is) {
      case 'stored':
        return part.bytes;
      case 'entry':
        return encodeEntry(part.entry);
      case 'folder':
        return encodeEntry({ mode: '40000', nameBytes: part.nameBytes, oid: writeTree(writer, part.tree, merged) });
      case 'content':
        return encodeEntry({ nameBytes: part.nameBytes, ...(merged.get(part.work) as MergedFile) });
    }
  };
  return tree.length === 0 ? EMPTY_TREE : writer.write('tree', Buffer.concat(tree.map(encode)));
}
