/**
 * The server that a verb talks to, through a client whose types come from `openapi.json`.
 */
import createClient, { type Client } from 'openapi-fetch';
import packageJson from '../../package.json' with { type: 'json' };
import type { components, paths } from '../core/api.gen.ts';
import { API_HEADER } from '../core/api-header.ts';
import { EXIT, Failure } from './failure.ts';

export type Server = Client<paths>;
export type Schemas = components['schemas'];

/** What the client of a call answers. */
interface Answer<T> {
  readonly data?: T;
  readonly error?: unknown;
  readonly response: Response;
}

/**
 * A client of one server.
 * @param url where the server is, `http` or `https`
 * @param token what it wants to see of its callers, if anything
 * @throws Failure `usage` for what is no such URL
 */
export function connect(url: string, token: string | undefined): Server {
  const base = URL.parse(url);
  if (base === null || !/^https?:$/.test(base.protocol)) {
    throw new Failure(EXIT.usage, `--server is ${JSON.stringify(url)}; it must be a URL such as http://127.0.0.1:8080`);
  }
  if (base.username !== '' || base.password !== '') {
    throw new Failure(EXIT.usage, '--server holds a user or a password; leave them out and give the token by --token');
  }
  const client = createClient<paths>({
    baseUrl: base.href,
    headers: {
      'User-Agent': `treebox/${packageJson.version}`,
      ...(token !== undefined && { Authorization: `Bearer ${token}` }),
    },
    fetch: (request) => reach(base, () => fetch(request)),
  });
  client.use({
    onResponse: ({ response, options }) => {
      if (response.ok && !response.headers.has(API_HEADER)) throw stranger(base, response);
      return options.parseAs === 'stream' ? undefined : received(response);
    },
  });
  return client;
}

/**
 * What a call answers.
 * @throws Failure when the server refused, with the sentence that it gave
 */
export async function answerOf<T>(call: Answer<T> | Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await call;
  if (data === undefined) throw refusal(response, error);
  return data;
}

/**
 * The body of a call that was made with `parseAs: 'stream'`.
 * @param type what the server sends there; without it anything
 * @throws Failure when the server refused
 */
export async function streamOf(
  call: Promise<Answer<Response['body']>>,
  type = '',
): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  const { data, error, response } = await call;
  if (!response.ok) throw refusal(response, error);
  if (!typeOf(response).startsWith(type)) throw unexpected(response, type);
  return data ?? new Blob().stream();
}

/**
 * The bytes of such a call to their end.
 * @throws Failure when the server refused, or the connection broke
 */
export async function* bytesOf(
  call: Promise<Answer<Response['body']>>,
  type?: string,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  const stream = await streamOf(call, type);
  try {
    for await (const chunk of stream) yield chunk;
  } catch (cause) {
    throw brokenOff(cause);
  }
}

/** The failure that a refused request is; `error` is the body of the answer. */
function refusal(response: Response, error: unknown): Failure {
  const { error: sentence, code } = (typeof error === 'object' ? error : {}) as Partial<Schemas['ApiError']>;
  const status = response.status === 409 ? EXIT.rejected : EXIT.failed;
  const retry = response.headers.get('Retry-After');
  const message = sentence ?? `the server answered ${response.status} ${response.statusText}: is it treebox?`;
  return new Failure(status, retry === null ? message : `${message} (again in ${retry} s)`, code ? { code } : {});
}

/**
 * An answer that is there whole and is JSON if it says that all went well.
 * @throws Failure when it is not
 */
async function received(response: Response): Promise<Response> {
  const text = await response.text().catch((cause: unknown) => {
    throw brokenOff(cause);
  });
  if (response.ok && !isJson(text)) throw unexpected(response, 'JSON');
  return new Response(text, response);
}

/** The failure that an answer of another server is, whatever is in it. */
function stranger({ origin }: URL, response: Response): Failure {
  return new Failure(
    EXIT.failed,
    `${origin} answered with ${typeOf(response)}, but not as treebox does; name a treebox with --server or TREEBOX_SERVER`,
  );
}

function unexpected(response: Response, type: string): Failure {
  return new Failure(EXIT.failed, `the server answered with ${typeOf(response)} instead of ${type}: is it treebox?`);
}

function typeOf(response: Response): string {
  return response.headers.get('Content-Type') ?? 'something of no type';
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function brokenOff(cause: unknown): Failure {
  return new Failure(EXIT.failed, `the answer broke off (${reasonOf(cause)}); try again`, { cause });
}

/** Why a connection failed, in a word where there is one. */
function reasonOf(error: unknown): string {
  const { cause = error } = error as Error;
  const { code, message } = cause as NodeJS.ErrnoException;
  return code ?? message;
}

async function reach(base: URL, request: () => Promise<Response>): Promise<Response> {
  try {
    return await request();
  } catch (error) {
    throw new Failure(
      EXIT.failed,
      `no answer from ${base.origin} (${reasonOf(error)}); start a server there with "treebox serve", ` +
        'or name another with --server or TREEBOX_SERVER',
      { cause: error },
    );
  }
}
