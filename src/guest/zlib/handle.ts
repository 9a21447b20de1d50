/**
 * A compression stream of the host.
 */

import type { HostFailure, HostValue } from '../border.ts';
import { pack } from '../crypto/pack.ts';
import { failed } from '../host.ts';
import { errorOf } from '../web/dom-exceptions.ts';
import { internals } from '../web/realm.ts';

/** The host's kinds of streams. */
export type StreamType =
  | 'Deflate'
  | 'Inflate'
  | 'Gzip'
  | 'Gunzip'
  | 'DeflateRaw'
  | 'InflateRaw'
  | 'Unzip'
  | 'BrotliCompress'
  | 'BrotliDecompress'
  | 'ZstdCompress'
  | 'ZstdDecompress';

/** Result of a step. */
export interface Step {
  readonly output: Uint8Array<ArrayBuffer>;
  /** True when the output buffer is full, so that more output may follow. */
  readonly isFull: boolean;
  /** Number of input bytes that were not consumed yet. */
  readonly inputLeft: number;
}

/** Maximum output of one step, whatever the caller asks for. */
const STEP_MAX_BYTES = 1024 * 1024;

/** Makes Node's error for a failure of zlib. */
function streamError(failure: HostFailure): Error {
  const error = errorOf(failure);
  return failure.errno === undefined ? error : Object.assign(error, { errno: failure.errno, code: failure.code });
}

function call(name: string, ...args: HostValue[]): HostValue {
  const answer = internals.host.call(name, ...args);
  if (failed(answer)) throw streamError(answer);
  return answer;
}

export class ZlibHandle {
  readonly #handle: HostValue;

  /** @param options options of Node's constructors. @throws the errors of Node's constructors */
  constructor(type: StreamType, options: object) {
    this.#handle = call(
      'zlib.open',
      type,
      pack(options, () => undefined),
    );
  }

  /**
   * Runs one step.
   * @param input new input; undefined to continue with the rest
   * @param room maximum output, in bytes
   * @throws Error with zlib's `code` and `errno`
   */
  write(flush: number, input: Uint8Array<ArrayBuffer> | undefined, room: number): Step {
    const most = Math.min(room, STEP_MAX_BYTES);
    const [output, roomLeft, inputLeft] = call('zlib.write', this.#handle, flush, input, most) as [
      Uint8Array<ArrayBuffer>,
      number,
      number,
    ];
    return { output, isFull: roomLeft === 0, inputLeft };
  }

  params(level: number, strategy: number): void {
    call('zlib.params', this.#handle, level, strategy);
  }

  reset(): void {
    call('zlib.reset', this.#handle);
  }

  close(): void {
    call('zlib.close', this.#handle);
  }
}

/**
 * The `_handle` of Node's streams, which libraries such as pngjs call directly. It writes into a given buffer, and
 * stores the remaining room of the output and the remaining input in the stream's `_writeState`.
 */
export class ShownHandle {
  readonly #native: ZlibHandle;
  readonly #state: Uint32Array;

  constructor(native: ZlibHandle, state: Uint32Array) {
    this.#native = native;
    this.#state = state;
  }

  writeSync(
    flush: number,
    input: Uint8Array<ArrayBuffer>,
    inputOffset: number,
    inputLength: number,
    output: Uint8Array,
    outputOffset: number,
    outputLength: number,
  ): void {
    const given = input?.subarray(inputOffset, inputOffset + inputLength);
    let step = this.#native.write(flush, given, outputLength);
    let filled = 0;
    for (;;) {
      output.set(step.output, outputOffset + filled);
      filled += step.output.length;
      if (!step.isFull || filled >= outputLength) break;
      step = this.#native.write(flush, undefined, outputLength - filled);
    }
    this.#state[0] = outputLength - filled;
    this.#state[1] = step.inputLeft;
  }

  close(): void {
    this.#native.close();
  }
}

/** Returns the CRC-32 of data, continued from `value`. */
export function checksum(data: string | Uint8Array<ArrayBuffer>, value: number): number {
  return call('zlib.crc32', data, value) as number;
}

/** Returns all constants of the host's zlib by name. */
export function hostConstants(): Record<string, number> {
  const [, ...entries] = call('zlib.constants') as [string, ...(string | number)[]];
  const constants: Record<string, number> = {};
  for (let at = 0; at < entries.length; at += 2) constants[entries[at] as string] = entries[at + 1] as number;
  return constants;
}
