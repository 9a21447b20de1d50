/**
 * Messages between the server and its merge thread. The server sends one question at a time, and gets one reply to each.
 */
import type { ErrorCode } from '../../core/errors.ts';
import type { TreeId } from '../../core/ids.ts';
import type { RenamedDifference } from '../diff/renamed-differences.ts';
import type { HistoryMergeOutcome, HistoryMergeRequest } from './merge-by-history.ts';

/** The `workerData` of the thread. */
export interface MergeWorkerData {
  /** Absolute path of the repository. The thread only reads it. */
  readonly gitDir: string;
  /** Absolute path of the folder for new packs. */
  readonly folder: string;
}

/** Questions by name, each with its parameters and its answer. */
export interface MergeCalls {
  merge: {
    ask: HistoryMergeRequest;
    answer: { readonly outcome: HistoryMergeOutcome; readonly pack: string | null };
  };
  diff: { ask: DiffRequest; answer: DiffAnswer };
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

export type MergeReply =
  | { readonly answer: unknown }
  | { readonly refusal: { readonly code: ErrorCode; readonly message: string } }
  /** A broken invariant, with its stack for the log. */
  | { readonly failure: string };
