/**
 * `fs_edit`: changes files of a tree without a run.
 */
import { answerOf, type Schemas } from '../../client/api.ts';
import { count } from '../text.ts';
import { type Tool, textAnswer } from '../tool.ts';

interface EditArguments {
  readonly fs: string;
  readonly edits: readonly Record<string, unknown>[];
}

/** Changed paths listed. */
const CHANGES_SHOWN = 50;

export const fsEdit: Tool<EditArguments> = {
  name: 'fs_edit',
  description:
    'Changes files of a tree, all edits or none, and answers the new CA id. An edit has path and one of: write (text), replace {old, new, all}, delete: true, move_to, mode. old must occur exactly once unless all is true.',
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
    },
    required: ['fs', 'edits'],
  },
  annotations: { readOnlyHint: false, destructiveHint: false, openWorldHint: false },
  async call({ fs, edits }, { api }) {
    const body = { base: fs, edits } as Schemas['FsEditRequest'];
    const { ca_id, changes } = await answerOf(api.POST('/api/fs/edit', { body }));
    const lines = [`fs ${ca_id}`];
    lines.push(changes ? `changes: ${count(changes.total, 'path')}` : 'changes: too many to list');
    lines.push(...(changes?.entries ?? []).slice(0, CHANGES_SHOWN).map(({ path, status }) => `  ${status} ${path}`));
    return textAnswer(lines.join('\n'));
  },
};
