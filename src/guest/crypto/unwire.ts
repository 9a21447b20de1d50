/**
 * Decodes the results of the host's crypto calls.
 */
import type { HostFailure, HostValue } from '../border.ts';
import { failed } from '../host.ts';
import { errorOf } from '../web/dom-exceptions.ts';
import { type Handle, TAG } from './wire.ts';

/** An object of the host, in a result. */
export interface Held {
  readonly handle: Handle;
  /** The class's name. */
  readonly type: string;
  /** Values about the object that came with the handle. */
  readonly details: readonly HostValue[];
}

/** Makes the values that are not plain values of the language. */
export interface Makers {
  held(held: Held): unknown;
  buffer(bytes: Uint8Array): unknown;
}

const { isArray } = Array;
const { defineProperty } = Object;
const { slice } = Array.prototype;
const { apply } = Reflect;

/** @throws the error that the host's failure describes */
export function unwire(answer: HostValue | HostFailure, makers: Makers): unknown {
  if (failed(answer)) throw errorOf(answer);
  if (!isArray(answer)) return answer;
  switch (answer[0]) {
    case TAG.list: {
      const list: unknown[] = [];
      for (let at = 1; at < answer.length; at += 1) put(list, at - 1, unwire(answer[at], makers));
      return list;
    }
    case TAG.record: {
      const record = {};
      for (let at = 1; at < answer.length; at += 2) {
        put(record, answer[at] as string, unwire(answer[at + 1], makers));
      }
      return record;
    }
    case TAG.buffer:
      return makers.buffer(answer[1] as Uint8Array);
    default:
      return makers.held({
        handle: answer[1] as Handle,
        type: answer[2] as string,
        details: apply(slice, answer, [3]) as HostValue[],
      });
  }
}

/** Defines an own property, without calling a setter of a prototype. */
function put(target: object, key: PropertyKey, value: unknown): void {
  defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
}
