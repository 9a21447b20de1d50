/**
 * Values of options, read from their text. Layer 6.
 */
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
