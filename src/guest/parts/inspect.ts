/**
 * The part that formats values as Node's `util.inspect` and `util.format` do.
 *
 * Taken from Node's own source by the node-inspect-extracted package. It comes up when a console call prints more than a
 * string, and before the source runs when the source names the console and might change the language.
 */

// Before the library, which takes what it uses of the language when it is evaluated.
import '../inspect/named-properties.ts';
import '../inspect/proxy-details.ts';
import {
  format,
  formatWithOptions,
  inspect,
  Proxy as LibraryProxy,
  stripVTControlCharacters,
} from 'node-inspect-extracted';
import stringWidth from 'string-width';
import { restore as restoreObject } from '../inspect/named-properties.ts';
import { inOriginalLanguage } from '../inspect/originals.ts';
import { answerFor, restore as restoreWeakMap } from '../inspect/proxy-details.ts';
import { drawTable } from '../inspect/table.ts';
import type { Internals } from '../internals.ts';
import type { KnownProxies } from '../proxies.ts';

restoreObject();
restoreWeakMap();

/** How `console.table` shows one cell: short, on one line, without what lies deeper. */
function showCell(value: unknown): string {
  const wide = typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 2;
  return inspect(value, { maxArrayLength: 3, breakLength: Number.POSITIVE_INFINITY, depth: wide ? -1 : 0 });
}

export default function create({ peek }: Internals) {
  const { getProxyDetails } = LibraryProxy as unknown as { getProxyDetails(value: object): unknown };
  // What makes proxies known comes up with the first one.
  answerFor(getProxyDetails, (value) => (peek('proxies') as KnownProxies | undefined)?.detailsOf(value));
  const table = (value: unknown, properties?: readonly string[]) => drawTable(value, properties, showCell, stringWidth);
  // What the console prints is ours to get right; `util` is the library's as it is.
  const forConsole = {
    format: inOriginalLanguage(format),
    inspect: inOriginalLanguage(inspect as (value: unknown, options?: object) => string),
    table: inOriginalLanguage(table),
  };
  return { format, formatWithOptions, inspect, stripVTControlCharacters, table, forConsole };
}
