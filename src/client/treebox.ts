/**
 * The client that users see.
 */
import { type Api, answerOf, apiOver, type Schemas } from './api.ts';
import { eventsOf } from './event-stream.ts';
import { Label } from './label.ts';
import { retrying } from './retry.ts';
import { type Run, type RunOptions, runCode } from './run.ts';

export interface TreeboxOptions {
  /** URL of the server; by default the environment's `TREEBOX_SERVER`, or `http://127.0.0.1:8080`. */
  readonly server?: string;
  /** The server's token, if it has one; by default the environment's `TREEBOX_TOKEN`. */
  readonly token?: string;
  /** Sends requests; by default the global `fetch`. */
  readonly fetch?: (request: Request) => Promise<Response>;
}

export interface MergeOptions {
  readonly ours: string;
  readonly theirs: string;
  /** A handle, or `auto` (the default): the merge bases of their commits. */
  readonly base?: string;
  readonly prefer?: 'ours' | 'theirs' | 'none';
  /** Resolutions of conflicts, by path. */
  readonly resolutions?: Schemas['FsMergeRequest']['resolutions'];
  /** Label to move to the merge, with the commit's message if one is given. */
  readonly push?: string | { readonly label: string; readonly message?: string };
}

/** A move of a label. */
export interface LabelEvent {
  readonly type: 'label';
  readonly name: string;
  /** CA ids; `from` is null for a new label, `to` for a deleted one. */
  readonly from: string | null;
  readonly to: string | null;
  readonly op: 'create' | 'push' | 'reset' | 'force' | 'delete';
  readonly commit: string | null;
  readonly execution: string | null;
}

/** The acceptance or the end of an execution. */
export interface ExecutionEvent {
  readonly type: 'execution';
  readonly id: string;
  readonly status: Schemas['ExecutionInfo']['status'];
  readonly outcome: Schemas['ExecutionInfo']['outcome'];
  readonly session: string | null;
  readonly label: string | null;
}

export type TreeboxEvent = LabelEvent | ExecutionEvent;

const DEFAULT_SERVER = 'http://127.0.0.1:8080';

/**
 * A treebox server.
 * @example
 * const tb = new Treebox();
 * const { result } = await tb.run('1 + 1');
 */
export class Treebox {
  /** The generated client, for operations without a method in this class. */
  readonly api: Api;

  constructor(options: TreeboxOptions = {}) {
    // A browser has no environment.
    const { TREEBOX_SERVER, TREEBOX_TOKEN } = globalThis.process?.env ?? {};
    const { server = TREEBOX_SERVER || DEFAULT_SERVER, token = TREEBOX_TOKEN || undefined } = options;
    const { fetch: send = (request) => fetch(request) } = options;
    const headers = token === undefined ? {} : { Authorization: `Bearer ${token}` };
    this.api = apiOver(server.replace(/\/+$/, ''), retrying(send), headers);
  }

  /** Runs code and waits for its end. @throws RunFailed when it did not complete */
  run(code: string, options: RunOptions = {}): Promise<Run> {
    return runCode(this.api, code, options);
  }

  /** Runs a file of the tree and waits for its end. @throws RunFailed when it did not complete */
  runFile(file: string, options: RunOptions = {}): Promise<Run> {
    return runCode(this.api, undefined, { ...options, file });
  }

  /** Returns a label by its name, whether or not it exists. */
  label(name: string): Label {
    return new Label(this.api, name);
  }

  async labels(): Promise<Schemas['FsLabelEntry'][]> {
    const labels: Schemas['FsLabelEntry'][] = [];
    let after: string | undefined;
    do {
      const query = after === undefined ? {} : { after };
      const page = await answerOf(this.api.GET('/api/fs/labels', { params: { query } }));
      labels.push(...page.labels);
      after = page.next ?? undefined;
    } while (after !== undefined);
    return labels;
  }

  /** Returns a session by its name: each of its runs continues from the previous one. */
  session(name: string): { run(code: string, options?: RunOptions): Promise<Run> } {
    return { run: (code, options = {}) => this.run(code, { ...options, session: name }) };
  }

  /** Merges two trees. A conflict is a result, not an error. */
  async merge({
    ours,
    theirs,
    base = 'auto',
    prefer,
    resolutions,
    push,
  }: MergeOptions): Promise<Schemas['FsMergeResult']> {
    const body = {
      ours,
      theirs,
      base,
      ...(prefer && { prefer }),
      ...(resolutions && { resolutions }),
      ...(push !== undefined && { push: typeof push === 'string' ? { label: push } : push }),
    };
    return await answerOf(this.api.POST('/api/fs/merge', { body }));
  }

  /** Returns the execution's record. */
  async execution(id: string): Promise<Schemas['ExecutionInfo']> {
    return await answerOf(this.api.GET('/api/executions/{id}', { params: { path: { id } } }));
  }

  /** Yields moves of labels, and starts and ends of executions, until the signal is aborted; survives a server restart. */
  async *events({ signal }: { readonly signal?: AbortSignal } = {}): AsyncGenerator<TreeboxEvent, void> {
    const open = (lastId: string | undefined) => {
      const header = lastId === undefined ? {} : { 'Last-Event-ID': lastId };
      return this.api.GET('/api/events', { params: { header }, parseAs: 'stream', signal: signal ?? null });
    };
    for await (const { event, data } of eventsOf(open, signal)) {
      yield { type: event, ...(JSON.parse(data) as object) } as TreeboxEvent;
    }
  }
}
