/**
 * Tables as `console.table` draws them.
 * @see https://nodejs.org/api/console.html#consoletabletabulardata-properties
 */

/** Shows one cell. */
type Show = (value: unknown) => string;

/** The headings of columns that do not stand for a property. */
const INDEX = '(index)';
const ITERATION = '(iteration index)';
const VALUES = 'Values';

interface Column {
  readonly heading: string;
  readonly cells: (string | undefined)[];
}

/**
 * Draws a table, or returns undefined when the value has no rows to draw.
 * @param properties the columns wanted; all when undefined
 * @param show formats the value of a cell
 * @param width returns the number of terminal columns that a text takes
 */
export function drawTable(
  value: unknown,
  properties: readonly string[] | undefined,
  show: Show,
  width: (text: string) => number,
): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const columns = columnsOf(value, properties, show);
  const rows = Math.max(...columns.map(({ cells }) => cells.length));
  const widths = columns.map(({ heading, cells }) =>
    Math.max(...[heading, ...cells].map((cell) => width(cell ?? '') + 2)),
  );
  const rule = (left: string, middle: string, right: string) =>
    left + widths.map((wide) => '─'.repeat(wide)).join(middle) + right;
  const line = (cells: readonly string[]) =>
    `│${cells.map((cell, at) => ` ${cell}${' '.repeat((widths[at] ?? 0) - width(cell) - 1)}`).join('│')}│`;
  const body = Array.from({ length: rows }, (_, row) => line(columns.map(({ cells }) => cells[row] ?? '')));
  const head = line(columns.map(({ heading }) => heading));
  return [rule('┌', '┬', '┐'), head, rule('├', '┼', '┤'), ...body, rule('└', '┴', '┘')].join('\n');
}

function columnsOf(value: object, properties: readonly string[] | undefined, show: Show): Column[] {
  if (value instanceof Map) {
    const entries = [...value];
    return [
      { heading: ITERATION, cells: entries.map((_, at) => String(at)) },
      { heading: 'Key', cells: entries.map(([key]) => show(key)) },
      { heading: VALUES, cells: entries.map(([, item]) => show(item)) },
    ];
  }
  if (value instanceof Set) {
    const items = [...value];
    return [
      { heading: ITERATION, cells: items.map((_, at) => String(at)) },
      { heading: VALUES, cells: items.map(show) },
    ];
  }
  return columnsOfRows(value as Record<string, unknown>, properties, show);
}

function columnsOfRows(
  rows: Readonly<Record<string, unknown>>,
  properties: readonly string[] | undefined,
  show: Show,
): Column[] {
  const index = Object.keys(rows);
  const columns = new Map<string, (string | undefined)[]>();
  const primitives: string[] = [];
  for (const [at, key] of index.entries()) {
    const row = rows[key];
    if (row === null || (typeof row !== 'object' && typeof row !== 'function')) {
      primitives[at] = show(row);
      continue;
    }
    for (const property of properties ?? Object.keys(row)) {
      const cells = columns.get(property) ?? [];
      columns.set(property, cells);
      if (Object.hasOwn(row, property)) cells[at] = show((row as Record<string, unknown>)[property]);
    }
  }
  const named = [...columns].map(([heading, cells]) => ({ heading, cells }));
  const values = primitives.length > 0 ? [{ heading: VALUES, cells: primitives }] : [];
  return [{ heading: INDEX, cells: index }, ...named, ...values];
}
