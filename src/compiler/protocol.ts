/**
 * Messages between the server and a compiler process, as frames over a dedicated pipe.
 *
 * A process answers one request at a time, so that a request can't affect another one. The server reads answers only
 * through `readReply`.
 */
import type { FrameBounds } from '../core/frames.ts';
import { COMPILED_SOURCE_MAX, ERROR_TEXT_MAX } from '../core/limits.ts';
import {
  type Check,
  exactly,
  isTrue,
  isTrueOrFalse,
  numberWithin,
  oneOf,
  recordOf,
  textUpTo,
  WrongShape,
} from '../core/shape.ts';

/**
 * The bundled code that runs inside every isolate: the part that is loaded at start, and the parts that are loaded on
 * first use.
 */
export interface GuestLibrary {
  readonly boot: string;
  readonly parts: Readonly<Record<string, string>>;
}

/** JavaScript compiled from a source that acorn can't parse: TypeScript or JSX. */
export interface Compiled {
  readonly ok: true;
  readonly code: string;
  /** The source map, as JSON text. */
  readonly map: string;
}

/** The reason why a source can't be compiled. Lines and columns count from 1. */
export interface CompileFailure {
  readonly ok: false;
  readonly message: string;
  readonly line: number;
  readonly column: number;
  /** True when the error exists only in TypeScript: as JavaScript the source would fail elsewhere, or not at all. */
  readonly isTypeScript: boolean;
}

export type CompilerRequest =
  | { readonly kind: 'library' }
  | { readonly kind: 'runner' }
  | { readonly kind: 'source'; readonly source: string; readonly file: string; readonly tsconfig: string | null };

export type CompilerReply =
  | { readonly kind: 'library'; readonly library: GuestLibrary }
  | { readonly kind: 'runner'; readonly files: Readonly<Record<string, string>> }
  | ({ readonly kind: 'source' } & Compiled)
  | ({ readonly kind: 'failure' } & CompileFailure);

/** Longest accepted code or source map, in characters; a map is about as long as its source. */
const COMPILED_MAX = 4 * COMPILED_SOURCE_MAX;
/** Most texts of an answer: the guest library has 56 parts. */
const TEXTS_MAX = 200;
const POSITION_MAX = 2 ** 31;

/** Limits of a message from a compiler process. */
export const FROM_COMPILER_BOUNDS: FrameBounds = {
  headerBytes: 64 * 1024,
  values: 10_000,
  textBytes: 2 * COMPILED_MAX,
  texts: TEXTS_MAX,
};

const isCode = textUpTo(COMPILED_MAX);
const isPosition = numberWithin(0, POSITION_MAX, { whole: true });
const isFalse: Check<false> = (value) => {
  if (value === false) return false;
  throw new WrongShape('must be false');
};

const CHECKS: { readonly [K in CompilerReply['kind']]: Check<Extract<CompilerReply, { kind: K }>> } = {
  library: exactly({ kind: oneOf('library'), library: exactly({ boot: isCode, parts: recordOf(isCode) }) }),
  runner: exactly({ kind: oneOf('runner'), files: recordOf(isCode) }),
  source: exactly({ kind: oneOf('source'), ok: isTrue, code: isCode, map: isCode }),
  failure: exactly({
    kind: oneOf('failure'),
    ok: isFalse,
    message: textUpTo(ERROR_TEXT_MAX),
    line: isPosition,
    column: isPosition,
    isTypeScript: isTrueOrFalse,
  }),
};

/** Reads a compiler process's answer. @throws WrongShape for anything else */
export function readReply(message: unknown): CompilerReply {
  const { kind } = Object(message) as { kind?: unknown };
  if (typeof kind !== 'string' || !Object.hasOwn(CHECKS, kind)) throw new WrongShape('kind is not one that is known');
  return CHECKS[kind as CompilerReply['kind']](message);
}
