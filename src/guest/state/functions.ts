/**
 * Describes the guest's functions by their source, which the host parses.
 */
import type { HostFailure, HostValue } from '../border.ts';
import type { Host } from '../host.ts';
import { bareArray } from '../primordials.ts';
import {
  functionToString,
  isArray,
  isSloppy,
  MapType,
  mapGet,
  mapHas,
  mapSet,
  WeakMapType,
  weakMapGet,
  weakMapSet,
} from './primordials.ts';

/** A method or accessor in a class's source; `name` is null when it is computed. */
export interface Member {
  readonly isStatic: boolean;
  readonly kind: 'method' | 'get' | 'set';
  readonly name: string | null;
  readonly text: string;
}

/** A function's source and the facts that the host found in it. */
export interface Shape {
  readonly source: string;
  readonly form: 'plain' | 'arrow' | 'method' | 'get' | 'set' | 'class';
  readonly length: number;
  /** Names that the function uses but does not declare. */
  readonly free: readonly string[];
  /** The reason why the function can't be rebuilt from its source; null if it can. */
  readonly obstacle: string | null;
  /** True when instances of the class have private members. */
  readonly hidesState: boolean;
  readonly extends: boolean;
  readonly members: readonly Member[];
  readonly code: string;
  /** True if the surrounding code is sloppy. */
  readonly sloppy: boolean;
}

/** Origin of a restored function. */
interface Origin {
  readonly source: string;
  readonly sloppy: boolean;
}

type Callable = (...args: never[]) => unknown;

export class Functions {
  readonly #host: Host;
  readonly #shapes = new MapType<unknown, unknown>();
  readonly #origins = new WeakMapType<object, unknown>();

  constructor(host: Host) {
    this.#host = host;
  }

  /** Returns the source of a function; for a restored one, the source that it was restored from. */
  sourceOf(value: Callable): string {
    return (weakMapGet(this.#origins, value) as Origin | undefined)?.source ?? functionToString(value);
  }

  /** Returns whether a function was restored from a state. */
  isRestored(value: Callable): boolean {
    return weakMapGet(this.#origins, value) !== undefined;
  }

  /** Returns the shape of a function's source; null when it is not the guest's own. */
  shapeOf(value: Callable): Shape | null {
    const source = this.sourceOf(value);
    if (!mapHas(this.#shapes, source))
      mapSet(this.#shapes, source, toShape(source, this.#host.call('state.shape', source)));
    return mapGet(this.#shapes, source) as Shape | null;
  }

  /** Returns whether a function runs in sloppy mode, as far as that can be determined. */
  isSloppy(value: Callable, shape: Shape): boolean {
    const origin = weakMapGet(this.#origins, value) as Origin | undefined;
    if (origin) return origin.sloppy;
    if (shape.form === 'class') return false;
    // Only a plain function reveals its mode. All others are taken to have the mode of the surrounding code.
    return shape.form === 'plain' && isOrdinary(shape.source) ? isSloppy(value) : shape.sloppy;
  }

  /** Has the host accept the source of a restored function. @returns null if the text is not a function */
  adopt(source: string, sloppy: boolean): Shape | null {
    const shape = toShape(source, this.#host.call('state.adopt', source, sloppy));
    if (shape) mapSet(this.#shapes, source, shape);
    return shape;
  }

  /** Records the source of a restored function. */
  remember(value: Callable, source: string, sloppy: boolean): void {
    weakMapSet(this.#origins, value, { source, sloppy });
  }
}

/** Returns whether a source begins with `function` and is not a generator: only such a function reveals its mode. */
function isOrdinary(source: string): boolean {
  const start = 'function'.length;
  for (let at = 0; at < start; at += 1) if (source[at] !== 'function'[at]) return false;
  let at = start;
  while (source[at] === ' ' || source[at] === '\n' || source[at] === '\t' || source[at] === '\r') at += 1;
  return source[at] !== '*';
}

function toShape(source: string, answer: HostValue | HostFailure): Shape | null {
  if (!isArray(answer)) return null;
  const {
    0: form,
    1: length,
    2: free,
    3: obstacle,
    4: hidesState,
    5: inherits,
    6: lines,
    7: code,
    8: sloppy,
  } = answer as unknown[];
  const members: Member[] = bareArray();
  for (let at = 0; at < (lines as unknown[]).length; at += 1) {
    const { 0: isStatic, 1: kind, 2: name, 3: text } = (lines as unknown[][])[at] as unknown[];
    members[at] = { isStatic, kind, name, text } as Member;
  }
  return { source, form, length, free, obstacle, hidesState, extends: inherits, members, code, sloppy } as Shape;
}
