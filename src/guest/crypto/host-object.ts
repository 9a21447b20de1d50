/**
 * The objects of `node:crypto` that stand for an object of the host, and the calls of that object.
 */
import { Buffer } from 'buffer';
import type { HostValue } from '../border.ts';
import type { WebCrypto } from '../parts/web-crypto.ts';
import { internals } from '../web/realm.ts';
import { pack, packArguments } from './pack.ts';
import { type Held, type Makers, unwire } from './unwire.ts';
import type { Handle } from './wire.ts';

const { apply } = Reflect;
const { get, set, delete: remove } = WeakMap.prototype;

const handles = new WeakMap<object, Handle>();
const makersByType = new Map<string, (held: Held, details: readonly unknown[]) => unknown>();

/** Returns the part of Web Crypto: its keys can be used in `node:crypto` too. */
export function webCrypto(): WebCrypto {
  return internals.load('web-crypto') as WebCrypto;
}

function handleOf(object: object): Handle | undefined {
  const handle = apply(get, handles, [object]) as Handle | undefined;
  if (handle !== undefined) return handle;
  return (internals.peek('web-crypto') as WebCrypto | undefined)?.keyHandle(object);
}

/** Makes an object stand for an object of the host. */
export function adoptHandle(object: object, handle: Handle): void {
  apply(set, handles, [object, handle]);
}

/** Makes `to` stand for the same object of the host as `from`. */
export function shareHandle(from: object, to: object): void {
  adoptHandle(to, handleOf(from) as Handle);
}

/** Sets the function that makes the guest's object for a host object of this type. */
export function onHeld(type: string, make: (held: Held, details: readonly unknown[]) => unknown): void {
  makersByType.set(type, make);
}

const makers: Makers = {
  held(held) {
    const make = held.type === 'CryptoKey' ? webCrypto().makeCryptoKey : makersByType.get(held.type);
    if (!make) return held;
    const details: unknown[] = [];
    for (let at = 0; at < held.details.length; at += 1) details[at] = unwire(held.details[at], makers);
    return make(held, details);
  },
  buffer: (bytes) => Buffer.from(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength),
};

/** Has the host call a function of Node. @throws the errors of that function */
export function callHost(name: string, ...args: unknown[]): unknown {
  return unwire(internals.host.call('crypto.call', name, packArguments(args, handleOf)), makers);
}

/**
 * Has the host call a method of the object that `object` stands for.
 * @returns null for a method that returns its own object
 * @throws the errors of that method
 */
export function callMethod(object: object, method: string, ...args: unknown[]): unknown {
  const handle = pack(object, handleOf);
  return unwire(internals.host.call('crypto.method', handle, method, packArguments(args, handleOf)), makers);
}

/** Returns a chunk of a stream as bytes. Text that is invalid in its encoding is decoded as far as possible. */
export function chunkBytes(chunk: unknown, encoding: string): unknown {
  return typeof chunk === 'string' ? Buffer.from(chunk, encoding === 'buffer' ? 'utf8' : encoding) : chunk;
}

/** Releases the host's object, which can't be used after this. */
export function release(object: object): void {
  internals.host.call('crypto.free', handleOf(object) as HostValue);
  apply(remove, handles, [object]);
}
