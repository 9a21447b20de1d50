/**
 * Converts the result of a run to JSON, and a thrown value to the text of the run's report.
 *
 * Everything used here is taken before guest code runs, so that a patched prototype can't change what is reported.
 */
import { append } from './primordials.ts';

const { stringify } = JSON;
const { apply } = Reflect;
const { getOwnPropertyDescriptor, hasOwn } = Object;
const toText = String;
const isArray = Array.isArray;
const mapEntries = Map.prototype.entries;
const setValues = Set.prototype.values;
const mapSize = getOwnPropertyDescriptor(Map.prototype, 'size')?.get as () => number;
const setSize = getOwnPropertyDescriptor(Set.prototype, 'size')?.get as () => number;
const iteratorNext = new Map().entries().next as () => IteratorResult<unknown>;
const setIteratorNext = new Set().values().next as () => IteratorResult<unknown>;
const errorToString = Error.prototype.toString;
const startsWith = String.prototype.startsWith;
const exec = RegExp.prototype.exec;
const { slice, split } = String.prototype;
const { join } = Array.prototype;
/** The frames at the end of a stack. */
const FRAMES = /\n {4}at [\s\S]*$/;

function hasSlot(getter: () => number, value: object): boolean {
  try {
    apply(getter, value, []);
    return true;
  } catch {
    return false;
  }
}

function drain(iterator: object, next: () => IteratorResult<unknown>): unknown[] {
  const items: unknown[] = [];
  for (let step = apply(next, iterator, []); !step.done; step = apply(next, iterator, [])) append(items, step.value);
  return items;
}

/**
 * Returns a value that JSON can express: a BigInt as decimal text, a Map or Set as its entries or values, else the
 * value itself.
 */
function representable(value: unknown): unknown {
  if (typeof value === 'bigint') return toText(value);
  if (typeof value !== 'object' || value === null || isArray(value)) return value;
  if (hasSlot(mapSize, value)) return drain(apply(mapEntries, value, []), iteratorNext);
  if (hasSlot(setSize, value)) return drain(apply(setValues, value, []), setIteratorNext);
  return value;
}

/**
 * Returns JSON of any value, also of one that JSON can't express: a cycle becomes `"[Circular]"`; a function, a
 * symbol and `undefined` become null.
 * @throws the error of a getter or a `toJSON` of the value
 */
export function toJson(value: unknown): string {
  const holders: object[] = [];
  const ancestors: object[] = [];
  const replace = function (this: object, _key: string, item: unknown): unknown {
    while (holders.length > 0 && holders[holders.length - 1] !== this) {
      holders.length -= 1;
      ancestors.length -= 1;
    }
    const shown = representable(item);
    if (typeof shown !== 'object' || shown === null) return shown;
    for (let at = 0; at < ancestors.length; at += 1) if (ancestors[at] === item) return '[Circular]';
    append(holders, shown);
    append(ancestors, item as object);
    return shown;
  };
  return stringify(value, replace) ?? 'null';
}

/** Description of a thrown value. */
export interface Thrown {
  /** `Name: message`, and the stack's frames as V8 prints them. */
  readonly text: string;
  /** The error's `code` if that is a string, such as `ENOSPC`. */
  readonly code: string | null;
}

function read(value: object, key: string): unknown {
  try {
    return (value as Record<string, unknown>)[key];
  } catch {
    return undefined;
  }
}

/** Longest text of a failure, in characters. */
const TEXT_MAX = 65_536;

/**
 * Describes a thrown value.
 * @param show formats a value as the console does
 */
export function describeThrown(value: unknown, show: (value: unknown) => string): Thrown {
  if (typeof value !== 'object' || value === null) {
    return { text: `Uncaught ${typeof value === 'string' ? value : toText(value)}`, code: null };
  }
  const code = read(value, 'code');
  return {
    text: shortened(describeObject(value, show)),
    code: typeof code === 'string' ? code : null,
  };
}

/** Cuts a text to `TEXT_MAX` characters, but keeps the frames at its end. */
function shortened(text: string): string {
  if (text.length <= TEXT_MAX) return text;
  const frames = apply(exec, FRAMES, [text]) as RegExpExecArray | null;
  const end = frames && frames[0].length < TEXT_MAX / 2 ? frames[0] : '';
  return `${apply(slice, text, [0, TEXT_MAX - end.length])}${end}`;
}

function describeObject(value: object, show: (value: unknown) => string): string {
  const stack = read(value, 'stack');
  if (typeof stack !== 'string' && read(value, 'message') === undefined) return `Uncaught ${show(value)}`;
  let head = '';
  try {
    head = apply(errorToString, value, []);
  } catch {
    // A getter of the thrown value threw, but its stack may still be useful.
  }
  const inner = describeInner(value, show);
  if (typeof stack !== 'string' || stack === '') return head + inner;
  // The stack's first line was made when the error was created; name and message may have changed since.
  const frames = apply(exec, FRAMES, [stack]) as RegExpExecArray | null;
  if (inner === '' && apply(startsWith, stack, [head])) return stack;
  return frames ? head + inner + frames[0] : head + inner;
}

/** Describes the `cause` and `errors` of an error, as Node prints them. */
function describeInner(value: object, show: (value: unknown) => string): string {
  let text = '';
  for (let at = 0; at < INNER.length; at += 1) {
    const name = INNER[at] as string;
    const found = getOwnPropertyDescriptor(value, name);
    if (!found || !hasOwn(found, 'value') || found.value === undefined) continue;
    const lines = apply(split, show(found.value), ['\n']) as string[];
    text += `\n  [${name}]: ${apply(join, lines, ['\n  '])}`;
  }
  return text;
}

/** Properties of an error that hold other errors. */
const INNER = ['cause', 'errors'];
