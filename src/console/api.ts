/**
 * The API, through the client that is generated from `openapi.json`.
 */
import { ApiError, apiOver, answerOf as plainAnswerOf, type Schemas, Unreachable } from '../client/api.ts';

export { ApiError, type Schemas, Unreachable };

/** Header of every request. A form on another site can't send it, so the cookie alone does not authorize a change. */
const HEADERS = { 'treebox-console': '1' };

export const api = apiOver(location.origin, (request) => fetch(request), HEADERS);

/** Called when the server needs a token and the browser has no valid one. */
let onSignedOut: () => void = () => undefined;

export function whenSignedOut(call: () => void): void {
  onSignedOut = call;
}

/** Returns the body of a successful call. @throws ApiError; Unreachable */
export async function answerOf<T>(call: Parameters<typeof plainAnswerOf<T>>[0]): Promise<T> {
  try {
    return await plainAnswerOf(call);
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) onSignedOut();
    throw error;
  }
}

/** State of this browser's sign-in; `open` when the server needs no token. */
export type SignedIn = 'open' | 'yes' | 'no';

/** @throws ApiError; Unreachable */
export async function loadSignedIn(): Promise<SignedIn> {
  const { token_wanted, signed_in } = (await (await session('GET')).json()) as Record<string, boolean>;
  if (!token_wanted) return 'open';
  return signed_in ? 'yes' : 'no';
}

/** Signs in. @throws ApiError when the token is wrong; Unreachable */
export async function signIn(token: string): Promise<void> {
  await session('POST', { token });
}

export async function signOut(): Promise<void> {
  await session('DELETE');
  onSignedOut();
}

async function session(method: string, body?: object): Promise<Response> {
  const headers = body ? { ...HEADERS, 'Content-Type': 'application/json' } : HEADERS;
  const sent = fetch('/console/session', { method, headers, body: body ? JSON.stringify(body) : null });
  const response = await sent.catch((cause) => {
    throw new Unreachable('the treebox server did not answer', { cause });
  });
  if (!response.ok) throw new ApiError(response.status, await response.json().catch(() => ({})));
  return response;
}
