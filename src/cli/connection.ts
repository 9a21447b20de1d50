/**
 * The server that a verb talks to, through a client whose types come from `openapi.json`. Layer 6.
 */
import createClient, { type Client } from 'openapi-fetch';
import packageJson from '../../package.json' with { type: 'json' };
import type { components, paths } from '../core/api.gen.ts';
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
  return createClient<paths>({
    baseUrl: base.href,
    headers: {
      'User-Agent': `treebox/${packageJson.version}`,
      ...(token !== undefined && { Authorization: `Bearer ${token}` }),
    },
    fetch: (request) => reach(base, () => fetch(request)),
  });
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
 * The bytes of a call that was made with `parseAs: 'stream'`.
 * @throws Failure when the server refused
 */
export async function bytesOf(
  call: Promise<Answer<Response['body']>>,
): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  return (await answerOf(call)) ?? new Blob().stream();
}

/** The failure that a refused request is; `error` is the body of the answer. */
function refusal(response: Response, error: unknown): Failure {
  const { error: sentence, code } = (typeof error === 'object' ? error : {}) as Partial<Schemas['ApiError']>;
  const status = response.status === 409 ? EXIT.rejected : EXIT.failed;
  const retry = response.headers.get('Retry-After');
  const message = sentence ?? `the server answered ${response.status} ${response.statusText}: is it treebox?`;
  return new Failure(status, retry === null ? message : `${message} (again in ${retry} s)`, code ? { code } : {});
}

async function reach(base: URL, request: () => Promise<Response>): Promise<Response> {
  try {
    return await request();
  } catch (error) {
    const { cause = error } = error as Error;
    const { code, message } = cause as NodeJS.ErrnoException;
    throw new Failure(
      EXIT.failed,
      `no answer from ${base.origin} (${code ?? message}); start a server there with "treebox serve", ` +
        'or name another with --server or TREEBOX_SERVER',
      { cause: error },
    );
  }
}
