/**
 * What a verb prints: results on stdout, everything about them on stderr, colours only where somebody looks.
 */
import { styleText } from 'node:util';
import stringWidth from 'string-width';

type Style = Parameters<typeof styleText>[0];

/** C0 and C1 controls, DEL, and what turns the direction of text: a name must not write over the line it is in. */
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** Text for stdout, coloured when that is a terminal and `NO_COLOR` is not set. */
export function styled(style: Style, text: string): string {
  return styleText(style, text, { stream: process.stdout, validateStream: true });
}

/** Text of somebody else's making, such as a path, for a line of ours: its control characters are written out. */
export function shown(text: string): string {
  return text.replace(CONTROLS, (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** As `shown`, of text that may have several lines. */
export function shownLines(text: string): string {
  return text.split('\n').map(shown).join('\n');
}

/**
 * Text of a guest's or a snapshot's making as it goes to `stream`: as it is, or on a terminal with its control characters
 * written out but for line feeds and tabs, so that it can't set the title, fill the clipboard or write over other lines.
 */
export function foreign(text: string, stream: Pick<NodeJS.WriteStream, 'isTTY'> = process.stdout): string {
  if (!stream.isTTY) return text;
  return text
    .replace(/\r\n/g, '\n')
    .replace(CONTROLS, (control) => (/[\t\n]/.test(control) ? control : shown(control)));
}

/** Writes to stdout and waits while the reader is slow. */
export async function print(content: string | Uint8Array): Promise<void> {
  if (process.stdout.write(content)) return;
  await new Promise<void>((resolve) => process.stdout.once('drain', resolve));
}

/** Prints a line. */
export function printLine(line: string): Promise<void> {
  return print(`${line}\n`);
}

/** Prints a value as JSON on one line. */
export function printJson(value: unknown): Promise<void> {
  return printLine(JSON.stringify(value));
}

/** Prints bytes of somebody else's making as they come, for a terminal as `foreign` has them. */
export async function printStream(bytes: AsyncIterable<Uint8Array>): Promise<void> {
  const decoder = process.stdout.isTTY ? new TextDecoder() : undefined;
  for await (const chunk of bytes) await print(decoder ? foreign(decoder.decode(chunk, { stream: true })) : chunk);
  if (decoder) await print(foreign(decoder.decode()));
}

/**
 * Prints rows in columns that line up, under a head when somebody looks.
 * @param head a title per column
 */
export async function printTable(head: readonly string[], rows: readonly (readonly string[])[]): Promise<void> {
  const all = process.stdout.isTTY ? [head.map((title) => styled('bold', title)), ...rows] : rows;
  const widths = head.map((_, column) => Math.max(0, ...all.map((row) => stringWidth(row[column] ?? ''))));
  const cell = (text: string, column: number) => text + ' '.repeat((widths[column] ?? 0) - stringWidth(text));
  const lines = all.map((row) => `${row.map(cell).join('  ').trimEnd()}\n`);
  await print(lines.join(''));
}

/** A line about what goes on, on stderr. */
export function note(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** A number of bytes for a person: three digits and a unit of a thousand. */
export function bytesText(bytes: number): string {
  const step = bytes < 1000 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** step;
  return `${step === 0 || value >= 100 ? Math.round(value) : value.toPrecision(3)} ${UNITS[step]}`;
}

/** A length of time for a person. */
export function durationText(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  return ms < 60_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.floor(ms / 60_000)} min ${Math.round(ms / 1000) % 60} s`;
}
