/**
 * Connection to the server that a verb talks to: the client generated from `openapi.json`, whose errors become failures
 * of the command line.
 */
import packageJson from '../../package.json' with { type: 'json' };
import {
  ApiError,
  apiOver,
  answerOf as plainAnswerOf,
  reasonOf,
  responseOf,
  type Schemas,
  type Api as Server,
  Unreachable,
} from '../client/api.ts';
import { API_HEADER } from '../core/api-header.ts';
import { EXIT, Failure } from './failure.ts';

export type { Schemas, Server };

/**
 * Makes a client of one server.
 * @param url address of the server, `http` or `https`
 * @param token the server's token; undefined when it needs none
 * @throws Failure `usage` for any other URL
 */
export function connect(url: string, token: string | undefined): Server {
  const base = URL.parse(url);
  if (base === null || !/^https?:$/.test(base.protocol)) {
    throw new Failure(EXIT.usage, `--server is ${JSON.stringify(url)}; it must be a URL such as http://127.0.0.1:8080`);
  }
  if (base.username !== '' || base.password !== '') {
    throw new Failure(
      EXIT.usage,
      '--server contains a user name or a password; remove them, and give the token with --token',
    );
  }
  const server = apiOver(base.href.replace(/\/+$/, ''), (request) => fetch(request), {
    'User-Agent': `treebox/${packageJson.version}`,
    ...(token !== undefined && { Authorization: `Bearer ${token}` }),
  });
  server.use({
    onResponse: ({ response, options }) => {
      if (response.ok && !response.headers.has(API_HEADER)) throw stranger(base, response);
      return options.parseAs === 'stream' ? undefined : received(response);
    },
  });
  return server;
}

/** Returns the body of a successful call. @throws Failure */
export async function answerOf<T>(call: Parameters<typeof plainAnswerOf<T>>[0]): Promise<T> {
  return await plainAnswerOf(call).catch(fail);
}

/**
 * Returns the body of a call that was made with `parseAs: 'stream'`.
 * @param type media type that the server must send; any type if it is not given
 * @throws Failure when the server refused
 */
export async function streamOf(
  call: Parameters<typeof responseOf>[0],
  type = '',
): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  const response = await responseOf(call).catch(fail);
  if (!typeOf(response).startsWith(type)) throw unexpected(response, type);
  return response.body ?? new Blob().stream();
}

/**
 * Yields all bytes of a call that was made with `parseAs: 'stream'`.
 * @throws Failure when the server refused, or the connection broke
 */
export async function* bytesOf(
  call: Parameters<typeof responseOf>[0],
  type?: string,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  const stream = await streamOf(call, type);
  try {
    for await (const chunk of stream) yield chunk;
  } catch (cause) {
    throw brokenOff(cause);
  }
}

/**
 * Returns the body of a refusal that counts as a result, such as a rejected push.
 * @param status the `status` in that body
 * @throws the failure, for any other refusal
 */
export function refusedWith<T extends { readonly status: string }>(failure: Error, status: T['status']): T {
  const { cause } = failure;
  if (cause instanceof ApiError && cause.body.status === status) return cause.body as unknown as T;
  throw failure;
}

/** Throws an error of the client as a failure of the command line, and any other error unchanged. */
function fail(error: unknown): never {
  if (error instanceof Unreachable) {
    const advice = 'start a server there with "treebox serve", or name another with --server or TREEBOX_SERVER';
    throw new Failure(EXIT.failed, `${error.message}; ${advice}`, { cause: error });
  }
  if (!(error instanceof ApiError)) throw error;
  const { code, retryAfterSecs, message, status } = error;
  const again = retryAfterSecs === undefined ? '' : ` (try again in ${retryAfterSecs} s)`;
  const exit = status === 409 ? EXIT.rejected : EXIT.failed;
  if (code === '') throw new Failure(exit, `${message}: is it treebox?`, { cause: error });
  throw new Failure(exit, `${message}${again}`, { code, cause: error });
}

/**
 * Returns an answer that is complete, and that is JSON if it reports success.
 * @throws Failure when it is not
 */
async function received(response: Response): Promise<Response> {
  const text = await response.text().catch((cause: unknown) => {
    throw brokenOff(cause);
  });
  if (response.ok && !isJson(text)) throw unexpected(response, 'JSON');
  return new Response(text, response);
}

/** Makes the failure for an answer that did not come from a treebox server. */
function stranger({ origin }: URL, response: Response): Failure {
  return new Failure(
    EXIT.failed,
    `${origin} answered with ${typeOf(response)}, but is not a treebox server; name one with --server or TREEBOX_SERVER`,
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
  return new Failure(EXIT.failed, `the answer broke off (${reasonOf(cause as Error)}); try again`, { cause });
}
