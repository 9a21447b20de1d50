/**
 * Node's `stream.duplexPair`: two streams; data written to one is read from the other.
 * @see https://nodejs.org/api/stream.html#streamduplexpairoptions
 */
import stream from 'readable-stream/lib/stream.js';

type Done = (error?: Error | null) => void;

/** Calls a function after the current code has ended. */
export type NextTick = (callback: () => void) => void;

class Side extends stream.Duplex {
  other: Side | undefined;
  readonly #nextTick: NextTick;
  /** Completes the other side's write, when this side is read next. */
  #taken: Done | undefined;

  constructor(nextTick: NextTick, options?: object) {
    super(options);
    this.#nextTick = nextTick;
  }

  override _read(): void {
    const taken = this.#taken;
    this.#taken = undefined;
    taken?.();
  }

  override _write(chunk: { length: number }, _encoding: string, done: Done): void {
    const { other } = this as { other: Side };
    if (chunk.length === 0) this.#nextTick(done);
    else {
      other.push(chunk);
      other.#taken = done;
    }
  }

  override _final(done: Done): void {
    const { other } = this as { other: Side };
    other.on('end', done as never);
    other.push(null);
  }

  override _destroy(error: Error | null, done: Done): void {
    const { other } = this as { other: Side };
    if (!other.destroyed) {
      this.#nextTick(() => {
        // The other side is destroyed with this one, without its error.
        if (error) other.destroy();
        else other.push(null);
      });
    }
    done(error);
  }
}

/** Makes the pair. */
export function duplexPair(nextTick: NextTick, options?: object): [object, object] {
  const one = new Side(nextTick, options);
  const two = new Side(nextTick, options);
  one.other = two;
  two.other = one;
  return [one, two];
}
