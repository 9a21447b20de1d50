/**
 * The API client, with the types generated from `openapi.json`, and the errors of calls.
 */
import createClient, { type Client } from 'openapi-fetch';
import type { components, paths } from '../core/api.gen.ts';

export type Api = Client<paths>;
export type Schemas = components['schemas'];

/** Sends a request and resolves with its answer, as the global `fetch` does. */
export type Fetch = (request: Request) => Promise<Response>;

/** A request that the server refused. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  /** The API's closed error code, such as `unknown_label`; empty when the answer had none. */
  readonly code: string;
  /** The answer's JSON, for refusals that carry more than a message. */
  readonly body: Readonly<Record<string, unknown>>;
  /** Seconds after which the call may be repeated, if the server says so. */
  readonly retryAfterSecs: number | undefined;

  constructor(status: number, body: unknown, retryAfterSecs?: number) {
    const fields = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
    super(typeof fields.error === 'string' ? fields.error : `the server answered ${status}`);
    this.status = status;
    this.code = typeof fields.code === 'string' ? fields.code : '';
    this.body = fields;
    this.retryAfterSecs = retryAfterSecs;
  }
}

/** Thrown when the server can't be reached, or closes the connection before it answers. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

/**
 * Makes a client of the API.
 * @param base URL of the server
 * @param send sends each request
 * @param headers sent with each request
 */
export function apiOver(base: string, send: Fetch, headers: Readonly<Record<string, string>> = {}): Api {
  const reach: Fetch = async (request) => {
    try {
      return await send(request);
    } catch (cause) {
      if (request.signal.aborted) throw cause;
      throw new Unreachable(`the treebox server at ${base} did not answer (${reasonOf(cause as Error)})`, { cause });
    }
  };
  return createClient<paths>({ baseUrl: base, fetch: reach, headers });
}

/** Describes why a connection failed, by its code if there is one. */
export function reasonOf(error: Error): string {
  const { code, message } = (error.cause ?? error) as { readonly code?: string; readonly message: string };
  return code ?? message;
}

interface Answer<T> {
  readonly data?: T;
  readonly error?: unknown;
  readonly response: Response;
}

/** Returns the body of a successful call. @throws ApiError; Unreachable */
export async function answerOf<T>(call: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await call;
  if (!response.ok) throw refusal(response, error);
  return data as T;
}

/** Returns the response of a successful call made with `parseAs: 'stream'`. @throws ApiError; Unreachable */
export async function responseOf(call: Promise<Answer<unknown>>): Promise<Response> {
  const { error, response } = await call;
  if (!response.ok) throw refusal(response, error);
  return response;
}

function refusal({ status, headers }: Response, body: unknown): ApiError {
  return new ApiError(status, body, Number(headers.get('retry-after')) || undefined);
}
