/**
 * Names that the files of Node's `http` share.
 */
export const kOutHeaders = Symbol('kOutHeaders');
export const kNeedDrain = Symbol('kNeedDrain');

/** The present time as a `Date` header has it. */
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
