/**
 * Merges, picks and reverts: first tried without moving a label, then pushed with their conflicts settled.
 */
import { answerOf, api, type Schemas } from './api.ts';

/** The resolution of a conflict: the file of one side, a text, or no file. */
export type Resolution = 'ours' | 'theirs' | { readonly text: string } | { readonly delete: true };

/** Handles of two trees; `theirs` is merged into `ours`. */
export interface Sides {
  readonly ours: string;
  readonly theirs: string;
}

type Result = Schemas['FsMergeResult'];

/** Options of a merge besides the change itself. */
interface Further {
  readonly resolutions?: Readonly<Record<string, Resolution>>;
  readonly push?: { readonly label: string; readonly message?: string };
}

/** An operation that applies a change to a tree, and may have conflicts. */
export interface Change {
  readonly noun: 'merge' | 'pick' | 'revert';
  readonly sides: Sides;
  /** Carries out the operation. @throws ApiError; Unreachable */
  readonly carryOut: (further: Further, signal?: AbortSignal) => Promise<Result>;
}

/** Returns the merge of a tree into another, with the merge base of their commits. */
export function mergeOf(sides: Sides): Change {
  return {
    noun: 'merge',
    sides,
    carryOut: (further, signal) => {
      const body = { ...sides, base: 'auto', ...further };
      return answerOf(api.POST('/api/fs/merge', { body, ...(signal && { signal }) }));
    },
  };
}

/**
 * Returns the operation that applies the change of a commit to another tree, or reverts it there. The change of a merge
 * commit is its difference from the first parent.
 * @param commit with its parents @param onto handle of the tree
 */
export function pickOf(
  { commit, parents }: Schemas['FsCommit'],
  onto: string,
  before: string,
  isRevert: boolean,
): Change {
  return {
    noun: isRevert ? 'revert' : 'pick',
    sides: { ours: onto, theirs: isRevert ? before : commit },
    carryOut: (further, signal) => {
      const mainline = parents.length > 1 ? { mainline: 1 } : {};
      const body = { commit, onto, revert: isRevert, ...mainline, ...further };
      return answerOf(api.POST('/api/fs/pick', { body, ...(signal && { signal }) }));
    },
  };
}

/**
 * Carries out a change with every conflict settled, and pushes the result.
 * @throws ApiError; Unreachable; Error when the label moved
 */
export async function pushChange(
  { noun, carryOut }: Change,
  resolutions: ReadonlyMap<string, Resolution>,
  label: string,
  message: string,
): Promise<void> {
  const { push } = await carryOut({
    ...(resolutions.size > 0 && { resolutions: Object.fromEntries(resolutions) }),
    push: { label, ...(message !== '' && { message }) },
  });
  if (push?.status === 'rejected') throw new Error(`${label} has moved meanwhile and was not changed: ${noun} again`);
  if (!push) throw new Error(`there are conflicts that were not settled: ${noun} again`);
}
