/**
 * A merge as it is pushed: with its conflicts settled, on top of the label, with both sides as parents.
 */
import { answerOf, api } from './api.ts';

/** How a conflict is settled: to a side as a whole, to a text, or by leaving the file out. */
export type Resolution = 'ours' | 'theirs' | { readonly text: string } | { readonly delete: true };

/** Handles of two trees; `ours` is what the other is merged into. */
export interface Sides {
  readonly ours: string;
  readonly theirs: string;
}

/** Merges with every conflict settled and pushes the result. @throws ApiError; Unreachable; Error when the label moved */
export async function pushMerge(
  sides: Sides,
  resolutions: ReadonlyMap<string, Resolution>,
  label: string,
  message: string,
): Promise<void> {
  const body = {
    ...sides,
    base: 'auto',
    ...(resolutions.size > 0 && { resolutions: Object.fromEntries(resolutions) }),
    push: { label, ...(message !== '' && { message }) },
  };
  const { push } = await answerOf(api.POST('/api/fs/merge', { body }));
  if (push?.status === 'rejected') throw new Error(`${label} has moved meanwhile and was not changed: merge again`);
  if (!push) throw new Error('there are conflicts that were not settled: merge again');
}
