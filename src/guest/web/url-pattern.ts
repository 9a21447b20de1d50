/**
 * `URLPattern`, matched by the host.
 * @see https://urlpattern.spec.whatwg.org/
 */
import type { HostValue } from '../border.ts';
import { bareArray, dataDescriptor } from '../primordials.ts';
import { ask } from './ask.ts';
import { codedError } from './errors.ts';
import { COMPONENTS, INIT_MEMBERS } from './url-pattern-names.ts';
import { isObject, shapeInterface, toUSVString } from './webidl.ts';

type Component = (typeof COMPONENTS)[number];

/** Match of a component: the text, and each group's part of it. */
interface ComponentResult {
  readonly input: string;
  readonly groups: object;
}

const { defineProperty } = Object;

/** Attributes of a property that an assignment creates. */
const PLAIN = 7;

/** An input, as it crosses to the host and as a result contains it. */
interface Input {
  readonly crossing: HostValue;
  readonly shown: unknown;
}

/** Reads a string or a `URLPatternInit`. @throws TypeError for anything else, or the error of a getter */
function readInput(value: unknown, refusal: string): Input {
  if (typeof value === 'string') {
    const text = toUSVString(value);
    return { crossing: text, shown: text };
  }
  if (value !== undefined && !isObject(value) && value !== null) {
    throw codedError(TypeError, 'ERR_INVALID_ARG_TYPE', refusal);
  }
  const crossing: HostValue[] = bareArray();
  const shown = {};
  for (let at = 0; at < INIT_MEMBERS.length; at += 1) {
    const name = INIT_MEMBERS[at] as string;
    const member = value ? (value as Record<string, unknown>)[name] : undefined;
    crossing[at] = member === undefined ? undefined : toUSVString(member);
    if (member !== undefined) defineProperty(shown, name, dataDescriptor(crossing[at], PLAIN));
  }
  return { crossing, shown };
}

/** Converts a base URL to the form in which it crosses. */
function readBase(value: unknown): string | undefined {
  return value === undefined ? undefined : toUSVString(value);
}

function readOptions(value: unknown): boolean {
  if (value === undefined || value === null) return false;
  if (!isObject(value)) throw codedError(TypeError, 'ERR_INVALID_ARG_TYPE', 'options must be an object');
  return !!(value as { ignoreCase?: unknown }).ignoreCase;
}

export class URLPattern {
  /** Input, base and whether case is ignored. */
  readonly #definition: HostValue[];
  readonly #parsed: HostValue[];

  constructor(input: unknown = undefined, baseOrOptions: unknown = undefined, options: unknown = undefined) {
    const { crossing } = readInput(input, 'Input must be an object or a string');
    // The constructor takes (input, base, options) or, if the second argument is an object, (input, options).
    const hasBase = baseOrOptions !== undefined && baseOrOptions !== null && !isObject(baseOrOptions);
    const base = hasBase ? readBase(baseOrOptions) : undefined;
    this.#definition = [crossing, base, readOptions(hasBase || options !== undefined ? options : baseOrOptions)];
    this.#parsed = ask('urlPattern.parse', crossing, base, this.#definition[2]) as HostValue[];
  }

  get protocol(): string {
    return this.#parsed[0] as string;
  }

  get username(): string {
    return this.#parsed[1] as string;
  }

  get password(): string {
    return this.#parsed[2] as string;
  }

  get hostname(): string {
    return this.#parsed[3] as string;
  }

  get port(): string {
    return this.#parsed[4] as string;
  }

  get pathname(): string {
    return this.#parsed[5] as string;
  }

  get search(): string {
    return this.#parsed[6] as string;
  }

  get hash(): string {
    return this.#parsed[7] as string;
  }

  get hasRegExpGroups(): boolean {
    return this.#parsed[8] as boolean;
  }

  test(input: unknown = undefined, baseURL: unknown = undefined): boolean {
    const definition = this.#definition;
    const { crossing } = readInput(input, REFUSAL);
    return ask('urlPattern.test', definition, crossing, readBase(baseURL)) as boolean;
  }

  exec(input: unknown = undefined, baseURL: unknown = undefined): object | null {
    const definition = this.#definition;
    const { crossing, shown } = readInput(input, REFUSAL);
    const base = readBase(baseURL);
    const found = ask('urlPattern.exec', definition, crossing, base) as HostValue[][] | null;
    if (!found) return null;
    const result = { inputs: base === undefined ? [shown] : [shown, base] };
    for (let at = 0; at < COMPONENTS.length; at += 1) {
      const part = componentResult(found[at] as HostValue[]);
      defineProperty(result, COMPONENTS[at] as Component, dataDescriptor(part, PLAIN));
    }
    return result;
  }
}

const REFUSAL = 'URLPattern input needs to be a string or an object';

/** @param found the input, then alternating names and values */
function componentResult(found: HostValue[]): ComponentResult {
  const groups = {};
  for (let at = 1; at < found.length; at += 2) {
    defineProperty(groups, found[at] as string, dataDescriptor(found[at + 1], PLAIN));
  }
  return { input: found[0] as string, groups };
}

shapeInterface(URLPattern, 'URLPattern', [...COMPONENTS, 'hasRegExpGroups', 'exec', 'test']);
