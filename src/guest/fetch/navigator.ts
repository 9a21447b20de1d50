/**
 * `navigator`: Node's properties, without those that describe the machine.
 * @see https://nodejs.org/api/globals.html#navigator
 */
import { codedError } from '../web/errors.ts';
import { shapeInterface } from '../web/webidl.ts';
import { guestArray } from './primordials.ts';

const LANGUAGE = 'en-US';

/** Token without which the constructor throws, so that only this module makes an instance. */
const KEY = Symbol('Navigator');

export class Navigator {
  readonly #languages = Object.freeze(guestArray([LANGUAGE]));

  constructor() {
    if (arguments[0] !== KEY) throw codedError(TypeError, 'ERR_ILLEGAL_CONSTRUCTOR', 'Illegal constructor');
  }

  /** A run has one thread. */
  get hardwareConcurrency(): number {
    this.#languages;
    return 1;
  }

  get language(): string {
    this.#languages;
    return LANGUAGE;
  }

  get languages(): readonly string[] {
    return this.#languages;
  }

  /** Node's user agent, followed by the name of this runtime. */
  get userAgent(): string {
    this.#languages;
    return 'Node.js/26 (treebox)';
  }

  get platform(): string {
    this.#languages;
    return 'Linux x86_64';
  }
}

shapeInterface(Navigator, 'Navigator', ['hardwareConcurrency', 'language', 'languages', 'userAgent', 'platform']);

export const navigator = new (Navigator as unknown as new (key: symbol) => Navigator)(KEY);
