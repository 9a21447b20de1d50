/**
 * Node's `MIMEType` and `MIMEParams`; the host parses.
 * @see https://mimesniff.spec.whatwg.org/
 */
import { ask } from '../web/ask.ts';

const KEY = Symbol('MIMEParams');
/** Matches a parameter value that needs no quotes. */
const TOKEN = /^[!#$%&'*+\-.^_`|~A-Za-z0-9]+$/;

/** Has the host check and normalize a part of a MIME type. @throws TypeError ERR_INVALID_MIME_SYNTAX */
function checked(part: 'type' | 'subtype' | 'name' | 'value', value: unknown): string {
  return ask('util.mimePart', part, `${value as string}`) as string;
}

export class MIMEParams {
  readonly #values: Map<string, string>;

  constructor(key?: unknown, entries?: Iterable<[string, string]>) {
    this.#values = new Map(key === KEY ? entries : undefined);
  }

  delete(name: unknown): void {
    this.#values.delete(`${name as string}`);
  }

  get(name: unknown): string | null {
    return this.#values.get(`${name as string}`) ?? null;
  }

  has(name: unknown): boolean {
    return this.#values.has(`${name as string}`);
  }

  set(name: unknown, value: unknown): void {
    const known = checked('name', name);
    this.#values.set(known, checked('value', value));
  }

  *entries(): IterableIterator<[string, string]> {
    yield* this.#values.entries();
  }

  *keys(): IterableIterator<string> {
    yield* this.#values.keys();
  }

  *values(): IterableIterator<string> {
    yield* this.#values.values();
  }

  toString(): string {
    const shown = [...this.#values].map(([name, value]) => `${name}=${encode(value)}`);
    return shown.join(';');
  }

  declare toJSON: () => string;
  declare [Symbol.iterator]: () => IterableIterator<[string, string]>;
}
define(MIMEParams.prototype, 'toJSON', MIMEParams.prototype.toString);
define(MIMEParams.prototype, Symbol.iterator, MIMEParams.prototype.entries);

export class MIMEType {
  #type: string;
  #subtype: string;
  readonly #params: MIMEParams;

  constructor(input: unknown) {
    const [type, subtype, ...params] = ask('util.mimeType', `${input as string}`) as [string, string, ...string[]];
    this.#type = type;
    this.#subtype = subtype;
    const entries: [string, string][] = [];
    for (let at = 0; at < params.length; at += 2) entries.push([params[at] as string, params[at + 1] as string]);
    this.#params = new MIMEParams(KEY, entries);
  }

  get type(): string {
    return this.#type;
  }

  set type(value: unknown) {
    this.#type = checked('type', value);
  }

  get subtype(): string {
    return this.#subtype;
  }

  set subtype(value: unknown) {
    this.#subtype = checked('subtype', value);
  }

  get essence(): string {
    return `${this.#type}/${this.#subtype}`;
  }

  get params(): MIMEParams {
    return this.#params;
  }

  toString(): string {
    const params = this.#params.toString();
    return params === '' ? this.essence : `${this.essence};${params}`;
  }

  declare toJSON: () => string;
}
define(MIMEType.prototype, 'toJSON', MIMEType.prototype.toString);

function define(target: object, key: PropertyKey, value: unknown): void {
  Object.defineProperty(target, key, { value, writable: true, enumerable: false, configurable: true });
}

function encode(value: string): string {
  if (value.length === 0) return '""';
  return TOKEN.test(value) ? value : `"${value.replace(/["\\]/g, '\\$&')}"`;
}
