/**
 * The two properties of Node's web streams by which `finished`, `pipeline` and `addAbortSignal` wait for the end of a
 * stream and make it fail.
 */
import { internals } from './realm.ts';

/** The internal fields of the library's streams that this module uses. */
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
  // Code that waits for the end handles the error itself.
}

/** Returns an object whose promise settles when a stream is closed or has failed. */
function closingOf(stream: State): Closing {
  const known = closings.get(stream);
  if (known) return known;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  promise.catch(ignore);
  let state = stream._state;
  const look = () => {
    if (state === 'closed') resolve();
    // The library sets `_storedError` after `_state`.
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

/** Defines the two properties on the prototype of a stream class. */
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
