/**
 * `list_executions`: the newest runs, with filters.
 */
import { answerOf } from '../../client/api.ts';
import { dataAnswer, type Tool } from '../tool.ts';

interface ListArguments {
  readonly session?: string;
  readonly status?: 'running' | 'completed' | 'failed' | 'cancelled' | 'timed_out';
  readonly limit?: number;
  readonly before?: string;
}

export const listExecutions: Tool<ListArguments> = {
  name: 'list_executions',
  description: 'Lists executions, newest first.',
  inputSchema: {
    type: 'object',
    properties: {
      session: { type: 'string' },
      status: { type: 'string', enum: ['running', 'completed', 'failed', 'cancelled', 'timed_out'] },
      limit: { type: 'integer', minimum: 1, maximum: 100, description: 'Default 20.' },
      before: { type: 'string', description: 'An execution id; older ones are listed.' },
    },
  },
  outputSchema: {
    type: 'object',
    properties: { executions: { type: 'array', items: { type: 'object' } } },
    required: ['executions'],
  },
  annotations: { readOnlyHint: true, openWorldHint: false },
  async call({ limit = 20, ...filter }, { api }) {
    const { executions } = await answerOf(api.GET('/api/executions', { params: { query: { limit, ...filter } } }));
    return dataAnswer({ executions });
  },
};
