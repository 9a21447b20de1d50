/**
 * Git's smart protocol over HTTP, spoken by the system's own git. `src/http/git.ts` maps it to routes.
 *
 * Each request starts one process with fixed arguments and ends it when the request is aborted, takes too long or
 * grows too large. The repository's configuration decides which refs are visible and what a push may do. This module
 * only checks the names of pushed branches, because a label's name has more rules than git's.
 *
 * Concurrency: fetches and pushes each have a limited number of processes. Further requests wait, and are refused when too many
 * wait. The list of refs of a push is read before it takes a slot. A process has limits on memory and CPU time, and does not
 * wait for a client that is too slow (`pace.ts`).
 * @see https://git-scm.com/docs/http-protocol and https://git-scm.com/docs/gitprotocol-v2
 */
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { TreeboxError } from '../../core/errors.ts';
import {
  FETCH_REQUEST_MAX_BYTES,
  FETCHES,
  GIT_CPU_SECS,
  GIT_MEMORY_BYTES,
  GIT_TIMEOUT_MS,
  PUSH_LIST_MS,
  PUSH_MAX_BYTES,
  PUSH_MEMORY_BYTES,
  PUSHES,
} from '../../core/limits.ts';
import type { ChildLocks, MayLock } from '../files/child-locks.ts';
import { syncFiles } from '../files/sync-path.ts';
import { type GitProcess, startGit } from '../git-process.ts';
import type { Repository } from '../repository.ts';
import { readInTime, sentInTime } from './pace.ts';
import { type BranchRule, encodeRefusal, FLUSH, packet, readPushCommands, refusalOf } from './push-commands.ts';
import { Slots } from './slots.ts';

export type GitServiceName = 'upload-pack' | 'receive-pack';

export interface GitRequest {
  readonly service: GitServiceName;
  /** The `Git-Protocol` header. What is not understood is ignored, as git does. */
  readonly protocol: string | undefined;
  /** The request's body as sent; undefined for a request for the refs (`GET info/refs`). */
  readonly body: Readable | undefined;
  /** The `Content-Encoding` header. */
  readonly encoding: string | undefined;
  /** Aborted when the client has gone. */
  readonly signal: AbortSignal;
}

export interface GitResponse {
  readonly contentType: string;
  /** The body. Is destroyed when git fails after it has begun. */
  readonly stream: Readable;
}

export interface SmartHttpHooks {
  /** Called when a push has ended, whatever became of it. */
  readonly onPush?: () => void;
  /** Called with how long a request kept git and its client busy, in ms, and whether it was carried out. */
  readonly onServed?: (service: GitServiceName, ms: number, isServed: boolean) => void;
}

const ENCODINGS: ReadonlySet<string> = new Set(['identity', 'gzip', 'x-gzip']);
/** The `Git-Protocol` values that make a difference. */
const PROTOCOL = /^version=[12]$/;
const MEMORY_BYTES = { 'upload-pack': GIT_MEMORY_BYTES, 'receive-pack': PUSH_MEMORY_BYTES } as const;
/** Pieces of a push's answer that are held back until it is on disk: git writes the report, and then its end. */
const HELD_PIECES = 2;
const NOT_UNDERSTOOD = 'the body is not what git expects of this service';

