/**
 * Clients that do all that a server is for, in turns: executions that mount, push and keep state, TypeScript, pushes and
 * merges over the API, clones and pushes by git. They remember what was acknowledged, and hold a server to it.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import { type Answer, Client } from './api.ts';
import { GIT_ENV, git } from './real-git.ts';

const run = promisify(execFile);

/** How an execution may have ended of which nobody has seen the end. */
const ENDS = ['completed', 'lost', 'crashed', 'timed_out'];
/** What a client is answered when its turn does not come; a caller tries again. */
const LATER = [429, 503];

export interface LoadOptions {
  readonly url: string;
  /** A folder for clones, which the caller removes. */
  readonly folder: string;
  /** Clients at a time. */
  readonly clients: number;
  /** What they do; all of it unless that is said. */
  readonly kinds?: readonly Kind[];
  /** Told how long each operation took. */
  readonly onTime?: (kind: Kind, ms: number) => void;
}

/** What was acknowledged. */
interface Promised {
  /** Ids of executions that were accepted, with the end that was told, if it was. */
  readonly executions: Map<string, { outcome: string; result: string | null; fs: string | null } | undefined>;
  /** Moves of labels: a message of each, which is no other's, and the commit or the snapshot that was answered. */
  readonly moves: { readonly label: string; readonly message: string; readonly ca_id: string }[];
  /** The commit that a branch was pushed to last. */
  readonly branches: Map<string, string>;
}

/** The server is gone, or has cut the request off. */
class Gone extends Error {}

type Kind = keyof typeof KINDS;

/** What a client does, and how often of 40 times. */
const KINDS = {
  mounted: 10,
  session: 6,
  typescript: 4,
  pushed: 8,
  merged: 4,
  read: 4,
  gitPush: 2,
  clone: 2,
} as const;

const ROTA: readonly Kind[] = Object.entries(KINDS).flatMap(([kind, times]) => Array<Kind>(times).fill(kind as Kind));

export class MixedLoad {
  readonly promised: Promised = { executions: new Map(), moves: [], branches: new Map() };
  /** Operations that were answered, by kind. */
  readonly done: Partial<Record<Kind, number>> = {};
  /** How many of them git says have failed. */
  refused = 0;
  /** How many clients were cut off. */
  cutOff = 0;
  #url = '';
  #folder = '';
  #rota = ROTA;
  #onTime: LoadOptions['onTime'];
  #count = 0;
  #isOver = false;

  /** Operations that were answered. */
  get total(): number {
    return Object.values(this.done).reduce((sum, count) => sum + count, 0);
  }

  /** Lets each client end with its present operation. */
  stop(): void {
    this.#isOver = true;
  }

