/**
 * Parsers for the values of options.
 */
import { readFileSync } from 'node:fs';
import { InvalidArgumentError } from '@commander-js/extra-typings';

/**
 * Parses a number such as a count or an offset.
 * @throws InvalidArgumentError for anything but up to 15 digits
 */
export function wholeNumber(value: string): number {
  if (!/^\d{1,15}$/.test(value)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(value);
}

/**
 * Adds one `NAME=VALUE`.
 * @param before the values so far
 * @throws InvalidArgumentError without a name or an equals sign
 */
export function oneMoreTag(value: string, before: Record<string, string>): Record<string, string> {
  const [, name, content] = /^([^=]+)=(.*)$/s.exec(value) ?? [];
  if (name === undefined || content === undefined) throw new InvalidArgumentError('It must be NAME=VALUE.');
  return { ...before, [name]: content };
}

/** Adds one value of an option that may be given several times. */
export function oneMore(value: string, before: readonly string[]): string[] {
  return [...before, value];
}

/**
 * Parses a JSON value, or `@FILE` for the value in a file.
 * @throws InvalidArgumentError for an unreadable file or invalid JSON
 */
export function jsonValue(value: string): unknown {
  const file = value.startsWith('@') ? value.slice(1) : undefined;
  try {
    return JSON.parse(file === undefined ? value : readFileSync(file, 'utf8'));
  } catch (error) {
    const text = error instanceof SyntaxError ? 'It must be JSON, or @FILE for JSON in a file' : "It can't be read";
    throw new InvalidArgumentError(`${text}: ${(error as Error).message}.`);
  }
}

/** Returns the fields that have a value: for a missing field the API uses its default. */
export function given<T extends object>(fields: T): { [Name in keyof T]?: Exclude<T[Name], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as typeof fields;
}
