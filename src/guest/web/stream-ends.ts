/**
 * How Node's `finished`, `pipeline` and `addAbortSignal` hear of the end of a web stream and bring it about: by two
 * symbols that Node's web streams answer to. Guest side.
 */
import { internals } from './realm.ts';

/** As much of a stream's state as is used here, under the names of the library. */
interface State {
  _state: string;
  readonly _storedError: unknown;
  readonly _readableStreamController?: { error(reason: unknown): void };
  readonly _writableStreamController?: { error(reason: unknown): void };
}

interface Closing {
  readonly promise: Promise<void>;
}

const IS_CLOSED = Symbol.for('nodejs.webstream.isClosedPromise');
const ERROR_FUNCTION = Symbol.for('nodejs.webstream.controllerErrorFunction');

const { defineProperty } = Object;

const closings = new WeakMap<object, Closing>();

function ignore(): void {
  // Who waits for the end hears of it.
}

/** Settled when a stream is closed or has failed. */
function closingOf(stream: State): Closing {
  const known = closings.get(stream);
  if (known) return known;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  promise.catch(ignore);
  let state = stream._state;
  const look = () => {
    if (state === 'closed') resolve();
    // The error is noted after the state.
    if (state === 'errored') internals.timers.nextTick(() => reject(stream._storedError), []);
  };
  look();
  const set = (next: string) => {
    state = next;
    look();
  };
  defineProperty(stream, '_state', { get: () => state, set, enumerable: true, configurable: true });
  const closing = { promise };
  closings.set(stream, closing);
  return closing;
}

/** Gives the streams of a class the two symbols. */
export function tellEnds(prototype: object): void {
  defineProperty(prototype, IS_CLOSED, {
    get(this: State) {
      return closingOf(this);
    },
    configurable: true,
  });
  const fail = function (this: State, reason: unknown): void {
    (this._readableStreamController ?? this._writableStreamController)?.error(reason);
  };
  defineProperty(prototype, ERROR_FUNCTION, { value: fail, configurable: true });
}
