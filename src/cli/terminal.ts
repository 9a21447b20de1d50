/**
 * Output of verbs: results on stdout, everything else on stderr, colours only on a terminal.
 */
import { styleText } from 'node:util';
import stringWidth from 'string-width';

type Style = Parameters<typeof styleText>[0];

/** C0 and C1 controls, DEL, and characters that change the direction of text: a name must not overwrite its line. */
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** Colours text for stdout if that is a terminal and `NO_COLOR` is not set. */
export function styled(style: Style, text: string): string {
  return styleText(style, text, { stream: process.stdout, validateStream: true });
}

/** Escapes the control characters in text from elsewhere, such as a path, for one line. */
export function shown(text: string): string {
  return text.replace(CONTROLS, (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Does the same as `shown` for text of several lines. */
export function shownLines(text: string): string {
  return text.split('\n').map(shown).join('\n');
}

/**
 * Prepares text from a guest or a snapshot for `stream`. On a terminal its control characters are escaped, except
 * line feeds and tabs, so that it can't set the title, fill the clipboard or overwrite other lines.
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

/** Prints bytes from elsewhere as they arrive; on a terminal through `foreign`. */
export async function printStream(bytes: AsyncIterable<Uint8Array>): Promise<void> {
  const decoder = process.stdout.isTTY ? new TextDecoder() : undefined;
  for await (const chunk of bytes) await print(decoder ? foreign(decoder.decode(chunk, { stream: true })) : chunk);
  if (decoder) await print(foreign(decoder.decode()));
}

/**
 * Prints rows in aligned columns, with a head on a terminal.
 * @param head a title per column
 */
export async function printTable(head: readonly string[], rows: readonly (readonly string[])[]): Promise<void> {
  const all = process.stdout.isTTY ? [head.map((title) => styled('bold', title)), ...rows] : rows;
  const widths = head.map((_, column) => Math.max(0, ...all.map((row) => stringWidth(row[column] ?? ''))));
  const cell = (text: string, column: number) => text + ' '.repeat((widths[column] ?? 0) - stringWidth(text));
  const lines = all.map((row) => `${row.map(cell).join('  ').trimEnd()}\n`);
  await print(lines.join(''));
}

/** Prints a line about the progress on stderr. */
export function note(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Formats a number of bytes for people: three digits and a decimal unit. */
export function bytesText(bytes: number): string {
  const step = bytes < 1000 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** step;
  return `${step === 0 || value >= 100 ? Math.round(value) : value.toPrecision(3)} ${UNITS[step]}`;
}

/** Formats a length of time for people. */
export function durationText(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  return ms < 60_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.floor(ms / 60_000)} min ${Math.round(ms / 1000) % 60} s`;
}
