/**
 * What the server and the compiler process say to each other, over Node's IPC channel. Layer 3.
 */

/** The code that runs inside every isolate, bundled: the part brought up at start, and the parts brought up on first use. */
export interface GuestLibrary {
  readonly boot: string;
  readonly parts: Readonly<Record<string, string>>;
}

/** JavaScript made from a source that acorn alone can't read: TypeScript or JSX. */
export interface Compiled {
  readonly ok: true;
  readonly code: string;
  /** The source map, as JSON text. */
  readonly map: string;
}

/** Why a source can't be compiled. Lines count from 1, columns from 1. */
export interface CompileFailure {
  readonly ok: false;
  readonly message: string;
  readonly line: number;
  readonly column: number;
  /** Whether the source is at fault as TypeScript only: as JavaScript it would fail elsewhere, or not at all. */
  readonly isTypeScript: boolean;
}

export type CompilerRequest =
  | { readonly id: number; readonly kind: 'library' }
  | { readonly id: number; readonly kind: 'source'; readonly source: string; readonly file: string };

export type CompilerReply =
  | { readonly id: number; readonly kind: 'library'; readonly library: GuestLibrary }
  | { readonly id: number; readonly kind: 'source'; readonly compiled: Compiled | CompileFailure };
