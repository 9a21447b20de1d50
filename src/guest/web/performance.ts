/**
 * `performance`: the clock of a run, which never goes back. It keeps no timeline. Layer 0, guest side.
 * @see https://w3c.github.io/hr-time/
 */
import { EventTarget } from './event-target.ts';
import { internals } from './realm.ts';
import { shapeInterface } from './webidl.ts';

/** Lets no one but this module make one. */
const OURS = Symbol('ours');

export class Performance extends EventTarget {
  /** Milliseconds since 1970 at which the clock began. */
  readonly #origin = Date.now() - internals.host.now();

  constructor() {
    if (arguments[0] !== OURS) throw new TypeError('Illegal constructor');
    super();
  }

  /** Milliseconds since the run's isolate was made. */
  now(): number {
    this.#origin;
    return internals.host.now();
  }

  get timeOrigin(): number {
    return this.#origin;
  }

  toJSON(): { timeOrigin: number } {
    return { timeOrigin: this.#origin };
  }
}

/** Makes the one object of the interface. */
export function createPerformance(): Performance {
  return new (Performance as unknown as new (key: symbol) => Performance)(OURS);
}

shapeInterface(Performance, 'Performance', ['now', 'timeOrigin', 'toJSON']);
