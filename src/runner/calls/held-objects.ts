/**
 * Host objects that a run's guest uses by number, and the encoding of the values of crypto calls.
 *
 * Only plain data crosses the border; objects of unknown kinds are refused. Values from the guest are copied into plain
 * objects, each property as an own property, even one named `__proto__`.
 */
import { KeyObject } from 'node:crypto';
import { HELD_OBJECTS_MAX } from '../../core/limits.ts';
import type { HostValue } from '../../guest/border.ts';
import { type Handle, TAG } from '../../guest/crypto/wire.ts';
import { kindOf } from './crypto-objects.ts';

/** Depth limit of values that are read: enough for an options object with a key object inside. */
const DEPTH_MAX = 8;

/** Stands for a function of the guest: it is recognised, and never called. */
const GUEST_FUNCTION = () => undefined;

function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value) as unknown;
  return prototype === null || prototype === Object.prototype;
}

/** Returns the facts about an object that the guest gets with its handle. */
function detailsOf(object: object): unknown[] {
  if (object instanceof CryptoKey) return [object.type, object.extractable, object.algorithm, object.usages];
  if (!(object instanceof KeyObject)) return [];
  if (object.type === 'secret') return [object.type, object.symmetricKeySize];
  return [object.type, object.asymmetricKeyType, object.asymmetricKeyDetails];
}

export class HeldObjects {
  readonly #objects = new Map<Handle, object>();
  #last: Handle = 0;

  /** Returns the object that a handle names. @throws TypeError when there is no such object, or no longer */
  get(handle: unknown): object {
    const object = this.#objects.get(handle as Handle);
    if (!object) throw new TypeError('the object does not exist any more');
    return object;
  }

  /** Stores an object. @throws RangeError when the run holds too many */
  take(object: object): Handle {
    if (this.#objects.size >= HELD_OBJECTS_MAX) {
      throw new RangeError(`a run may hold at most ${HELD_OBJECTS_MAX} keys, hashes, ciphers and streams at a time`);
    }
    this.#last += 1;
    this.#objects.set(this.#last, object);
    return this.#last;
  }

  free(handle: unknown): void {
    this.#objects.delete(handle as Handle);
  }

  clear(): void {
    this.#objects.clear();
  }

  /**
   * Reads a value that the guest sent.
   * @param admit called with each held object in the value; throws to refuse the object
   * @throws TypeError for a value that the guest library never sends
   */
  read(value: HostValue, admit: (object: object) => void = () => undefined, depth = 0): unknown {
    if (depth > DEPTH_MAX) throw new TypeError('the value is nested too deeply');
    if (!Array.isArray(value)) return value;
    const [tag, ...rest] = value;
    switch (tag) {
      case TAG.list:
        return rest.map((item) => this.read(item, admit, depth + 1));
      case TAG.record: {
        const keys = rest.filter((_, at) => at % 2 === 0);
        return Object.fromEntries(keys.map((key, at) => [key, this.read(rest[2 * at + 1], admit, depth + 1)]));
      }
      case TAG.held: {
        const object = this.get(rest[0]);
        admit(object);
        return object;
      }
      case TAG.symbol:
        return Symbol(String(rest[0]));
      case TAG.function:
        return GUEST_FUNCTION;
      default:
        throw new TypeError('the value cannot cross the border');
    }
  }

  /** Reads the arguments of a call. */
  readArguments(value: HostValue, admit?: (object: object) => void): unknown[] {
    const list = this.read(value, admit);
    if (!Array.isArray(list)) throw new TypeError('the arguments are not a list');
    return list as unknown[];
  }

  /** Encodes an answer. @throws TypeError for an object that must not cross */
  write(value: unknown): HostValue {
    if (typeof value === 'function') throw new TypeError('functions cannot cross the border');
    if (typeof value !== 'object' || value === null) return value as HostValue;
    if (Buffer.isBuffer(value)) return [TAG.buffer, new Uint8Array(value)];
    if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return value;
    if (Array.isArray(value)) return [TAG.list, ...value.map((item) => this.write(item))];
    if (!isPlain(value)) return this.#hold(value);
    return [TAG.record, ...Object.entries(value).flatMap(([key, item]) => [key, this.write(item)])];
  }

  /** Stores an object and encodes its handle. */
  #hold(object: object): HostValue {
    const kind = kindOf(object);
    if (!kind) throw new TypeError('the object cannot cross the border');
    const details = detailsOf(object).map((detail) => this.write(detail));
    return [TAG.held, this.take(object), kind, ...details];
  }
}
