/**
 * Names that the files of Node's `http` share.
 */
export const kOutHeaders = Symbol('kOutHeaders');
export const kNeedDrain = Symbol('kNeedDrain');

/** Returns the current time in the form of a `Date` header. */
export function utcDate(): string {
  return new Date().toUTCString();
}

export function isTraceHTTPEnabled(): boolean {
  return false;
}

export function traceBegin(): void {}

export function traceEnd(): void {}

export function getNextTraceEventId(): number {
  return 0;
}
