/**
 * The objects of `node:crypto` whose work is done by one of the host's, and the calls that reach it.
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

/** The part whose keys can be used here too. */
export function webCrypto(): WebCrypto {
  return internals.load('web-crypto') as WebCrypto;
}

function handleOf(object: object): Handle | undefined {
  const handle = apply(get, handles, [object]) as Handle | undefined;
  if (handle !== undefined) return handle;
  return (internals.peek('web-crypto') as WebCrypto | undefined)?.keyHandle(object);
}

/** Makes an object stand for one of the host's. */
export function adoptHandle(object: object, handle: Handle): void {
  apply(set, handles, [object, handle]);
}

/** Makes an object stand for the one that another stands for. */
export function shareHandle(from: object, to: object): void {
  adoptHandle(to, handleOf(from) as Handle);
}

/** Says what stands for the host's objects of a type. */
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

/** Has the host call one of Node's functions. @throws what Node throws */
export function callHost(name: string, ...args: unknown[]): unknown {
  return unwire(internals.host.call('crypto.call', name, packArguments(args, handleOf)), makers);
}

/**
 * Has the host call a method of the object that `object` stands for.
 * @returns null for what answers with itself
 * @throws what Node throws
 */
export function callMethod(object: object, method: string, ...args: unknown[]): unknown {
  const handle = pack(object, handleOf);
  return unwire(internals.host.call('crypto.method', handle, method, packArguments(args, handleOf)), makers);
}

/** A chunk of a stream as bytes: text that its encoding can't say all of is taken as far as it goes. */
export function chunkBytes(chunk: unknown, encoding: string): unknown {
  return typeof chunk === 'string' ? Buffer.from(chunk, encoding === 'buffer' ? 'utf8' : encoding) : chunk;
}

/** Gives up the host's object: nothing will be asked of it again. */
export function release(object: object): void {
  internals.host.call('crypto.free', handleOf(object) as HostValue);
  apply(remove, handles, [object]);
}
