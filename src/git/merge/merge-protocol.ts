/**
 * Questions of the server to the process that merges and diffs, and checks of its answers.
 */
import { isOid, isTreeId, type TreeId } from '../../core/ids.ts';
import { MERGE_BASES_MAX, MERGE_WARNINGS_MAX } from '../../core/limits.ts';
import {
  bytesUpTo,
  type Check,
  exactly,
  keyOf,
  listOf,
  numberWithin,
  oneOf,
  orNull,
  textThat,
  textUpTo,
  WrongShape,
} from '../../core/shape.ts';
import type { RenamedDifference } from '../diff/renamed-differences.ts';
import { isPackName } from '../format/pack-format.ts';
import { FROM_WORKER_BOUNDS, isAnyText, replyWith, type WorkerReply } from '../worker/worker-protocol.ts';
import type { Conflict, ConflictKind, ConflictPaths } from './conflict.ts';
import type { HistoryMergeOutcome, HistoryMergeRequest } from './merge-by-history.ts';
import type { MergeBase } from './merge-history.ts';
import { LIST_ITEMS_MAX, PAGE_ITEMS } from './paged-list.ts';
import type { Resolution } from './resolve-conflicts.ts';

/** Questions by name, each with its parameters and its answer. */
export interface MergeCalls {
  /** Merges, and returns the first page of the conflicts, and the number of all. */
  merge: {
    ask: SentRequest;
    answer: { readonly outcome: HistoryMergeOutcome; readonly conflicts: number; readonly pack: string | null };
  };
  /** Returns the next page of the last merge's conflicts. */
  conflicts: { ask: object; answer: readonly Conflict[] };
  /** Compares, and returns the first page of the differences. */
  diff: { ask: DiffRequest; answer: DiffAnswer };
  /** Returns the next page of the last diff's differences. */
  entries: { ask: object; answer: readonly DiffEntry[] };
  /** Opens a patch under a number that the server chooses. */
  patch: { ask: { readonly patch: number } & PatchRequest; answer: null };
  /** Returns the next piece of an open patch, or null at its end, which closes the patch. */
  more: { ask: { readonly patch: number }; answer: Uint8Array | null };
  /** Closes an open patch before its end. */
  drop: { ask: { readonly patch: number }; answer: null };
}

export interface DiffRequest {
  /** Tree ids; null for the empty tree. */
  readonly from: TreeId | null;
  readonly to: TreeId | null;
  /** Maximum number of differences to list. */
  readonly limit: number;
  /** True to detect renamed files. */
  readonly renames?: boolean;
}

export interface PatchRequest {
  /** Tree ids; null for the empty tree. */
  readonly from: TreeId | null;
  readonly to: TreeId | null;
  /** True to detect renamed files. */
  readonly renames?: boolean;
}

export interface DiffEntry extends Omit<RenamedDifference, 'pathBytes' | 'old'> {
  /** For a rename: the old path, and the similarity in percent. */
  readonly old?: { readonly path: string; readonly percent: number };
}

export interface DiffAnswer {
  readonly total: number;
  readonly entries: readonly DiffEntry[];
}

export type MergeQuestion = {
  readonly [Name in keyof MergeCalls]: { readonly call: Name } & MergeCalls[Name]['ask'];
}[keyof MergeCalls];

/** A resolution as JSON: contents are base64. */
type SentResolution = Exclude<Resolution, { readonly content: Uint8Array }> | { readonly base64: string };

/** A request to merge as JSON. */
type SentRequest = Omit<HistoryMergeRequest, 'resolutions'> & {
  readonly resolutions: Readonly<Record<string, SentResolution>>;
};

/** Makes the question for a request to merge. */
export function sentRequest({ resolutions = {}, ...request }: HistoryMergeRequest): SentRequest {
  const sent = Object.entries(resolutions).map(([path, each]): [string, SentResolution] => [
    path,
    'content' in each ? { base64: Buffer.from(each.content).toString('base64') } : each,
  ]);
  return { ...request, resolutions: Object.fromEntries(sent) };
}