export class SmartHttp {
  readonly #gitDir: string;
  readonly #childLocks: ChildLocks;
  readonly #rule: BranchRule;
  readonly #hooks: SmartHttpHooks;
  readonly #slots: Readonly<Record<GitServiceName, Slots>> = {
    'upload-pack': new Slots(FETCHES, 'git fetches'),
    'receive-pack': new Slots(PUSHES, 'git pushes'),
  };

  /**
   * @param repository the repository to serve
   * @param rule says which names a pushed branch may have
   */
  constructor(repository: Pick<Repository, 'path' | 'childLocks'>, rule: BranchRule, hooks: SmartHttpHooks = {}) {
    this.#gitDir = repository.path;
    this.#childLocks = repository.childLocks;
    this.#rule = rule;
    this.#hooks = hooks;
  }

  /**
   * Answers one request, as soon as there is something to answer with.
   * @throws TreeboxError `bad_request`, `too_large`, `unsupported_media_type`, `request_timeout`; `busy` when too many
   *   requests wait
   */
  async serve(request: GitRequest): Promise<GitResponse> {
    const answer = Promise.withResolvers<GitResponse>();
    const from = performance.now();
    const ended = (isServed: boolean) => this.#hooks.onServed?.(request.service, performance.now() - from, isServed);
    this.#serve(request, answer.resolve).then(
      () => ended(true),
      (error: unknown) => {
        ended(false);
        answer.reject(error);
      },
    );
    return answer.promise;
  }

  /** Calls `respond` when there is a response; returns when the process has ended. */
  async #serve(request: GitRequest, respond: (response: GitResponse) => void): Promise<void> {
    const { service, body } = request;
    let moves: MayLock | undefined;
    let input = body === undefined ? undefined : readBody(body, request);
    if (input !== undefined && service === 'receive-pack') {
      // Before it takes a slot: a client that sends nothing must not keep a slot from others.
      const commands = await inTime(readPushCommands(input), PUSH_LIST_MS);
      if (Object.keys(commands.moves).some((ref) => refusalOf(ref, this.#rule) !== undefined)) {
        // The client reads the answer only when it has sent everything.
        for await (const _ of sentInTime(input));
        respond({ contentType: contentTypeOf(request), stream: Readable.from([encodeRefusal(commands, this.#rule)]) });
        return;
      }
      input = continued(commands.head, input);
      moves = commands.moves;
    }
    const release = await this.#slots[service].take(request.signal);
    try {
      await this.#run(request, moves, input && sentInTime(input), respond);
    } finally {
      release();
    }
  }

  async #run(
    request: GitRequest,
    moves: MayLock | undefined,
    input: AsyncGenerator<Buffer, void> | undefined,
    respond: (response: GitResponse) => void,
  ): Promise<void> {
    const git = moves ? this.#childLocks.guard(moves, () => this.#start(request)) : this.#start(request);
    const deadline = setTimeout(git.kill, GIT_TIMEOUT_MS);
    try {
      const written = readOutput(git, announcement(request));
      const output = moves ? heldBack(written, () => this.#syncPush(git, moves)) : written;
      // Whatever comes first: git answers, or the request turns out to be bad.
      const first = await Promise.race([output.next(), failureOf(send(input, git))]);
      if (first.done === true && (await git.exit).code !== 0) throw new TreeboxError('bad_request', NOT_UNDERSTOOD);
      const stream = first.done === true ? Readable.from([]) : readInTime(continued(first.value, output));
      // A reader that has gone or is too slow does not keep the process.
      stream.once('close', git.kill);
      respond({ contentType: contentTypeOf(request), stream });
      await git.exit;
      if (moves) this.#hooks.onPush?.();
    } finally {
      git.kill();
      clearTimeout(deadline);
    }
  }

  /** Returns when a push that git has carried out is on disk: git itself leaves its lines in reflogs to the system. */
  async #syncPush(git: GitProcess, moves: MayLock): Promise<void> {
    if ((await git.exit).code !== 0) return;
    const refs = Object.keys(moves);
    const logs = refs.map((ref) => join(this.#gitDir, 'logs', ref));
    const names = ['objects/pack/any', 'packed-refs', ...refs].map((file) => join(this.#gitDir, file));
    await syncFiles(logs, names);
  }

  #start(request: GitRequest): GitProcess {
    const advertise = request.body === undefined ? ['--advertise-refs'] : [];
    const protocol = protocolOf(request);
    return startGit(this.#gitDir, [request.service, '--stateless-rpc', ...advertise, this.#gitDir], {
      env: protocol === undefined ? {} : { GIT_PROTOCOL: protocol },
      signal: request.signal,
      bounds: { memoryBytes: MEMORY_BYTES[request.service], cpuSecs: GIT_CPU_SECS },
    });
  }
}

/** Returns the result of `work` if it comes within `ms`. @throws TreeboxError `request_timeout` */
async function inTime<T>(work: Promise<T>, ms: number): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new TreeboxError('request_timeout', 'the request came too slowly')), ms);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}

function contentTypeOf({ service, body }: GitRequest): string {
  return `application/x-git-${service}-${body === undefined ? 'advertisement' : 'result'}`;
}

/** The protocol version to speak, in GIT_PROTOCOL's form; git's receive-pack knows the original one only. */
function protocolOf({ service, protocol = '' }: GitRequest): string | undefined {
  return service === 'upload-pack' && PROTOCOL.test(protocol) ? protocol : undefined;
}

/** Bytes before git's own answer when the refs are asked for; none in version 2. */
function announcement(request: GitRequest): Buffer[] {
  if (request.body !== undefined || protocolOf(request) === 'version=2') return [];
  return [packet(`# service=git-${request.service}\n`), FLUSH];
}

/**
 * The request's body, inflated where it is gzipped.
 * The stream is left open when reading stops early, since the answer goes out on the same connection.
 * @throws TreeboxError `unsupported_media_type`, `bad_request`, `too_large`
 */
async function* readBody(body: Readable, { service, encoding = 'identity' }: GitRequest): AsyncGenerator<Buffer, void> {
  if (!ENCODINGS.has(encoding)) {
    throw new TreeboxError(
      'unsupported_media_type',
      `Content-Encoding ${encoding}: only gzip and identity are accepted`,
    );
  }
  const limit = service === 'receive-pack' ? PUSH_MAX_BYTES : FETCH_REQUEST_MAX_BYTES;
  let total = 0;
  try {
    const source = encoding === 'identity' ? body : gunzip(body);
    for await (const chunk of source.iterator({ destroyOnReturn: false })) {
      total += chunk.length;
      if (total > limit) throw new TreeboxError('too_large', `the git request is larger than ${limit} bytes`);
      yield chunk;
    }
  } catch (error) {
    if (!(error as NodeJS.ErrnoException).code?.startsWith('Z_')) throw error;
    throw new TreeboxError('bad_request', 'the body is not gzip, as its Content-Encoding says', { cause: error });
  }
}

function gunzip(body: Readable): Readable {
  const inflated = createGunzip();
  body.once('error', (error) => inflated.destroy(error));
  body.once('close', () => body.readableEnded || inflated.destroy(new Error('the request ended early')));
  return body.pipe(inflated);
}

/**
 * Passes on what git writes, the end of it when `done` has come: there it says what has become of a push, and then that
 * it says no more.
 */
async function* heldBack(pieces: AsyncIterable<Buffer>, done: () => Promise<void>): AsyncGenerator<Buffer, void> {
  const held: Buffer[] = [];
  for await (const piece of pieces) {
    held.push(piece);
    if (held.length > HELD_PIECES) yield held.shift() as Buffer;
  }
  await done();
  yield* held;
}

async function* continued(first: Buffer, rest: AsyncGenerator<Buffer, void>): AsyncGenerator<Buffer, void> {
  yield first;
  yield* rest;
}

/**
 * Feeds git, and ends it when reading the input fails. It also reads input that git no longer needs, because the client
 * reads the answer only after that.
 */
async function send(input: AsyncGenerator<Buffer, void> | undefined, git: GitProcess): Promise<void> {
  try {
    for await (const chunk of input ?? []) await git.feed(chunk);
    git.stdin.end();
  } catch (error) {
    git.kill();
    throw error;
  }
}

/** Rejects when `work` does, and never resolves. */
function failureOf(work: Promise<void>): Promise<never> {
  return new Promise((_, reject) => work.catch(reject));
}

/**
 * @throws Error at the end when git was killed, so that the client does not take half an answer for a whole one. When
 *   git fails by itself it has said so in the protocol.
 */
async function* readOutput(git: GitProcess, start: readonly Buffer[]): AsyncGenerator<Buffer, void> {
  yield* start;
  yield* git.stdout;
  const { code, stderr } = await git.exit;
  if (code === null) throw new Error(`git was ended before its answer was complete: ${stderr}`);
}
