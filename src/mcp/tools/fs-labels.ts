/**
 * `fs_labels`: the labels with their heads, or one label's log.
 */
import { answerOf } from '../../client/api.ts';
import { dataAnswer, type Tool } from '../tool.ts';

interface LabelsArguments {
  readonly label?: string;
  readonly limit?: number;
  readonly before?: number;
}

export const fsLabels: Tool<LabelsArguments> = {
  name: 'fs_labels',
  description:
    'Lists labels (git branches) with their heads; with label, lists the moves of that label (its reflog, oldest first).',
  inputSchema: {
    type: 'object',
    properties: {
      label: { type: 'string' },
      limit: { type: 'integer', minimum: 1, maximum: 1000, description: 'Default 50.' },
      before: { type: 'integer', minimum: 0, description: 'With label: entries before this n.' },
    },
  },
  outputSchema: {
    type: 'object',
    properties: {
      labels: { type: 'array', items: { type: 'object' } },
      log: { type: 'array', items: { type: 'object' } },
    },
  },
  annotations: { readOnlyHint: true, openWorldHint: false },
  async call({ label, limit = 50, before }, { api }) {
    if (label === undefined) {
      return dataAnswer(await answerOf(api.GET('/api/fs/labels', { params: { query: { limit } } })));
    }
    const query = { limit, ...(before !== undefined && { before }) };
    return dataAnswer(await answerOf(api.GET('/api/fs/labels/{label}/log', { params: { path: { label }, query } })));
  },
};
