/**
 * System calls by number, through Node's foreign function interface. Only the launcher uses it; processes that run guests
 * are not allowed to.
 */
import { dlopen, getRawPointer } from 'node:ffi';
import { type Architecture, SYSTEM_CALLS } from './system-calls.ts';

const WORD = 'i64';
const ARGUMENTS_MAX = 6;

/** An argument of a system call: a number, or memory by its address. */
type Argument = number | bigint | Buffer;

export class Kernel {
  readonly #numbers: Readonly<Record<string, number>>;
  readonly #call: (...words: bigint[]) => bigint;

  constructor(architecture: Architecture) {
    this.#numbers = SYSTEM_CALLS[architecture];
    const signature = { return: WORD, arguments: Array(ARGUMENTS_MAX + 1).fill(WORD) };
    const { functions } = dlopen(null, { syscall: signature } as never);
    this.#call = (functions as unknown as { syscall: (...words: bigint[]) => bigint }).syscall;
  }

  /** Makes a call. @returns its value; -1 when it failed */
  call(name: string, ...given: Argument[]): number {
    const number = this.#numbers[name];
    if (number === undefined) throw new Error(`this architecture has no system call ${name}`);
    const words = Array.from({ length: ARGUMENTS_MAX }, (_, at) => wordOf(given[at] ?? 0));
    return Number(this.#call(BigInt(number), ...words));
  }
}

function wordOf(argument: Argument): bigint {
  return Buffer.isBuffer(argument) ? addressOf(argument) : BigInt(argument);
}

/** Returns the address of a buffer's bytes. The buffer must stay referenced while the address is used. */
export function addressOf(buffer: Buffer): bigint {
  return BigInt(getRawPointer(buffer));
}
