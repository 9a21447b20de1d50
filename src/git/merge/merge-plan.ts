/**
 * What a merge of three trees comes down to, before any content is merged: the trees are walked together, what they agree
 * on is passed over by its hash, and every other path is settled, or noted as a conflict or as work. Layer 1.
 *
 * The rules are those of git's `ort` strategy with renames off. A folder counts as what is left of it: when the merge
 * empties one, a file of the same name on the other side finds its place free, and there is no clash.
 *
 * Cost: the folders that lead to differing paths. The walk is bounded in entries and depth.
 */
import { TreeboxError } from '../../core/errors.ts';
import type { Oid } from '../../core/ids.ts';
import { COMPARED_DEPTH_MAX, COMPARED_ENTRIES_MAX } from '../../core/limits.ts';
import { readTreeData, TreeJoin } from '../diff/tree-join.ts';
import { isTreeMode } from '../format/tree-codec.ts';
import type { ObjectReader, TreeEntry } from '../objects/objects.ts';
import type { ConflictKind } from './conflict.ts';
import { type Present, type Sides, settleFile, settleTrivially } from './three-way.ts';

/** Which side a conflicting path is given to as a whole; `none` to report it. */
export type Prefer = 'ours' | 'theirs' | 'none';

/** A path whose two contents have to be merged. */
export interface ContentWork {
  readonly pathBytes: Buffer;
  readonly sides: Sides<Present> & { readonly ours: TreeEntry; readonly theirs: TreeEntry };
  /** Where the merge starts from; undefined for an empty text. */
  readonly base: TreeEntry | undefined;
  /** The merged file's mode; null when the sides clash over it, so that the path is in conflict whatever its content. */
  readonly mode: string | null;
}

/** A path that is in conflict by its entries alone. */
export interface EntryConflict {
  readonly pathBytes: Buffer;
  /** What the trees have there; a folder counts as nothing. */
  readonly sides: Sides<Present>;
  readonly kind: ConflictKind;
}

/** A part of a planned tree: entries taken over as they are stored, one entry, a folder, or a file yet to be merged. */
export type PlannedPart =
  | { readonly is: 'stored'; readonly bytes: Buffer }
  | { readonly is: 'entry'; readonly entry: TreeEntry }
  | { readonly is: 'folder'; readonly nameBytes: Buffer; readonly tree: PlannedTree }
  | { readonly is: 'content'; readonly nameBytes: Buffer; readonly work: ContentWork };

/** A tree to be written, in git's order. */
export type PlannedTree = readonly PlannedPart[];

export interface MergePlan {
  /** The merged tree; not to be used when there are conflicts. */
  readonly tree: PlannedTree;
  readonly conflicts: readonly EntryConflict[];
  readonly contents: readonly ContentWork[];
}

/**
 * Plans the merge of three trees.
 * @param trees names of the root trees
 * @throws TreeboxError `unknown_snapshot` when a tree is missing, `too_large` past the bounds of the walk
 */
export function planMerge(objects: ObjectReader, trees: Sides<Oid>, prefer: Prefer): MergePlan {
  const walk = new Walk(objects, prefer);
  const tree = walk.folder(Buffer.alloc(0), trees, 0);
  return { tree, conflicts: walk.conflicts, contents: walk.contents };
}

/** A name that the trees differ at: what each has under it as a file, as a folder, and where in the result they belong. */
interface Meeting {
  readonly nameBytes: Buffer;
  readonly file: Record<keyof Sides<unknown>, Present>;
  readonly folder: Record<keyof Sides<unknown>, Present>;
  filePlace: number;
  folderPlace: number;
}

const SIDES = ['base', 'ours', 'theirs'] as const;

class Walk {
  readonly conflicts: EntryConflict[] = [];
  readonly contents: ContentWork[] = [];
  readonly #objects: ObjectReader;
  readonly #prefer: Prefer;
  #entries = 0;

  constructor(objects: ObjectReader, prefer: Prefer) {
    this.#objects = objects;
    this.#prefer = prefer;
  }

