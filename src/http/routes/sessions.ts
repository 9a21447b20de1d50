/**
 * Sessions over HTTP.
 */
import { statusOf } from '../../service/execution-store.ts';
import type { Session, SessionRun, Sessions } from '../../service/sessions.ts';
import type { Handlers } from '../operation.ts';
import { clamped } from '../page-limit.ts';

const LIST_LIMIT = { min: 1, max: 1_000, default: 100 } as const;

/** Serves the operations on sessions. */
export function sessionRoutes(
  sessions: Sessions,
): Handlers<'sessions_handler' | 'session_handler' | 'session_fork_handler' | 'session_delete_handler'> {
  return {
    sessions_handler: ({ query: { prefix = '', after = '', limit } }) => {
      const page = sessions.list({ prefix, after, limit: clamped(limit, LIST_LIMIT) });
      return { sessions: page.sessions.map(toSession), next: page.next };
    },

    session_handler: ({ params, query }) => {
      const session = sessions.get(params.session);
      const { runs, next } = sessions.runs(params.session, clamped(query.limit, LIST_LIMIT), query.before);
      return { ...toSession(session), executions: runs.map(toRun), next };
    },

    session_fork_handler: ({ params, body }) => toSession(sessions.fork(params.session, body.name, body.at)),

    session_delete_handler: ({ params }) => toSession(sessions.delete(params.session)),
  };
}

function toSession({ name, runs, lastExecution, fs, heap, updatedAt }: Session) {
  return { name, runs, last_execution: lastExecution, fs, heap, updated_at: new Date(updatedAt).toISOString() };
}

function toRun({ id, startedAt, completedAt, outcome, baseFs, fs, baseHeap, heap }: SessionRun) {
  return {
    execution_id: id,
    status: statusOf(outcome),
    outcome,
    started_at: new Date(startedAt).toISOString(),
    completed_at: completedAt === null ? null : new Date(completedAt).toISOString(),
    base_fs: baseFs,
    fs,
    base_heap: baseHeap,
    heap,
  };
}
