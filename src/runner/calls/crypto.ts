/**
 * Web Crypto and `node:crypto`, by Node's own implementation.
 *
 * The guest names a function, a method or a handle; each is looked up in a closed list. Long work that can't be
 * stopped either blocks the process, which is then killed at its deadline, or runs as one job at a time.
 */
import nodeCrypto, { randomBytes, randomUUID, webcrypto } from 'node:crypto';
import type { HostValue } from '../../guest/border.ts';
import type { CallScope, HostCall } from './call.ts';
import { FUNCTIONS, mayAsk } from './crypto-objects.ts';
import { HeldObjects } from './held-objects.ts';
import { JobLine } from './job-line.ts';

/** Most random bytes of one call; larger amounts take several calls. */
const RANDOM_MAX_BYTES = 1024 * 1024;

const SUBTLE_METHODS: ReadonlySet<string> = new Set(
  Object.getOwnPropertyNames(Object.getPrototypeOf(webcrypto.subtle)).filter((name) => name !== 'constructor'),
);

type Subtle = Record<string, (...args: unknown[]) => Promise<unknown>>;

/** Runs a method of `subtle`. @param method one of `SUBTLE_METHODS` */
function runSubtle(method: string, args: unknown[]): Promise<unknown> {
  const subtle = webcrypto.subtle as unknown as Subtle;
  return (subtle[method] as Subtle[string]).apply(webcrypto.subtle, args);
}

/** Missing from Node's types; undefined in the versions of Node that do not have it. */
const { randomUUIDv7 } = nodeCrypto as unknown as { randomUUIDv7?: () => string };

/** Refuses keys that are not extractable outside Web Crypto: any other function might reveal them. */
function refuseHidden(value: unknown): void {
  if (!(value instanceof CryptoKey) || value.extractable) return;
  throw new TypeError('a CryptoKey that is not extractable can be used only through Web Crypto');
}

interface Supporting {
  supports?(operation: unknown, algorithm: unknown, more?: unknown): boolean;
}

export function cryptoCalls({ onClose }: CallScope): Record<string, HostCall> {
  const held = new HeldObjects();
  const jobs = new JobLine();
  onClose(() => {
    held.clear();
    return jobs.close();
  });
  return {
    'crypto.random': (length) => {
      const size = Number(length);
      if (!(size >= 0 && size <= RANDOM_MAX_BYTES)) throw new RangeError('too many random bytes at once');
      return randomBytes(size);
    },
    'crypto.uuid': (version) => (version === 7 ? randomUUIDv7?.() : randomUUID()),
    /** Calls one of Node's functions. */
    'crypto.call': (name, args) => {
      const [call, most] = FUNCTIONS[name as string] ?? [];
      if (!call || most === undefined) throw new TypeError(`crypto has no "${name}" here`);
      return held.write(call(...(held.readArguments(args, refuseHidden).slice(0, most) as never[])));
    },
    /** Calls a method or reads an attribute of a held object; null when the result is the object itself. */
    'crypto.method': (handle, member, args) => {
      const object = held.read(handle) as Record<string, unknown>;
      if (!mayAsk(object, member as string)) throw new TypeError(`the object has no "${member}" here`);
      const value = object[member as string];
      if (typeof value !== 'function') return held.write(value);
      const result: unknown = value.apply(object, held.readArguments(args, refuseHidden));
      return result === object ? null : held.write(result);
    },
    'crypto.free': (handle) => {
      held.free(handle);
      return undefined;
    },
    /** Calls a method of `subtle`; answered later. */
    'crypto.subtle': async (method, args): Promise<HostValue> => {
      if (!SUBTLE_METHODS.has(method as string)) throw new TypeError('subtle has no such method');
      const given = held.readArguments(args);
      return held.write(await jobs.add(() => runSubtle(method as string, given)));
    },
    'crypto.supports': (args) => {
      const [operation, algorithm, ...more] = held.readArguments(args);
      const { supports } = SubtleCrypto as unknown as Supporting;
      return supports?.call(SubtleCrypto, operation, algorithm, ...more) ?? false;
    },
  };
}
