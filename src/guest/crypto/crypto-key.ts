/**
 * `CryptoKey`: the host keeps the key itself; this object holds only a number for it.
 *
 * So guest code can't read a key that is not extractable, whatever it does to this object.
 * @see https://w3c.github.io/webcrypto/#cryptokey-interface
 */
import type { PlatformCloning } from '../web/cloning.ts';
import { codedError } from '../web/errors.ts';
import {
  INSPECT,
  type Inspect,
  type InspectOptions,
  inspectAttributes,
  isObject,
  shapeInterface,
} from '../web/webidl.ts';
import type { Held } from './unwire.ts';
import type { Handle } from './wire.ts';

/** Internal fields of a key. */
interface Slots {
  readonly handle: Handle;
  readonly type: string;
  readonly extractable: boolean;
  readonly algorithm: object;
  readonly usages: readonly string[];
}

/** Token that only this module passes to the constructor. */
const MADE_HERE = {};

let slotsOf: (value: unknown) => Slots | undefined;

export class CryptoKey {
  readonly #slots: Slots;

  static {
    slotsOf = (value) => (isObject(value) && #slots in value ? value.#slots : undefined);
  }

  constructor(token: object | null = null, slots?: Slots) {
    if (token !== MADE_HERE) throw codedError(TypeError, 'ERR_ILLEGAL_CONSTRUCTOR', 'Illegal constructor');
    this.#slots = slots as Slots;
  }

  get type(): string {
    return need(this).type;
  }

  get extractable(): boolean {
    return need(this).extractable;
  }

  get algorithm(): object {
    return need(this).algorithm;
  }

  get usages(): readonly string[] {
    return need(this).usages;
  }

  [INSPECT](depth: number | null, options: InspectOptions, inspect: Inspect): unknown {
    const { type, extractable, algorithm, usages } = need(this);
    return inspectAttributes(this, { type, extractable, algorithm, usages }, depth, options, inspect);
  }
}

shapeInterface(CryptoKey, 'CryptoKey', ['type', 'extractable', 'algorithm', 'usages']);

function need(value: unknown): Slots {
  const slots = slotsOf(value);
  if (!slots) throw codedError(TypeError, 'ERR_INVALID_THIS', 'Value of "this" must be of type CryptoKey');
  return slots;
}

/** Returns the handle of a key; undefined for any other value. */
export function keyHandle(value: unknown): Handle | undefined {
  return slotsOf(value)?.handle;
}

/** Returns whether a key may be exported. */
export function isExtractable(key: CryptoKey): boolean {
  return need(key).extractable;
}

/**
 * Makes the object for a key from the host.
 * @param details type, extractable, algorithm and usages of the key, as values of the guest's realm
 */
export function makeCryptoKey({ handle }: Held, details: readonly unknown[]): CryptoKey {
  const [type, extractable, algorithm, usages] = details as [string, boolean, object, string[]];
  return new CryptoKey(MADE_HERE, { handle, type, extractable, algorithm, usages });
}

/** Clones a key: both objects stand for the same key of the host. */
export const keyCloning: PlatformCloning = {
  serialize(value) {
    const slots = slotsOf(value);
    if (!slots) return undefined;
    return () => new CryptoKey(MADE_HERE, { ...slots, algorithm: { ...slots.algorithm }, usages: [...slots.usages] });
  },
};
