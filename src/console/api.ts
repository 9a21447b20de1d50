/**
 * The API, through the client that is generated from `openapi.json`.
 */
import { ApiError, apiOver, answerOf as plainAnswerOf, type Schemas, Unreachable } from '../client/api.ts';

export { ApiError, type Schemas, Unreachable };

/** Sent with every request. A form of another site can't send it, so that the cookie alone changes nothing. */
const HEADERS = { 'treebox-console': '1' };

export const api = apiOver(location.origin, (request) => fetch(request), HEADERS);

/** Called when the server wants a token that the browser does not have. */
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

/** Signs in. @throws ApiError when the token is wrong */
export async function signIn(token: string): Promise<void> {
  const body = JSON.stringify({ token });
  const headers = { ...HEADERS, 'Content-Type': 'application/json' };
  const response = await fetch('/console/session', { method: 'POST', headers, body });
  if (!response.ok) throw new ApiError(response.status, await response.json().catch(() => ({})));
}

export async function signOut(): Promise<void> {
  await fetch('/console/session', { method: 'DELETE', headers: HEADERS });
  onSignedOut();
}