  /** Plans one folder, of which any of the trees may lack. An empty plan means that there is nothing left of it. */
  folder(path: Buffer, trees: Sides<Oid | undefined>, depth: number): PlannedTree {
    if (depth > COMPARED_DEPTH_MAX) throw tooLarge(`a folder lies deeper than ${COMPARED_DEPTH_MAX} levels`);
    const join = new TreeJoin(SIDES.map((side) => readTreeData(this.#objects, trees[side])));
    const parts: (PlannedPart | undefined)[] = [];
    const meetings = new Map<string, Meeting>();
    for (let more = true; more; ) {
      more = join.next();
      if (join.common.length > 0) parts.push({ is: 'stored', bytes: join.common });
      if (more) this.#meet(meetings, join.entries, parts.push(undefined) - 1);
    }
    for (const meeting of meetings.values()) {
      const part = this.#settle(path, meeting, depth);
      if (part === undefined) continue;
      const isFolder = part.is === 'folder' || (part.is === 'entry' && isTreeMode(part.entry.mode));
      parts[isFolder ? meeting.folderPlace : meeting.filePlace] = part;
    }
    return parts.filter((part) => part !== undefined);
  }

  /** Notes what the trees have at one place; `entries` has what `SIDES` says. */
  #meet(meetings: Map<string, Meeting>, entries: readonly Present[], place: number): void {
    if (++this.#entries > COMPARED_ENTRIES_MAX) throw tooLarge(`more than ${COMPARED_ENTRIES_MAX} paths differ`);
    const { nameBytes, mode } = entries.find((entry) => entry !== undefined) as TreeEntry;
    const key = nameBytes.toString('latin1');
    let meeting = meetings.get(key);
    if (meeting === undefined) {
      const nothing = { base: undefined, ours: undefined, theirs: undefined };
      meeting = { nameBytes, file: { ...nothing }, folder: { ...nothing }, filePlace: place, folderPlace: place };
      meetings.set(key, meeting);
    }
    const isFolder = isTreeMode(mode);
    meeting[isFolder ? 'folderPlace' : 'filePlace'] = place;
    for (const [index, side] of SIDES.entries()) meeting[isFolder ? 'folder' : 'file'][side] = entries[index];
  }

  #settle(parent: Buffer, meeting: Meeting, depth: number): PlannedPart | undefined {
    const { file, folder, nameBytes } = meeting;
    const whole = mapSides((side) => file[side] ?? folder[side]);
    const trivial = settleTrivially(whole);
    if (trivial !== undefined) return entryPart(trivial.entry);

    const path = parent.length === 0 ? nameBytes : Buffer.concat([parent, Buffer.from('/'), nameBytes]);
    const isFile = file.ours !== undefined || file.theirs !== undefined;
    const isFolder = folder.ours !== undefined || folder.theirs !== undefined;
    const tree = isFolder
      ? this.folder(
          path,
          mapSides((side) => folder[side]?.oid),
          depth + 1,
        )
      : [];
    if (!isFile) return tree.length > 0 ? { is: 'folder', nameBytes, tree } : undefined;
    if (tree.length === 0) return this.#settleFile(path, nameBytes, file);

    if (this.#prefer !== 'none') return entryPart(whole[this.#prefer]);
    this.conflicts.push({ pathBytes: path, sides: file, kind: 'file/directory' });
    return undefined;
  }

  #settleFile(pathBytes: Buffer, nameBytes: Buffer, sides: Sides<Present>): PlannedPart | undefined {
    const verdict = settleFile(sides);
    if (verdict.result === 'entry') return entryPart(verdict.entry);
    const isConflict = verdict.result === 'conflict' || verdict.mode === null;
    if (isConflict && this.#prefer !== 'none') return entryPart(sides[this.#prefer]);
    if (verdict.result === 'conflict') {
      this.conflicts.push({ pathBytes, sides: verdict.sides, kind: verdict.kind });
      // Whatever becomes of it, its folder is not empty.
      return entryPart(sides.ours ?? sides.theirs);
    }
    const work = { pathBytes, sides: verdict.sides, base: verdict.base, mode: verdict.mode };
    this.contents.push(work);
    return { is: 'content', nameBytes, work };
  }
}

function mapSides<T>(make: (side: keyof Sides<unknown>) => T): Sides<T> {
  return { base: make('base'), ours: make('ours'), theirs: make('theirs') };
}

function entryPart(entry: Present): PlannedPart | undefined {
  return entry === undefined ? undefined : { is: 'entry', entry };
}

function tooLarge(what: string): TreeboxError {
  return new TreeboxError('too_large', `can't merge these snapshots: ${what}`);
}
