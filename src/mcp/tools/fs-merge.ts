/**
 * `fs_merge`: a three-way merge of two trees, with its conflicts as text.
 */
import { answerOf, type Schemas } from '../../client/api.ts';
import { count, cutMiddle, nextCall } from '../text.ts';
import { BadArguments, type Tool, textAnswer } from '../tool.ts';

interface MergeArguments {
  readonly ours: string;
  readonly theirs: string;
  readonly base?: string;
  readonly prefer?: 'none' | 'ours' | 'theirs';
  readonly push?: string;
  readonly message?: string;
  readonly resolutions?: Readonly<Record<string, unknown>>;
}

/** Characters for all conflicts of an answer together, and at least for one. */
const CONFLICTS_CHARS = 20_000;
const CONFLICT_CHARS_MIN = 500;

export const fsMerge: Tool<MergeArguments> = {
  name: 'fs_merge',
  description:
    'Merges two trees as git does. Returns the merged CA id, or the conflicts with markers. Settle conflicts with resolutions, or all of them with prefer. push moves that label to the merge, with both sides as parents.',
  inputSchema: {
    type: 'object',
    properties: {
      ours: { type: 'string', description: 'A label, CA id or commit.' },
      theirs: { type: 'string' },
      base: { type: 'string', description: 'Default auto: the merge base of their commits.' },
      prefer: { type: 'string', enum: ['none', 'ours', 'theirs'] },
      push: { type: 'string', description: 'Label to move.' },
      message: { type: 'string', description: 'Commit message of the push.' },
      resolutions: {
        type: 'object',
        description: 'By path: "ours", "theirs", "base", {text} or {delete: true}.',
      },
    },
    required: ['ours', 'theirs'],
  },
  annotations: { readOnlyHint: false, destructiveHint: false, openWorldHint: false },
  async call(args, { api }) {
    const merge = await answerOf(api.POST('/api/fs/merge', { body: requestOf(args) }));
    const warnings = (merge.warnings ?? []).map((warning) => `\nwarning: ${warning}`).join('');
    if (merge.status === 'conflict') return textAnswer(conflictText(merge, args) + warnings);
    const answer = `merged: ${merge.ca_id}${merge.push ? pushText(merge.push) : ''}${warnings}`;
    return textAnswer(answer, merge.push?.status === 'rejected');
  },
};

function pushText({ status, label, commit, error }: NonNullable<Schemas['FsMergeResult']['push']>): string {
  return `\npush: ${status}, ${status === 'rejected' ? error : `${label} is at commit ${commit}`}`;
}

function requestOf({ base = 'auto', push, message, ...rest }: MergeArguments): Schemas['FsMergeRequest'] {
  if (message !== undefined && push === undefined) {
    throw new BadArguments('"message" is the message of a push: give "push" as well');
  }
  const target = push === undefined ? {} : { push: { label: push, ...(message !== undefined && { message }) } };
  return { ...rest, base, ...target } as Schemas['FsMergeRequest'];
}

function conflictText({ conflicts = [], conflict_ca_id }: Schemas['FsMergeResult'], args: MergeArguments): string {
  const room = Math.max(Math.floor(CONFLICTS_CHARS / Math.max(conflicts.length, 1)), CONFLICT_CHARS_MIN);
  let left = CONFLICTS_CHARS;
  const parts = conflicts.map(({ path, kind, markers }) => {
    const text = left > 0 && markers !== null ? `\n${cutMiddle(markers, Math.min(room, left))}` : '';
    left -= text.length;
    return `conflict ${kind} ${path}${text}`;
  });
  const settled = Object.fromEntries(
    conflicts.map(({ path, markers }) => [path, markers === null ? 'ours' : { text: '(the settled text)' }]),
  );
  const next = { ...args, push: args.push ?? args.theirs, resolutions: { ...args.resolutions, ...settled } };
  return [
    `conflict: ${count(conflicts.length, 'path')}; no label was moved`,
    ...(conflict_ca_id ? [`tree with the markers: ${conflict_ca_id}`] : []),
    ...parts,
    nextCall('fs_merge', next),
  ].join('\n');
}
