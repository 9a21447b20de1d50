/**
 * `get_execution`: returns the state of a run and its output from any offset on, or cancels it.
 */
import { answerOf, type Schemas } from '../../client/api.ts';
import { presentExecution } from '../present.ts';
import { MAX_CHARS_DEFAULT } from '../text.ts';
import { type Tool, textAnswer } from '../tool.ts';
import { WAIT_SECS, waitForEnd } from './run-js.ts';
import { MAX_CHARS } from './shared.ts';

interface GetArguments {
  readonly execution_id: string;
  readonly byte_offset?: number;
  readonly wait_secs?: number;
  readonly max_chars?: number;
  readonly cancel?: boolean;
}

export const getExecution: Tool<GetArguments> = {
  name: 'get_execution',
  description:
    'Returns the state or the result of an execution, with its output from byte_offset on. Waits for its end up to wait_secs; cancel ends it.',
  inputSchema: {
    type: 'object',
    properties: {
      execution_id: { type: 'string' },
      byte_offset: { type: 'integer', minimum: 0, description: 'Where the output begins. Default 0.' },
      wait_secs: { type: 'number', minimum: 0, maximum: WAIT_SECS.max, description: 'Default 0.' },
      max_chars: MAX_CHARS,
      cancel: { type: 'boolean', description: 'End it first.' },
    },
    required: ['execution_id'],
  },
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  async call({ execution_id: id, byte_offset, wait_secs = 0, max_chars = MAX_CHARS_DEFAULT, cancel }, context) {
    const { api } = context;
    if (cancel) {
      const { data, error } = await api.POST('/api/executions/{id}/cancel', { params: { path: { id } } });
      const { ok, error: why } = (data ?? error) as Schemas['CancelResult'];
      if (!ok) return textAnswer(`not cancelled: ${why}`, true);
    }
    const info = cancel
      ? await answerOf(api.GET('/api/executions/{id}', { params: { path: { id }, query: { wait: 2 } } }))
      : await waitForEnd(id, context, wait_secs * 1_000);
    return await presentExecution(info, { api, maxChars: max_chars, byteOffset: byte_offset ?? 0 });
  },
};
