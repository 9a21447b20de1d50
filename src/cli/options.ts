/**
 * Values of options, read from their text.
 */
import { readFileSync } from 'node:fs';
import { InvalidArgumentError } from '@commander-js/extra-typings';

/**
 * A number such as a count or an offset.
 * @throws InvalidArgumentError for anything else than up to 15 digits
 */
export function wholeNumber(value: string): number {
  if (!/^\d{1,15}$/.test(value)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(value);
}

/**
 * One more `NAME=VALUE`.
 * @param before those given so far
 * @throws InvalidArgumentError without a name or an equals sign
 */
export function oneMoreTag(value: string, before: Record<string, string>): Record<string, string> {
  const [, name, content] = /^([^=]+)=(.*)$/s.exec(value) ?? [];
  if (name === undefined || content === undefined) throw new InvalidArgumentError('It must be NAME=VALUE.');
  return { ...before, [name]: content };
}

/** One more text of an option that may be given several times. */
export function oneMore(value: string, before: readonly string[]): string[] {
  return [...before, value];
}

/**
 * A JSON value, or `@FILE` for the one in a file.
 * @throws InvalidArgumentError for a file that can't be read and for what is no JSON
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

/** Returns the fields that have a value: the API takes a field that is left out for its default. */
export function given<T extends object>(fields: T): { [Name in keyof T]?: Exclude<T[Name], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as typeof fields;
}
