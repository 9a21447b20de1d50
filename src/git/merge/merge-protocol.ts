/**
 * Messages between the server and its merge thread. One question at a time, one answer to each.
 */
import type { ErrorCode } from '../../core/errors.ts';
import type { TreeId } from '../../core/ids.ts';
import type { RenamedDifference } from '../diff/renamed-differences.ts';
import type { HistoryMergeOutcome, HistoryMergeRequest } from './merge-by-history.ts';

/** Given to the thread when it starts. */
export interface MergeWorkerData {
  /** Absolute path of the repository, which the thread reads only. */
  readonly gitDir: string;
  /** Absolute path of the folder that new packs are written to. */
  readonly folder: string;
}

/** Questions by name, each with what is asked and what is answered. */
export interface MergeCalls {
  merge: {
    ask: HistoryMergeRequest;
    answer: { readonly outcome: HistoryMergeOutcome; readonly pack: string | null };
  };
  diff: { ask: DiffRequest; answer: DiffAnswer };
  /** Opens a patch under a number of the asker's choice. */
  patch: { ask: { readonly patch: number } & PatchRequest; answer: null };
  /** The next piece of an open patch; null at its end, which closes it. */
  more: { ask: { readonly patch: number }; answer: Uint8Array | null };
  drop: { ask: { readonly patch: number }; answer: null };
}

export interface DiffRequest {
  /** Names of trees; null for the empty one. */
  readonly from: TreeId | null;
  readonly to: TreeId | null;
  /** How many differences to list. */
  readonly limit: number;
  /** True to look for renamed files. */
  readonly renames?: boolean;
}

export interface PatchRequest {
  /** Names of trees; null for the empty one. */
  readonly from: TreeId | null;
  readonly to: TreeId | null;
  /** True to look for renamed files. */
  readonly renames?: boolean;
}

export interface DiffEntry extends Omit<RenamedDifference, 'pathBytes' | 'old'> {
  /** Of a rename: the path before, and how much is alike in percent. */
  readonly old?: { readonly path: string; readonly percent: number };
}

export interface DiffAnswer {
  readonly total: number;
  readonly entries: readonly DiffEntry[];
}

export type MergeQuestion = {
  readonly [Name in keyof MergeCalls]: { readonly call: Name } & MergeCalls[Name]['ask'];
}[keyof MergeCalls];

export type MergeReply =
  | { readonly answer: unknown }
  | { readonly refusal: { readonly code: ErrorCode; readonly message: string } }
  /** A broken invariant, with its stack for the log. */
  | { readonly failure: string };
