/**
 * Repeats failed requests if that can't carry out an action twice.
 */
import type { Fetch } from './api.ts';

/** Delays between attempts, in ms; their number limits the repetitions. */
const WAITS_MS = [100, 400, 1_600, 5_000] as const;
/** Longest `Retry-After` that is honoured, in seconds. */
const RETRY_AFTER_MAX_SECS = 30;
const REPEATABLE = new Set(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS']);

/**
 * Returns a `fetch` that tries again after a broken connection and after 503. It repeats GET, HEAD, OPTIONS, PUT and DELETE
 * without `If-Match` or `If-None-Match`, which a successful first attempt makes false, and other requests with an
 * `Idempotency-Key`.
 */
export function retrying(send: Fetch): Fetch {
  return async (request) => {
    if (!mayRepeat(request)) return await send(request);
    for (const wait of WAITS_MS) {
      const answer = await attempt(send, request.clone());
      const pause = pauseAfter(answer, wait);
      if (pause === undefined) return answer as Response;
      await sleep(pause, request.signal);
    }
    return await send(request);
  };
}

function mayRepeat({ method, headers }: Request): boolean {
  const isConditional = headers.has('if-match') || headers.has('if-none-match');
  return REPEATABLE.has(method) ? !isConditional : headers.has('idempotency-key');
}

async function attempt(send: Fetch, request: Request): Promise<Response | undefined> {
  try {
    return await send(request);
  } catch (error) {
    if (request.signal.aborted) throw error;
    return undefined;
  }
}

/** Returns the delay before the next attempt, in ms; undefined when the answer is final. */
function pauseAfter(answer: Response | undefined, wait: number): number | undefined {
  if (answer === undefined) return wait;
  if (answer.status !== 503) return undefined;
  const after = Number(answer.headers.get('retry-after') ?? 0);
  return Math.max(wait, Math.min(after, RETRY_AFTER_MAX_SECS) * 1_000);
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', end);
      resolve();
    }, ms);
    signal.addEventListener('abort', end, { once: true });
  });
}
