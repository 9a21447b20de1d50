/**
 * Turns a submitted text into a runnable source. It is JavaScript if acorn or V8 accepts it as such, else TypeScript.
 *
 * Errors in JavaScript are reported in V8's words, errors in TypeScript in the compiler's.
 */
import type { Compiled, CompileFailure } from '../compiler/protocol.ts';
import { placedError, type SourcePositions, sourcePositions } from './guest-error.ts';
import { type RunnableSource, readSource, type SourceForm, unreadSource } from './source.ts';

/** Services of V8 and of the compiler that reading needs. */
export interface SourceReaders {
  /** Returns V8's error for a text; undefined when V8 compiles it. */
  refusal(text: string, form: SourceForm, file: string): Error | undefined;
  compile(text: string, file: string): Compiled | CompileFailure;
}

/** Thrown for a source that neither V8 nor the compiler accepts; the message is for the user and has the position. */
export class RefusedSource extends Error {
  override readonly name = 'RefusedSource';
}

export interface SubmittedSource {
  readonly source: RunnableSource;
  readonly positions: SourcePositions;
}

const FORMS: readonly SourceForm[] = ['script', 'body', 'module'];

/** Matches an error that V8 reports only for a text that is JavaScript to its end. */
const EARLY_ERROR = /^Export '.*' is not defined in module/;

/** Where a line ends, as V8 counts lines. */
const LINE_END = /\r\n|[\n\r\u2028\u2029]/;

const UNMOVED = sourcePositions((position) => position);

/**
 * Reads a submitted text.
 * @param path base of its relative imports
 * @param file its name in errors
 * @throws RefusedSource
 */
export function readSubmitted(text: string, path: string, file: string, readers: SourceReaders): SubmittedSource {
  const plain = readSource(text, path);
  if (plain) return { source: plain, positions: sourcePositions(plain.mapPosition) };
  const refusals = refusalsOf(text, file, readers);
  const accepted = acceptedForm(text, refusals);
  if (accepted) return { source: accepted, positions: UNMOVED };
  const early = refusals.get('module');
  if (early && EARLY_ERROR.test(early.message)) throw refused(early, file, UNMOVED);
  const compiled = readers.compile(text, file);
  if (!compiled.ok) {
    if (!compiled.isTypeScript) throw refused(furthest(refusals, text), file, UNMOVED);
    throw new RefusedSource(`SyntaxError: ${compiled.message}\n    at ${file}:${compiled.line}:${compiled.column}`);
  }
  return readCompiled(compiled, path, file, readers);
}

function readCompiled({ code, map }: Compiled, path: string, file: string, readers: SourceReaders): SubmittedSource {
  const source = readSource(code, path);
  if (source) return { source, positions: sourcePositions(source.mapPosition, map) };
  const positions = sourcePositions((position) => position, map);
  const refusals = refusalsOf(code, file, readers);
  const accepted = acceptedForm(code, refusals);
  if (!accepted) throw refused(furthest(refusals, code), file, positions);
  return { source: accepted, positions };
}

function refusalsOf(text: string, file: string, readers: SourceReaders): Map<SourceForm, Error | undefined> {
  return new Map(FORMS.map((form) => [form, readers.refusal(text, form, file)]));
}

function acceptedForm(text: string, refusals: ReadonlyMap<SourceForm, Error | undefined>): RunnableSource | undefined {
  const form = FORMS.find((candidate) => !refusals.get(candidate));
  return form && unreadSource(text, form);
}

/** Returns the error of the form in which V8 came furthest. */
function furthest(refusals: ReadonlyMap<SourceForm, Error | undefined>, text: string): Error {
  const lines = text.split(LINE_END).length;
  const script = refusals.get('script') as Error;
  // The wrapper of a body follows the text, so an error at its end is reported as the script's.
  const errors = FORMS.map((form) => refusals.get(form) as Error).map((error) =>
    lineOf(error) > lines ? script : error,
  );
  return errors.reduce((best, error) => (placeOf(error) > placeOf(best) ? error : best));
}

function lineOf({ message }: Error): number {
  return Number(/:(\d+):\d+\]$/.exec(message)?.[1] ?? 0);
}

/** Returns a position as one number that grows through a text. */
function placeOf({ message }: Error): number {
  const [, line = 0, column = 0] = /:(\d+):(\d+)\]$/.exec(message) ?? [];
  return Number(line) * 2 ** 24 + Number(column);
}

function refused(error: Error, file: string, positions: SourcePositions): RefusedSource {
  return new RefusedSource(placedError(error, new Map([[file, positions]])));
}
