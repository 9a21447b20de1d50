/**
 * The HTTP application on real services and a real repository in a temporary folder, with a pool that the test plays.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { onTestFinished } from 'vitest';
import { TreeboxError } from '../../src/core/errors.ts';
import type { TreeId } from '../../src/core/ids.ts';
import { Meters } from '../../src/core/meters.ts';
import { encodeTree } from '../../src/git/format/tree-codec.ts';
import { openRepository, type Repository } from '../../src/git/repository.ts';
import { SmartHttp } from '../../src/git/serve/smart-http.ts';
import { buildApp } from '../../src/http/app.ts';
import { refusalOfLabel } from '../../src/service/label-name.ts';
import { refusalOfRef } from '../../src/service/ref-refusal.ts';
import { createServices, type Services } from '../../src/service/services.ts';
import { NO_WALLS } from '../../src/walls/policy.ts';
import { FakePool } from './fake-pool.ts';
import { judgeRepository, toldLogs } from './repository-judge.ts';

export interface TestAppOptions {
  readonly token?: string;
  readonly allowedHosts?: readonly string[];
  /** A folder to open; without it a new one is made, and removed at the end. */
  readonly folder?: string;
  readonly retain?: { readonly days: number; readonly executions: number; readonly resultBytes?: number };
  readonly requestTimeoutMs?: number;
  readonly importLimits?: { readonly bytes: number; readonly files: number };
}

/** An answer with its JSON body, if it has one. */
export interface AppAnswer {
  readonly status: number;
  readonly headers: Record<string, string | string[] | number | undefined>;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of every shape
  readonly body: any;
}

/** Creates an application that is closed at the end of the test. */
export function startTestApp(options: TestAppOptions = {}): TestApp {
  const app = new TestApp(options);
  onTestFinished(() => app.close());
  return app;
}

/** Addresses whose answers have no end. */
const ENDLESS = /^\/api\/events(?:\?|$)/;

export class TestApp {
  readonly folder: string;
  readonly cliFolder: string;
  readonly pool = new FakePool();
  readonly repository: Repository;
  readonly services: Services;
  readonly app: FastifyInstance;
  /** Failures of treebox itself. */
  readonly errors: unknown[] = [];
  readonly #ownsFolder: boolean;
  readonly #credentials: Record<string, string>;

  constructor(options: TestAppOptions = {}) {
    this.folder = options.folder ?? mkdtempSync(join(tmpdir(), 'treebox-app-'));
    this.#ownsFolder = options.folder === undefined;
    this.#credentials = options.token === undefined ? {} : { authorization: `Bearer ${options.token}` };
    this.cliFolder = join(this.folder, 'cli');
    mkdirSync(join(this.folder, 'output'), { recursive: true });
    this.repository = openRepository(join(this.folder, 'snapshots.git'));
    const meters = new Meters();
    this.services = createServices({
      repository: this.repository,
      records: join(this.folder, 'records.sqlite'),
      output: join(this.folder, 'output'),
      pool: this.pool,
      walls: 'auto',
      meters,
      importLimits: options.importLimits ?? { bytes: 1 << 20, files: 100 },
      retain: options.retain ?? { days: 7, executions: 10_000 },
      onError: (_message, error) => this.errors.push(error),
    });
    this.app = buildApp({
      meters,
      services: this.services,
      git: new SmartHttp(this.repository, refusalOfLabel),
      load: this.pool,
      problems: { count: 0 },
      walls: { standing: NO_WALLS },
      cliFolder: this.cliFolder,
      token: options.token,
      ...(options.allowedHosts && { allowedHosts: options.allowedHosts }),
      ...(options.requestTimeoutMs !== undefined && { requestTimeoutMs: options.requestTimeoutMs }),
    });
    this.app.addHook('onError', (_request, _reply, error, done) => {
      const isRefusal = error instanceof TreeboxError || refusalOfRef(error) !== undefined;
      if (!isRefusal && !('statusCode' in error)) this.errors.push(error);
      done();
    });
  }

