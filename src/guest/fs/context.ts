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

/** The members of Node's `Buffer` that `fs` uses. */
export interface BufferType {
  from(data: ArrayBuffer, offset: number, length: number): Uint8Array & { toString(encoding?: string): string };
}

/** Services that the `fs` part passes in. */
export interface FsNeeds {
  /** Returns Node's `Buffer`; called when `fs` first makes a buffer. */
  readonly buffer: () => BufferType;
  /** Returns Node's `util.inspect`; called for the first error that shows a value. */
  readonly inspect: () => (value: unknown, options?: { depth?: number; colors?: boolean }) => string;
  /** Returns Node's `stream` module; called for the first stream. */
  readonly stream: () => unknown;
  /** Returns Node's class `Utf8Stream`; called when the property is read. */
  readonly utf8Stream: () => unknown;
  /** Returns Node's `EventEmitter`; called when a handle gets its first listener. */
  readonly emitter: () => unknown;
  /** Returns the part that matches patterns. */
  readonly glob: () => { glob(context: FsContext, pattern: unknown, options: unknown): () => unknown[] };
  /** Makes a decoder of UTF-8: for each chunk it returns the text that the chunk completes. */
  readonly decoder: () => (chunk: unknown) => string;
  /** Calls back in a later turn of the event loop, after all microtasks. Keeps the run alive. */
  readonly defer: (callback: () => void) => void;
}

export interface FsContext {
  readonly needs: FsNeeds;
  /**
   * Calls the volume.
   * @throws Error with Node's fields if the call fails
   */
  readonly call: (call: string, ...args: HostValue[]) => HostValue;
  /** Makes a `Buffer` over the memory of bytes from the host. */
  readonly toBuffer: (bytes: HostValue) => Uint8Array;
  /** Makes a `Buffer` of zeros. */
  readonly emptyBuffer: (size: number) => Uint8Array;
  /** Converts a name or path from the host to the encoding that a caller asks for. */
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
 * One call of `fs`, for all its forms. It checks the arguments, and throws if one is wrong. It returns the function
 * that does the work, which throws if the call fails.
 */
export type Operation = (...args: readonly unknown[]) => () => unknown;
