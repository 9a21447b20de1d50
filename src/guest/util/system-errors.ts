/**
 * System errors by number, with libuv's names and messages.
 * @see https://nodejs.org/api/util.html#utilgetsystemerrornameerr
 */
import { ask } from '../web/ask.ts';
import { invalidArgument, outOfRange } from '../web/errors.ts';

type Entry = [number: number, [name: string, message: string]];

const { isSafeInteger } = Number;

function entries(): Entry[] {
  return ask('util.systemErrors') as Entry[];
}

function find(number: unknown): Entry[1] | undefined {
  if (typeof number !== 'number') throw invalidArgument('err', 'of type number', number);
  if (number >= 0 || !isSafeInteger(number)) throw outOfRange('err', 'a negative integer', number);
  return entries().find(([known]) => known === number)?.[1];
}

export function getSystemErrorMap(): Map<number, [string, string]> {
  return new Map(entries());
}

export function getSystemErrorName(err: unknown): string {
  return find(err)?.[0] ?? `Unknown system error ${err as number}`;
}

export function getSystemErrorMessage(err: unknown): string {
  return find(err)?.[1] ?? `Unknown system error ${err as number}`;
}

/** Makes Node's error for the error number of a system call. */
export function errnoException(err: number, syscall: string, original?: string): Error {
  const code = getSystemErrorName(err);
  const message = original ? `${syscall} ${code} ${original}` : `${syscall} ${code}`;
  return Object.assign(new Error(message), { errno: err, code, syscall });
}

/** Makes Node's error for a failed system call on an address. */
export function exceptionWithHostPort(
  err: number,
  syscall: string,
  address: string,
  port?: number,
  additional?: string,
): Error {
  const code = getSystemErrorName(err);
  const details = `${port && port > 0 ? ` ${address}:${port}` : address ? ` ${address}` : ''}${additional ? ` - Local (${additional})` : ''}`;
  const error = Object.assign(new Error(`${syscall} ${code}${details}`), { errno: err, code, syscall, address });
  return port ? Object.assign(error, { port }) : error;
}
