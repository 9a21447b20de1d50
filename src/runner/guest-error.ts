/**
 * A guest's failure in the words and the coordinates of its user. Layer 3.
 *
 * V8's stack names our own guest library and positions in what was made of the source. Frames of the library and of the
 * host are left out, and the rest is taken back to the submitted source.
 */
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import { GUEST_LIBRARY_FILE } from './sandbox.ts';
import type { Position, RunnableSource } from './source.ts';

/** The name under which a submitted source appears in errors. */
export const MAIN_FILE = 'main.ts';

/** Most frames that an error keeps, as V8 keeps by default. */
const FRAMES_MAX = 10;

const FRAME = /^ {4}at (?:(.*) \()?(.*?):(\d+):(\d+)\)?$/;

/** From the source that ran back to the one that was submitted. */
export class SourcePositions {
  readonly #source: RunnableSource;
  readonly #map: TraceMap | undefined;

  /** @param map the compiler's source map as JSON text; undefined when the source ran as it was */
  constructor(source: RunnableSource, map?: string) {
    this.#source = source;
    this.#map = map === undefined ? undefined : new TraceMap(map);
  }

  /** Line and column count from 1; undefined for a place that only the compiler made. */
  toSubmitted(position: Position): Position | undefined {
    const compiled = this.#source.mapPosition(position);
    if (!this.#map) return compiled;
    const { line, column } = originalPositionFor(this.#map, { line: compiled.line, column: compiled.column - 1 });
    return line === null ? undefined : { line, column: column + 1 };
  }
}

/**
 * Rewrites a stack for the user.
 * @param text `Name: message` and V8's frames
 */
export function userStack(text: string, positions: SourcePositions): string {
  const lines = text.split('\n');
  const head: string[] = [];
  const frames: string[] = [];
  for (const line of lines) {
    const match = FRAME.exec(line);
    if (!match) {
      if (!line.startsWith('    at ')) head.push(line);
      continue;
    }
    const frame = userFrame(match, positions);
    if (frame && frames.length < FRAMES_MAX) frames.push(frame);
  }
  return [...head, ...frames].join('\n');
}

function userFrame([, name, file, line, column]: RegExpExecArray, positions: SourcePositions): string | undefined {
  if (file !== MAIN_FILE || name?.startsWith(GUEST_LIBRARY_FILE)) return undefined;
  const place = positions.toSubmitted({ line: Number(line), column: Number(column) });
  if (!place || place.line < 1) return undefined;
  const where = `${MAIN_FILE}:${place.line}:${place.column}`;
  return name ? `    at ${name} (${where})` : `    at ${where}`;
}
