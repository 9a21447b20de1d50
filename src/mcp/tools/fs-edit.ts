/**
 * `fs_edit`: changes files of a tree without a run.
 */
import { answerOf, type Schemas } from '../../client/api.ts';
import { count, nextCall } from '../text.ts';
import { type Tool, textAnswer } from '../tool.ts';

interface EditArguments {
  readonly fs: string;
  readonly edits: readonly Record<string, unknown>[];
  readonly push?: string | Readonly<Record<string, unknown>>;
  readonly message?: string;
}

/** Changed paths listed. */
const CHANGES_SHOWN = 50;

export const fsEdit: Tool<EditArguments> = {
  name: 'fs_edit',
  description:
    'Changes files of a tree, all edits or none, and returns the new CA id. An edit has path and one of: write (text), replace {old, new, all}, delete: true, move_to, mode. old must occur exactly once unless all is true.',
  inputSchema: {
    type: 'object',
    properties: {
      fs: { type: 'string', description: 'Tree to start from.' },
      edits: {
        type: 'array',
        minItems: 1,
        items: {
          type: 'object',
          properties: {
            path: { type: 'string' },
            write: { anyOf: [{ type: 'string' }, { type: 'object' }], description: 'Text, or {base64}.' },
            replace: {
              type: 'object',
              properties: { old: { type: 'string' }, new: { type: 'string' }, all: { type: 'boolean' } },
              required: ['old', 'new'],
            },
            delete: { type: 'boolean' },
            recursive: { type: 'boolean', description: 'With delete: a folder too.' },
            move_to: { type: 'string' },
            overwrite: { type: 'boolean', description: 'With move_to.' },
            mode: { type: 'string', enum: ['100644', '100755'] },
          },
          required: ['path'],
        },
      },
      push: { anyOf: [{ type: 'string' }, { type: 'object' }], description: 'Label to push to, as in run_js.' },
      message: { type: 'string' },
    },
    required: ['fs', 'edits'],
  },
  annotations: { readOnlyHint: false, destructiveHint: false, openWorldHint: false },
  async call({ fs, edits, push, message }, { api }) {
    const target = typeof push === 'string' ? { label: push } : push;
    const body = {
      base: fs,
      edits,
      ...(target && { push: { ...target, ...(message !== undefined && { message }) } }),
    } as Schemas['FsEditRequest'];
    const { ca_id, changes, push: pushed } = await answerOf(api.POST('/api/fs/edit', { body }));
    const lines = [`fs ${ca_id}`];
    lines.push(changes ? `changes: ${count(changes.total, 'path')}` : 'changes: too many to list');
    lines.push(...(changes?.entries ?? []).slice(0, CHANGES_SHOWN).map(({ path, status }) => `  ${status} ${path}`));
    if (!pushed) return textAnswer(lines.join('\n'));
    const { status, label, commit, current } = pushed;
    if (status === 'rejected' || status === 'conflict') {
      lines.push(`push: ${status}, ${label} is at ${current ?? 'nothing'} and was not moved; the edit stands`);
      lines.push(nextCall('fs_merge', { ours: ca_id, theirs: label, push: label }));
      return textAnswer(lines.join('\n'), true);
    }
    return textAnswer([...lines, `push: ${status}, ${label} is at commit ${commit}`].join('\n'));
  },
};