  /** Works until `stop`, `operations` are answered, or the server is gone. @throws Error for an answer that is wrong */
  async work(
    { url, folder, clients, kinds = ROTA, onTime }: LoadOptions,
    operations = Number.POSITIVE_INFINITY,
  ): Promise<void> {
    this.#isOver = false;
    this.#url = url;
    this.#folder = folder;
    this.#rota = kinds;
    this.#onTime = onTime;
    const end = this.total + operations;
    await Promise.all(Array.from({ length: clients }, (_, nth) => this.#client(nth, end)));
  }

  async #client(nth: number, end: number): Promise<void> {
    const client = new Client(this.#url);
    try {
      while (!this.#isOver && this.total < end) {
        this.#count += 1;
        const kind = this.#rota[(this.#count * 17) % this.#rota.length] as Kind;
        const from = performance.now();
        if (await this.#once(kind, nth, client)) this.#onTime?.(kind, performance.now() - from);
        else this.refused += 1;
        this.done[kind] = (this.done[kind] ?? 0) + 1;
      }
    } catch (error) {
      if (!(error instanceof Gone)) throw error;
      this.cutOff += 1;
    } finally {
      client.close();
    }
  }

  /** @returns false when git was refused or cut off, which is no acknowledgement */
  async #once(kind: Kind, nth: number, client: Client): Promise<boolean> {
    const n = this.#count;
    const label = `client-${nth}`;
    switch (kind) {
      case 'mounted':
        await this.#run(client, {
          code: `fs.writeFileSync('/${n % 50}.txt', 'n ${n}\\n'.repeat(${n % 200})); console.log(${n}); ${n}`,
          fs: 'shared',
          push: { label: 'shared', on_conflict: 'merge', message: `run ${n}` },
        });
        return true;
      case 'session':
        await this.#run(client, {
          code: `globalThis.n = (globalThis.n ?? 0) + 1; fs.appendFileSync('/log', '${n}\\n'); n`,
          session: label,
        });
        return true;
      case 'typescript':
        await this.#run(client, { code: `const n: number = ${n}; enum E { A = n }; E.A` });
        return true;
      case 'pushed': {
        const { fs } = await this.#run(client, { code: `fs.writeFileSync('/a', '${n % 20}')`, fs: 'unborn' });
        if (fs === null) return true;
        const message = `push ${n}`;
        const { body } = await ask(client, 'POST', '/api/fs/push', { label, ca_id: fs, force: true, message });
        // A snapshot that the label names already makes no move.
        if (body.status === 'advanced') this.promised.moves.push({ label, message, ca_id: body.ca_id });
        return true;
      }
      case 'merged': {
        const sides = await Promise.all(
          ['ours', 'theirs'].map((side) =>
            this.#run(client, { code: `fs.writeFileSync('/${side}', '${n}')`, fs: 'unborn' }),
          ),
        );
        const [ours, theirs] = sides.map(({ fs }) => fs);
        if (!ours || !theirs) return true;
        const base = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
        const { body } = await ask(client, 'POST', '/api/fs/merge', { base, ours, theirs });
        expect(body.status).toBe('merged');
        const { body: tree } = await ask(client, 'GET', `/api/fs/snapshots/${body.ca_id}/tree/`);
        expect(tree.entries).toHaveLength(2);
        return true;
      }
      case 'read':
        await ask(client, 'GET', '/api/fs/labels?limit=10');
        await ask(client, 'GET', '/api/executions?limit=10');
        await ask(client, 'GET', '/api/sessions?limit=10');
        return true;
      case 'gitPush':
        return await this.#gitPush(nth, n);
      case 'clone': {
        const copy = join(this.#folder, `copy-${n}`);
        const args = ['clone', '-q', '--depth', '1', '--no-tags', `${this.#url}/git/snapshots.git`, copy];
        const isDone = await succeeds('.', args);
        await rm(copy, { recursive: true, force: true });
        return isDone;
      }
    }
  }

  /** Runs code and takes note of what was said of it. */
  async #run(client: Client, body: Record<string, unknown>): Promise<{ fs: string | null }> {
    const { execution_id: id } = (await ask(client, 'POST', '/api/exec', body)).body;
    this.promised.executions.set(id, undefined);
    for (;;) {
      const { body: info } = await ask(client, 'GET', `/api/executions/${id}?wait=60`);
      if (info.status === 'running') continue;
      const { outcome, result, fs, push } = info;
      this.promised.executions.set(id, { outcome, result, fs });
      expect(ENDS).toContain(outcome);
      if (push && ['advanced', 'merged'].includes(push.status)) {
        const { message } = body.push as { message: string };
        this.promised.moves.push({ label: push.label, message, ca_id: push.ca_id });
      }
      return { fs };
    }
  }

  /** Pushes a commit to the client's own branch, from a clone that stays. */
  async #gitPush(nth: number, n: number): Promise<boolean> {
    const copy = join(this.#folder, `own-${nth}`);
    const branch = `git-${nth}`;
    if (!existsSync(copy)) git('.', ['init', '-q', '-b', branch, copy]);
    git(copy, ['commit', '-q', '--allow-empty', '-m', `commit ${n}`]);
    const args = ['push', '-q', `${this.#url}/git/snapshots.git`, `HEAD:refs/heads/${branch}`];
    if (!(await succeeds(copy, args))) return false;
    this.promised.branches.set(branch, git(copy, ['rev-parse', 'HEAD']));
    return true;
  }

  /** Asserts that a server which nobody else uses has all that was acknowledged. @param repository its path */
  async verify(url: string, repository: string): Promise<void> {
    const client = new Client(url);
    for (const [id, told] of this.promised.executions) {
      const { status, body } = await client.get(`/api/executions/${id}?wait=30`);
      expect([id, status]).toEqual([id, 200]);
      expect(ENDS, JSON.stringify({ told, body })).toContain(body.outcome);
      if (told) expect({ id, outcome: body.outcome, result: body.result, fs: body.fs }).toEqual({ id, ...told });
      if (body.fs) expect((await client.get(`/api/fs/snapshots/${body.fs}/tree/`)).status).toBe(200);
    }
    for (const label of new Set(this.promised.moves.map((move) => move.label))) {
      const { log } = (await client.get(`/api/fs/labels/${label}/log`)).body;
      const logged = new Map<string, string>(log.map((move: Record<string, string>) => [move.message, move.to]));
      const lost = this.promised.moves.filter(
        (move) => move.label === label && logged.get(move.message) !== move.ca_id,
      );
      expect(lost).toEqual([]);
      const { body: head } = await client.get(`/api/fs/labels/${label}`);
      expect(log.at(-1)).toMatchObject({ to: head.ca_id, commit: head.commit });
    }
    for (const [branch, commit] of this.promised.branches) {
      git(repository, ['merge-base', '--is-ancestor', commit, `refs/heads/${branch}`]);
    }
    client.close();
  }

  /** Forgets what was acknowledged, once it has been verified. */
  forget(): void {
    this.promised.executions.clear();
    this.promised.moves.length = 0;
  }
}

/** Runs git against a server. */
async function succeeds(folder: string, args: readonly string[]): Promise<boolean> {
  try {
    await run('git', ['-C', folder, ...args], { env: GIT_ENV });
    return true;
  } catch (error) {
    if (typeof (error as { code?: unknown }).code === 'number') return false;
    throw error;
  }
}

/** One request, tried again when the server says later. @throws Gone when it is cut off */
async function ask(client: Client, method: string, path: string, body?: unknown): Promise<Answer> {
  for (;;) {
    const answer = await client.call(method, path, body).catch((error: unknown) => {
      throw new Gone(String(error), { cause: error });
    });
    if (answer.status < 300) return answer;
    if (!LATER.includes(answer.status)) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
