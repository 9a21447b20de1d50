/**
 * Context of the operations of `fs`: the host's calls, and services of other parts of the guest library.
 */
import type { HostValue } from '../border.ts';
import { failed, type Host } from '../host.ts';
import { LANGUAGE } from '../language.ts';
import { systemError } from './errors.ts';
import { toText } from './paths.ts';
import { isUint8Array, Uint8ArrayType } from './primordials.ts';
import { encodingOf } from './validate.ts';

const { apply } = LANGUAGE;

/** As much of Node's `Buffer` as `fs` needs. */
export interface BufferType {
  from(data: ArrayBuffer, offset: number, length: number): Uint8Array & { toString(encoding?: string): string };
}

/** Services that the `fs` part passes in. */
export interface FsNeeds {
  /** Node's `Buffer`; asked for when a call first makes one. */
  readonly buffer: () => BufferType;
  /** Node's `util.inspect`; asked for by the first error that shows a value. */
  readonly inspect: () => (value: unknown, options?: { depth?: number; colors?: boolean }) => string;
  /** Node's `stream` module; asked for by the first stream. */
  readonly stream: () => unknown;
  /** Node's class `Utf8Stream`; asked for when it is first read. */
  readonly utf8Stream: () => unknown;
  /** Node's `EventEmitter`; asked for by the first handle that is listened to. */
  readonly emitter: () => unknown;
  /** The part that matches patterns. */
  readonly glob: () => { glob(context: FsContext, pattern: unknown, options: unknown): () => unknown[] };
  /** Makes a decoder of UTF-8: for each chunk it returns the text that the chunk completes. */
  readonly decoder: () => (chunk: unknown) => string;
  /** Calls back in a later turn of the run's loop, before which all microtasks have run; keeps the run alive. */
  readonly defer: (callback: () => void) => void;
}

export interface FsContext {
  readonly needs: FsNeeds;
  /**
   * Makes a call of the volume.
   * @throws Error with Node's fields when the host answers a failure
   */
  readonly call: (call: string, ...args: HostValue[]) => HostValue;
  /** Bytes from the host as a `Buffer` over the same memory. */
  readonly toBuffer: (bytes: HostValue) => Uint8Array;
  /** A `Buffer` of zeros. */
  readonly emptyBuffer: (size: number) => Uint8Array;
  /** A name or path from the host in the encoding that a caller asks for. */
  readonly encodeName: (name: string, encoding: unknown) => unknown;
}

export function createContext({ fs }: Host, needs: FsNeeds): FsContext {
  const call = (...args: [call: string, ...args: HostValue[]]): HostValue => {
    const answer = apply(fs, undefined, args);
    if (failed(answer)) throw systemError(answer);
    return answer;
  };
  const toBuffer = (bytes: HostValue): Uint8Array => {
    const { buffer, byteOffset, byteLength } = bytes as Uint8Array<ArrayBuffer>;
    return needs.buffer().from(buffer, byteOffset, byteLength);
  };
  const emptyBuffer = (size: number): Uint8Array => toBuffer(new Uint8ArrayType(size));
  const encodeName = (name: string, encoding: unknown): unknown => {
    const known = encoding === 'buffer' ? 'buffer' : (encodingOf(encoding) ?? 'utf8');
    if (known === 'utf8') return toText(name);
    const answer = call('encodeName', name, known);
    return isUint8Array(answer) ? toBuffer(answer) : answer;
  };
  return { needs, call, toBuffer, emptyBuffer, encodeName };
}

/**
 * One call of `fs`, for all its forms: checks the arguments and throws what is wrong with them, then returns the work,
 * which throws how the call fails.
 */
export type Operation = (...args: readonly unknown[]) => () => unknown;
