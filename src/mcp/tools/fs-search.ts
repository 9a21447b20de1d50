/**
 * `fs_search`: finds lines in the files of a tree.
 */
import { answerOf } from '../../client/api.ts';
import { count } from '../text.ts';
import { type Tool, textAnswer } from '../tool.ts';

interface SearchArguments {
  readonly fs: string;
  readonly pattern: string;
  readonly regex?: boolean;
  readonly glob?: string;
  readonly ignore_case?: boolean;
  readonly context?: number;
  readonly limit?: number;
}

export const fsSearch: Tool<SearchArguments> = {
  name: 'fs_search',
  description: 'Finds text in the files of a tree: path:line: text.',
  inputSchema: {
    type: 'object',
    properties: {
      fs: { type: 'string', description: 'A label, CA id, commit, label@{n} or label~n.' },
      pattern: { type: 'string' },
      regex: { type: 'boolean', description: 'pattern is a regular expression (RE2).' },
      glob: { type: 'string', description: 'Only these files, such as src/**/*.ts.' },
      ignore_case: { type: 'boolean' },
      context: { type: 'integer', minimum: 0, maximum: 10, description: 'Lines around each match.' },
      limit: { type: 'integer', minimum: 1, maximum: 500, description: 'Default 50.' },
    },
    required: ['fs', 'pattern'],
  },
  annotations: { readOnlyHint: true, openWorldHint: false },
  async call({ fs, limit = 50, ...query }, { api }) {
    const params = { path: { handle: fs }, query: { ...query, limit } };
    const found = await answerOf(api.GET('/api/fs/snapshots/{handle}/search', { params }));
    const lines = found.matches.flatMap(({ path, line, text, before = [], after = [] }) => [
      ...before.map((near, at) => `${path}-${line - before.length + at}- ${near}`),
      `${path}:${line}: ${text}`,
      ...after.map((near, at) => `${path}-${line + 1 + at}- ${near}`),
    ]);
    const total = `${count(found.total, 'match').replace(/matchs$/, 'matches')} in ${count(found.files, 'file')}`;
    const cut = found.truncated ? `; ${found.matches.length} shown, narrow glob or raise limit` : '';
    return textAnswer([...lines, total + cut].join('\n'));
  },
};
