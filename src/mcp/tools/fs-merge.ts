/**
 * `fs_merge`: a three-way merge of two trees, with its conflicts as text.
 */
import { answerOf, type Schemas } from '../../client/api.ts';
import { count, cutMiddle } from '../text.ts';
import { type Tool, textAnswer } from '../tool.ts';

interface MergeArguments {
  readonly ours: string;
  readonly theirs: string;
  readonly base?: string;
  readonly prefer?: 'none' | 'ours' | 'theirs';
}

/** Characters for all conflicts of an answer, and the least for one. */
const CONFLICTS_CHARS = 20_000;
const CONFLICT_CHARS_MIN = 500;

export const fsMerge: Tool<MergeArguments> = {
  name: 'fs_merge',
  description:
    'Merges two trees as git does. Answers the merged CA id, or the conflicts with markers; prefer settles them all to one side.',
  inputSchema: {
    type: 'object',
    properties: {
      ours: { type: 'string', description: 'A label, CA id or commit.' },
      theirs: { type: 'string' },
      base: { type: 'string', description: 'Default auto: the merge base of their commits.' },
      prefer: { type: 'string', enum: ['none', 'ours', 'theirs'] },
    },
    required: ['ours', 'theirs'],
  },
  annotations: { readOnlyHint: false, destructiveHint: false, openWorldHint: false },
  async call({ ours, theirs, base = 'auto', prefer }, { api }) {
    const body = {
      ours,
      theirs,
      base,
      ...(prefer && { prefer }),
    };
    const merge = await answerOf(api.POST('/api/fs/merge', { body }));
    if (merge.status === 'merged') return textAnswer(`merged: ${merge.ca_id}`);
    return textAnswer(conflictText(merge.conflicts ?? []));
  },
};

function conflictText(conflicts: readonly Schemas['FsConflict'][]): string {
  const room = Math.max(Math.floor(CONFLICTS_CHARS / Math.max(conflicts.length, 1)), CONFLICT_CHARS_MIN);
  let left = CONFLICTS_CHARS;
  const parts = conflicts.map(({ path, kind, markers }) => {
    const text = left > 0 && markers !== null ? `\n${cutMiddle(markers, Math.min(room, left))}` : '';
    left -= text.length;
    return `conflict ${kind} ${path}${text}`;
  });
  return [`conflict: ${count(conflicts.length, 'path')}; no label was moved`, ...parts].join('\n');
}
