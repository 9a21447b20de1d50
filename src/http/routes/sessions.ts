/**
 * Sessions over HTTP.
 */
import type { Session, Sessions } from '../../service/sessions.ts';
import { statusOf } from '../../service/store/execution-rows.ts';
import type { SessionRun } from '../../service/store/session-table.ts';
import type { Handlers } from '../operation.ts';
import { clamped } from '../page-limit.ts';

const LIST_LIMIT = { min: 1, max: 1_000, default: 100 } as const;

/** Serves the operations on sessions. */
export function sessionRoutes(
  sessions: Sessions,
): Handlers<'sessions_handler' | 'session_handler' | 'session_fork_handler' | 'session_delete_handler'> {
  return {
    sessions_handler: async ({ query: { prefix = '', after = '', limit } }) => {
      const page = await sessions.list({ prefix, after, limit: clamped(limit, LIST_LIMIT) });
      return { sessions: page.sessions.map(toSession), next: page.next };
    },

    session_handler: async ({ params, query }) => {
      const session = await sessions.get(params.session);
      const { runs, next } = await sessions.runs(params.session, clamped(query.limit, LIST_LIMIT), query.before);
      return { ...toSession(session), executions: runs.map(toRun), next };
    },

    session_fork_handler: async ({ params, body }) =>
      toSession(await sessions.fork(params.session, body.name, body.at)),

    session_delete_handler: async ({ params }) => toSession(await sessions.delete(params.session)),
  };
}

function toSession({ name, runs, lastExecution, fs, state, updatedAt }: Session) {
  return { name, runs, last_execution: lastExecution, fs, heap: state, updated_at: new Date(updatedAt).toISOString() };
}

function toRun({ id, startedAt, completedAt, outcome, baseFs, fs, baseState, state }: SessionRun) {
  return {
    execution_id: id,
    status: statusOf(outcome),
    outcome,
    started_at: new Date(startedAt).toISOString(),
    completed_at: completedAt === null ? null : new Date(completedAt).toISOString(),
    base_fs: baseFs,
    fs,
    base_heap: baseState,
    heap: state,
  };
}
