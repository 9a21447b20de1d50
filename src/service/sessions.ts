/**
 * Sessions: executions under one name, each of which continues from the previous one.
 *
 * A session has no record of its own: it consists of its executions. If it was forked from another session, or deleted, a
 * start says after which execution it begins, and with which files and state.
 */
import { TreeboxError } from '../core/errors.ts';
import { type BlobId, type ExecutionId, isExecutionId, type TreeId } from '../core/ids.ts';
import { shown } from './handles.ts';
import type { ExecutionTable } from './store/execution-table.ts';
import type { SessionCount, SessionPlace, SessionRun, SessionTable } from './store/session-table.ts';

export interface Session {
  readonly name: string;
  /** How many executions it has. */
  readonly runs: number;
  readonly lastExecution: ExecutionId | null;
  /** The tree and the state that its next execution starts from. */
  readonly fs: TreeId | null;
  readonly state: BlobId | null;
  /** Milliseconds since 1970. */
  readonly updatedAt: number;
}

export class Sessions {
  readonly #table: SessionTable;
  readonly #executions: Pick<ExecutionTable, 'summary'>;

  constructor(table: SessionTable, executions: Pick<ExecutionTable, 'summary'>) {
    this.#table = table;
    this.#executions = executions;
  }

  /**
   * Lists sessions by name.
   * @param page `after`: the last name of the previous page; empty for the first page
   * @returns the sessions, and the name of the last one when there are more
   */
  async list(page: {
    prefix: string;
    after: string;
    limit: number;
  }): Promise<{ sessions: Session[]; next: string | null }> {
    const rows = await this.#table.list({ ...page, limit: page.limit + 1 });
    const sessions: Session[] = [];
    for (const { name, ...count } of rows.slice(0, page.limit)) sessions.push(await this.#session(name, count));
    return { sessions, next: rows.length > page.limit ? (sessions.at(-1)?.name ?? null) : null };
  }

  /** @throws TreeboxError `not_found` */
  async get(name: string): Promise<Session> {
    const session = await this.#session(name, await this.#table.count(name));
    if (session.runs > 0 || (await this.#table.start(name))?.isFork) return session;
    throw new TreeboxError('not_found', `session ${shown(name)}: there is no such session`);
  }

  /**
   * Lists the session's executions, newest first.
   * @param before lists only executions before this one
   * @returns the executions, and the id of the last one when there are more
   * @throws TreeboxError `not_found`
   */
  async runs(name: string, limit: number, before?: string): Promise<{ runs: SessionRun[]; next: ExecutionId | null }> {
    await this.get(name);
    const rows = await this.#table.runs(name, limit + 1, before);
    const runs = rows.slice(0, limit);
    return { runs, next: rows.length > limit ? (runs.at(-1)?.id ?? null) : null };
  }

  /**
   * Makes a session that begins with the files and state of another one, as they are now or were after an execution.
   * @throws TreeboxError `not_found`, `session_exists`; `bad_request` when `at` is not a completed execution of the session
   */
  async fork(from: string, to: string, at?: string): Promise<Session> {
    const origin = await this.get(from);
    const place = at === undefined ? origin : await this.#placeAfter(from, at);
    if (await this.#table.fork(to, place)) return await this.get(to);
    throw new TreeboxError('session_exists', `session ${shown(to)} exists: choose another name`);
  }

  /** Deletes a session. The records of its executions stay. @throws TreeboxError `not_found` */
  async delete(name: string): Promise<Session> {
    const session = await this.get(name);
    await this.#table.restart(name);
    return session;
  }

  async #placeAfter(name: string, at: string): Promise<SessionPlace> {
    const place = isExecutionId(at) ? await this.#table.placeAfter(name, at) : undefined;
    if (place) return place;
    throw new TreeboxError('bad_request', `at: ${shown(at)} is not a completed execution of the session`);
  }

  async #session(name: string, { runs, last }: SessionCount): Promise<Session> {
    const { fs, state } = (await this.#table.latest(name)) ?? { fs: null, state: null };
    const summary = last && (await this.#executions.summary(last));
    const updatedAt = summary ? (summary.completedAt ?? summary.startedAt) : ((await this.#table.start(name))?.at ?? 0);
    return { name, runs, lastExecution: last, fs, state, updatedAt };
  }
}
