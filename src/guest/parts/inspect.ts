/**
 * The part that formats values as Node's `util.inspect` and `util.format` do, by Node's own file.
 *
 * It is loaded when a console call prints more than a string, and before the source runs when the source names the console
 * and might change the language. Other parts take what they need of that file from here.
 */
// Before the library, which asks for it when it is evaluated.
import '../inspect/string-width.ts';

import library from 'node-library/original/internal/util/inspect';
import stringWidth from 'string-width';
import { inOriginalLanguage } from '../inspect/originals.ts';
import { drawTable } from '../inspect/table.ts';

type Format = (...args: unknown[]) => string;
type Inspect = (value: unknown, options?: object) => string;

const format = library.format as Format;
const inspect = library.inspect as Inspect;

/** How `console.table` shows one cell: short, on one line, without what lies deeper. */
function showCell(value: unknown): string {
  const wide = typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 2;
  return inspect(value, { maxArrayLength: 3, breakLength: Number.POSITIVE_INFINITY, depth: wide ? -1 : 0 });
}

export default function create() {
  const table = (value: unknown, properties?: readonly string[]) => drawTable(value, properties, showCell, stringWidth);
  // What the console prints is ours to get right; `util` is the library's as it is.
  const forConsole = {
    format: inOriginalLanguage(format),
    inspect: inOriginalLanguage(inspect),
    table: inOriginalLanguage(table),
  };
  const { formatWithOptions, stripVTControlCharacters } = library;
  return { format, formatWithOptions, inspect, stripVTControlCharacters, table, library, forConsole };
}
