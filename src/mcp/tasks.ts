/**
 * The tasks extension, with execution ids as task ids: the answer to a call of a long run is a task, which the client polls.
 *
 * @see https://modelcontextprotocol.io/docs/extensions/tasks
 */
import {
  CLIENT_CAPABILITIES_META_KEY,
  fromJsonSchema,
  MissingRequiredClientCapabilityError,
  ProtocolError,
  ProtocolErrorCode,
  type Server,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { type Api, ApiError, answerOf } from '../client/api.ts';
import { TASK_KEPT_MS } from '../core/limits.ts';
import type { Execution } from './present.ts';
import { describeRun } from './tools/run-js.ts';

export const TASKS_EXTENSION = 'io.modelcontextprotocol/tasks';

/** Interval at which a client should poll, in ms. */
const POLL_INTERVAL_MS = 1_000;

const TaskParams = fromJsonSchema<{ taskId: string }>({
  type: 'object',
  properties: { taskId: { type: 'string' } },
  required: ['taskId'],
});
const AnyResult = fromJsonSchema<Record<string, unknown>>({ type: 'object' });

export function addTasks(server: Server, api: Api): void {
  const schemas = { params: TaskParams, result: AnyResult };
  server.setRequestHandler('tasks/get', schemas, async ({ taskId }, context) => {
    assertDeclared(context);
    return await describeTask(api, await find(api, taskId));
  });
  // A run asks its client nothing, so an update never has anything to answer.
  server.setRequestHandler('tasks/update', schemas, async ({ taskId }, context) => {
    assertDeclared(context);
    await find(api, taskId);
    return {};
  });
  server.setRequestHandler('tasks/cancel', schemas, async ({ taskId }, context) => {
    assertDeclared(context);
    await find(api, taskId);
    // A run that has ended can't be cancelled; the extension acknowledges that too.
    await api.POST('/api/executions/{id}/cancel', { params: { path: { id: taskId } } });
    return {};
  });
}

/** Makes the answer to a call whose run continues as a task. */
export async function taskCreated(api: Api, id: string): Promise<Record<string, unknown>> {
  return { resultType: 'task', ...taskOf(await find(api, id)) };
}

async function describeTask(api: Api, info: Execution): Promise<Record<string, unknown>> {
  const task = taskOf(info);
  if (task.status !== 'completed') return task;
  return { ...task, result: { ...(await describeRun(info, {}, api)) } };
}

function taskOf(info: Execution) {
  const { execution_id, outcome, started_at, completed_at } = info;
  const status = outcome === null ? 'working' : outcome === 'cancelled' ? 'cancelled' : 'completed';
  return {
    taskId: execution_id,
    status,
    statusMessage: outcome === null ? 'the run has not ended' : `the run ended: ${outcome}`,
    createdAt: started_at,
    lastUpdatedAt: completed_at ?? new Date().toISOString(),
    ttlMs: TASK_KEPT_MS,
    pollIntervalMs: POLL_INTERVAL_MS,
  };
}

async function find(api: Api, id: string): Promise<Execution> {
  try {
    return await answerOf(api.GET('/api/executions/{id}', { params: { path: { id } } }));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    throw new ProtocolError(ProtocolErrorCode.InvalidParams, `task ${JSON.stringify(id)}: ${error.message}`);
  }
}

/** Returns whether the client declared the extension with this request. */
export function declaresTasks({ mcpReq }: ServerContext): boolean {
  const envelope = (mcpReq.envelope ?? {}) as Record<string, { extensions?: Record<string, unknown> } | undefined>;
  return envelope[CLIENT_CAPABILITIES_META_KEY]?.extensions?.[TASKS_EXTENSION] !== undefined;
}

function assertDeclared(context: ServerContext): void {
  if (declaresTasks(context)) return;
  throw new MissingRequiredClientCapabilityError({ requiredCapabilities: { extensions: { [TASKS_EXTENSION]: {} } } });
}
