/**
 * The default prototype of each kind of object. A state contains a prototype only if it differs.
 */
import { bareObject } from '../primordials.ts';
import { unboxed } from './boxes.ts';
import type { Kind } from './kinds.ts';
import { typedArrayTag } from './primordials.ts';

const DEFAULT_PROTOTYPES = bareObject<string>();
DEFAULT_PROTOTYPES.array = 'Array.prototype';
DEFAULT_PROTOTYPES.bigint = 'BigInt.prototype';
DEFAULT_PROTOTYPES.boolean = 'Boolean.prototype';
DEFAULT_PROTOTYPES.buffer = 'ArrayBuffer.prototype';
DEFAULT_PROTOTYPES.date = 'Date.prototype';
DEFAULT_PROTOTYPES.error = 'Error.prototype';
DEFAULT_PROTOTYPES.map = 'Map.prototype';
DEFAULT_PROTOTYPES.number = 'Number.prototype';
DEFAULT_PROTOTYPES.object = 'Object.prototype';
DEFAULT_PROTOTYPES.regexp = 'RegExp.prototype';
DEFAULT_PROTOTYPES.string = 'String.prototype';
DEFAULT_PROTOTYPES.symbol = 'Symbol.prototype';
DEFAULT_PROTOTYPES.set = 'Set.prototype';

/** Returns the path of the default prototype of an object's type. */
export function defaultPrototype(object: object, kind: Kind): string | undefined {
  if (kind === 'view') return `${typedArrayTag(object) ?? 'DataView'}.prototype`;
  if (kind === 'text') return undefined;
  return DEFAULT_PROTOTYPES[kind === 'boxed' ? typeof unboxed(object) : kind];
}