  async call(method: string, url: string, options: Omit<InjectOptions, 'method' | 'url'> = {}): Promise<AppAnswer> {
    if (ENDLESS.test(url)) return await this.#begin({ method: method as 'GET', url, ...options });
    const answer = await this.app.inject({ method: method as 'GET', url, ...options });
    const isJson = String(answer.headers['content-type']).includes('json') && answer.body !== '';
    const { statusCode: status, headers, body: text } = answer;
    return { status, headers, text, body: isJson ? JSON.parse(text) : undefined };
  }

  /** The beginning of an answer that has no end. */
  async #begin(options: InjectOptions): Promise<AppAnswer> {
    const { statusCode: status, headers, stream } = await this.app.inject({ ...options, payloadAsStream: true });
    const type = String(headers['content-type']);
    const body = stream();
    let text = '';
    for await (const piece of body) {
      text += piece;
      if (type.startsWith('text/event-stream')) break;
    }
    return { status, headers, text, body: type.includes('json') ? JSON.parse(text) : undefined };
  }

  get(url: string, headers: Record<string, string> = {}): Promise<AppAnswer> {
    return this.call('GET', url, { headers });
  }

  post(url: string, body?: object, headers: Record<string, string> = {}): Promise<AppAnswer> {
    return this.call('POST', url, { ...(body && { payload: body }), headers });
  }

  /** Submits an execution; answers its id. */
  async exec(body: Record<string, unknown> = {}, headers: Record<string, string> = {}): Promise<string> {
    const { status, body: answer, text } = await this.post('/api/exec', { code: '1', ...body }, headers);
    if (status !== 202) throw new Error(`${status} ${text}`);
    return answer.execution_id;
  }

  /** Submits an execution that leaves `tree`; answers the record when it has ended. */
  async execLeaving(tree: TreeId, body: Record<string, unknown> = {}): Promise<AppAnswer['body']> {
    const play = this.pool.play;
    this.pool.play = () => ({ tree });
    const id = await this.exec({ fs: 'unborn', ...body });
    this.pool.play = play;
    return (await this.get(`/api/executions/${id}?wait=5`)).body;
  }

  /** Has an execution leave a heap of this content; answers its key. */
  async heapLeaving(content: object): Promise<string> {
    const state = this.repository.incoming.write((writer) =>
      writer.write('blob', Buffer.from(JSON.stringify(content))),
    );
    const play = this.pool.play;
    this.pool.play = () => ({ state });
    const id = await this.exec();
    this.pool.play = play;
    return (await this.get(`/api/executions/${id}?wait=5`)).body.heap;
  }

  /** Stores a snapshot of these files, without pinning it; answers its CA id. */
  snapshot(files: Readonly<Record<string, string>>): TreeId {
    return this.repository.incoming.write((writer) => {
      const write = (prefix: string): TreeId => {
        const names = new Set(
          Object.keys(files)
            .filter((path) => path.startsWith(prefix))
            .map((path) => path.slice(prefix.length).split('/')[0] as string),
        );
        const entries = [...names].map((name) => {
          const content = Object.hasOwn(files, prefix + name) ? files[prefix + name] : undefined;
          const oid = content === undefined ? write(`${prefix}${name}/`) : writer.write('blob', Buffer.from(content));
          return { mode: content === undefined ? '40000' : '100644', nameBytes: Buffer.from(name), name, oid };
        });
        return writer.write('tree', encodeTree(entries));
      };
      return write('');
    });
  }

  /** Closes everything; real git then judges what is left. */
  async close(): Promise<void> {
    const logs = await toldLogs(async (path) => (await this.get(path, this.#credentials)).body);
    await this.app.close();
    await this.services.close();
    await this.repository.close();
    judgeRepository(this.repository.path, logs);
    if (this.#ownsFolder) rmSync(this.folder, { recursive: true, force: true });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
