/**
 * Ends connections whose client is too slow while a git process waits for it.
 *
 * Only the time of waiting for the client counts. A single wait may take `STALL_MS` at most. After `GRACE_MS` of waiting, the
 * client must transfer `RATE_BYTES_PER_SEC` on average.
 */
import { Readable } from 'node:stream';
import { TreeboxError } from '../../core/errors.ts';

const STALL_MS = 30_000;
const GRACE_MS = 30_000;
const RATE_BYTES_PER_SEC = 4 * 1024;

export interface PaceLimits {
  readonly stallMs: number;
  readonly graceMs: number;
  readonly bytesPerSec: number;
}

export const PACE: PaceLimits = { stallMs: STALL_MS, graceMs: GRACE_MS, bytesPerSec: RATE_BYTES_PER_SEC };

/** Watches one direction of one connection. */
export class Pace {
  readonly #limits: PaceLimits;
  readonly #onTooSlow: () => void;
  #timer: NodeJS.Timeout | undefined;
  #since = 0;
  #waitedMs = 0;
  #bytes = 0;

  /** @param onTooSlow called when the client is too slow */
  constructor(limits: PaceLimits, onTooSlow: () => void) {
    this.#limits = limits;
    this.#onTooSlow = onTooSlow;
  }

  /** Begins to wait for the client. */
  begin(): void {
    const { stallMs, graceMs, bytesPerSec } = this.#limits;
    const allowed = graceMs + (this.#bytes / bytesPerSec) * 1000 - this.#waitedMs;
    this.#since = performance.now();
    this.#timer = setTimeout(this.#onTooSlow, Math.max(0, Math.min(stallMs, allowed)));
  }

  /** Ends the wait: the client has transferred `bytes` bytes, or has disconnected. */
  end(bytes: number): void {
    clearTimeout(this.#timer);
    this.#waitedMs += performance.now() - this.#since;
    this.#bytes += bytes;
  }
}

/**
 * Yields the chunks of a request, as long as the client sends them fast enough.
 * @throws TreeboxError `request_timeout`
 */
export async function* sentInTime(source: AsyncIterator<Buffer>, limits = PACE): AsyncGenerator<Buffer, void> {
  const { promise: tooSlow, reject } = Promise.withResolvers<never>();
  tooSlow.catch(() => {});
  const refusal = () => reject(new TreeboxError('request_timeout', 'the request came too slowly'));
  const pace = new Pace(limits, refusal);
  try {
    for (;;) {
      pace.begin();
      const { done, value } = await Promise.race([source.next(), tooSlow]);
      pace.end(done === true ? 0 : value.length);
      if (done === true) return;
      yield value;
    }
  } finally {
    pace.end(0);
  }
}

/** Returns a stream of `source` that is destroyed when its reader is too slow. This also ends `source`. */
export function readInTime(source: AsyncIterable<Uint8Array>, limits = PACE): Readable {
  const pace = new Pace(limits, () => stream.destroy(new Error('the reader was too slow')));
  async function* paced(): AsyncGenerator<Uint8Array, void> {
    try {
      for await (const chunk of source) {
        pace.begin();
        yield chunk;
        pace.end(chunk.length);
      }
    } finally {
      pace.end(0);
    }
  }
  const stream = Readable.from(paced(), { objectMode: false });
  return stream;
}
