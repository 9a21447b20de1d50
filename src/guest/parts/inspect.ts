/**
 * The part that formats values as Node's `util.inspect` and `util.format` do, with Node's own code.
 *
 * It is loaded when a console call prints a value that needs formatting. If the source names the console and might
 * change the language, it is loaded before the source runs. Other parts take the exports of that code from here.
 */
// Import this before the library, which uses it when it is evaluated.
import '../inspect/string-width.ts';

import library from 'node-library/original/internal/util/inspect';
import stringWidth from 'string-width';
import { inOriginalLanguage } from '../inspect/originals.ts';
import { drawTable } from '../inspect/table.ts';

type Format = (...args: unknown[]) => string;
type Inspect = (value: unknown, options?: object) => string;

const format = library.format as Format;
const inspect = library.inspect as Inspect;

/** Formats a cell as `console.table` does: short, on one line, without deeper levels. */
function showCell(value: unknown): string {
  const wide = typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 2;
  return inspect(value, { maxArrayLength: 3, breakLength: Number.POSITIVE_INFINITY, depth: wide ? -1 : 0 });
}

export default function create() {
  const table = (value: unknown, properties?: readonly string[]) => drawTable(value, properties, showCell, stringWidth);
  // The console must print correctly even if guest code has changed the language. `util` is the library unchanged.
  const forConsole = {
    format: inOriginalLanguage(format),
    inspect: inOriginalLanguage(inspect),
    table: inOriginalLanguage(table),
  };
  const { formatWithOptions, stripVTControlCharacters } = library;
  return { format, formatWithOptions, inspect, stripVTControlCharacters, table, library, forConsole };
}
