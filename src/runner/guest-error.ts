/**
 * Rewrites a guest's failure so that it names the user's own source and positions.
 *
 * V8's stack names our guest library and positions in the transformed source. Frames of the library and of the host
 * are left out, and the other positions are mapped back to the submitted source.
 */
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import type { Position } from './edits.ts';

/** The name under which a submitted source appears in errors. */
export const MAIN_FILE = 'main.ts';

/** Most frames that an error keeps, as V8 keeps by default. */
const FRAMES_MAX = 10;

const FRAME = /^ {4}at (?:(.*) \(|(async ))?(.*?):(\d+):(\d+)\)?$/;

/** Maps positions in the executed code of one file back to the author's source. */
export interface SourcePositions {
  /** Line and column count from 1; undefined for code that only the compiler made. */
  toSubmitted(position: Position): Position | undefined;
}

/**
 * Makes the mapping of positions for one file.
 * @param mapPosition reverses our own edits
 * @param map the compiler's source map as JSON text; undefined when the source ran as it was
 */
export function sourcePositions(mapPosition: (position: Position) => Position, map?: string): SourcePositions {
  const trace = map === undefined ? undefined : new TraceMap(map);
  return {
    toSubmitted(position) {
      const compiled = mapPosition(position);
      if (!trace) return compiled;
      const { line, column } = originalPositionFor(trace, { line: compiled.line, column: compiled.column - 1 });
      return line === null ? undefined : { line, column: column + 1 };
    },
  };
}

/** Matches a message of V8 and the position that isolated-vm appends to it. */
const PLACED = /^([\s\S]*) \[(.*):(\d+):(\d+)\]$/;

/** Describes to the user a text that V8 could not compile or link. */
export function placedError({ name, message }: Error, files: ReadonlyMap<string, SourcePositions>): string {
  const [, text = message, file, line, column] = PLACED.exec(message) ?? [];
  if (file === undefined) return `${name}: ${message}`;
  const shown = { line: Number(line), column: Number(column) };
  const place = files.get(file)?.toSubmitted(shown) ?? shown;
  return `${name}: ${text}\n    at ${file}:${place.line}:${place.column}`;
}

/**
 * Rewrites a stack for the user.
 * @param text `Name: message` and V8's frames
 * @param files positions of every file that the run may show, by the name in its frames
 * @param isMapped whether the guest side has already mapped the positions
 */
export function userStack(text: string, files: ReadonlyMap<string, SourcePositions>, isMapped: boolean): string {
  const lines = text.split('\n');
  const head: string[] = [];
  const frames: string[] = [];
  for (const line of lines) {
    const match = FRAME.exec(line);
    if (!match) {
      if (!line.startsWith('    at ')) head.push(line);
      continue;
    }
    const frame = userFrame(match, files, isMapped);
    if (frame && frames.length < FRAMES_MAX) frames.push(frame);
  }
  return [...head, ...frames].join('\n');
}

function userFrame(
  [, name, async = '', file = '', line, column]: RegExpExecArray,
  files: ReadonlyMap<string, SourcePositions>,
  isMapped: boolean,
): string | undefined {
  const shown = { line: Number(line), column: Number(column) };
  const place = isMapped ? files.has(file) && shown : files.get(file)?.toSubmitted(shown);
  if (!place || place.line < 1) return undefined;
  const where = `${file}:${place.line}:${place.column}`;
  return name ? `    at ${name} (${where})` : `    at ${async}${where}`;
}