/** Returns the request that `sentRequest` was given. */
export function receivedRequest({ resolutions, ...request }: SentRequest): HistoryMergeRequest {
  const received = Object.entries(resolutions).map(([path, each]): [string, Resolution] => [
    path,
    'base64' in each ? { content: Buffer.from(each.base64, 'base64') } : each,
  ]);
  return { ...request, resolutions: Object.fromEntries(received) };
}

/** Longest mode of an entry, in characters. */
const MODE_MAX = 64;
const PERCENT_MAX = 100;

const isNull: Check<null> = (value) => {
  if (value === null) return null;
  throw new WrongShape('must be null');
};
const isTree = textThat(isTreeId, 'an object name');
const isAnyOid = textThat(isOid, 'an object name');
const isMode = orNull(textUpTo(MODE_MAX));
const isCount = numberWithin(0, LIST_ITEMS_MAX, { whole: true });

const isConflict = exactly<Conflict>(
  {
    path: isAnyText,
    paths: exactly<ConflictPaths>({ base: orNull(isAnyText), ours: orNull(isAnyText), theirs: orNull(isAnyText) }),
    base: orNull(isAnyOid),
    ours: orNull(isAnyOid),
    theirs: orNull(isAnyOid),
    kind: keyOf<ConflictKind>({
      text: true,
      binary: true,
      'modify/delete': true,
      'file/directory': true,
      mode: true,
      symlink: true,
      'rename/rename': true,
      'rename/delete': true,
      'rename/add': true,
      'directory rename': true,
    }),
    markers: orNull(isAnyText),
    diffOurs: orNull(isAnyText),
    diffTheirs: orNull(isAnyText),
  },
  ['paths'],
);
const isConflictPage = listOf(isConflict, PAGE_ITEMS);

const OF_ANY_OUTCOME = {
  tree: isTree,
  warnings: listOf(isAnyText, MERGE_WARNINGS_MAX + 1),
  bases: listOf(exactly<MergeBase>({ id: isAnyText, tree: isTree }), MERGE_BASES_MAX),
};
const isMerged = exactly<Extract<HistoryMergeOutcome, { status: 'merged' }>>({
  ...OF_ANY_OUTCOME,
  status: oneOf('merged'),
});
const isConflicted = exactly<Extract<HistoryMergeOutcome, { status: 'conflict' }>>({
  ...OF_ANY_OUTCOME,
  status: oneOf('conflict'),
  conflicts: isConflictPage,
});
const isOutcome: Check<HistoryMergeOutcome> = (value) =>
  (value as { readonly status?: unknown } | null)?.status === 'merged' ? isMerged(value) : isConflicted(value);

const isEntry = exactly<DiffEntry>(
  {
    path: isAnyText,
    status: keyOf<DiffEntry['status']>({
      added: true,
      modified: true,
      deleted: true,
      type_changed: true,
      renamed: true,
    }),
    from: orNull(isAnyOid),
    to: orNull(isAnyOid),
    fromMode: isMode,
    toMode: isMode,
    old: exactly<NonNullable<DiffEntry['old']>>({ path: isAnyText, percent: numberWithin(0, PERCENT_MAX) }),
  },
  ['old'],
);
const isEntryPage = listOf(isEntry, PAGE_ITEMS);

/** Checks of the replies to the questions. */
export const MERGE_REPLIES: { readonly [Name in keyof MergeCalls]: Check<WorkerReply<MergeCalls[Name]['answer']>> } = {
  merge: replyWith(
    exactly({
      outcome: isOutcome,
      conflicts: isCount,
      pack: orNull(textThat((name): name is string => isPackName(name), 'the name of a pack')),
    }),
  ),
  conflicts: replyWith(isConflictPage),
  diff: replyWith(exactly<DiffAnswer>({ total: isCount, entries: isEntryPage })),
  entries: replyWith(isEntryPage),
  patch: replyWith(isNull),
  more: replyWith(orNull(bytesUpTo(FROM_WORKER_BOUNDS.textBytes))),
  drop: replyWith(isNull),
};
