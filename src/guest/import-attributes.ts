/**
 * The second argument of `import()`.
 */
import { LANGUAGE } from './language.ts';
import { bareArray } from './primordials.ts';

const { getOwnPropertyDescriptor, ownKeys, TypeError: TypeErrorType } = LANGUAGE;

/**
 * Reads the attributes from the options.
 * @returns alternating keys and values
 * @throws TypeError as ECMA-262 requires
 */
export function attributesOf(options: unknown): string[] {
  const found: string[] = [];
  if (options === undefined) return found;
  if (typeof options !== 'object' || options === null)
    throw new TypeErrorType('The second argument of import() must be an object');
  const attributes = (options as { with?: unknown }).with;
  if (attributes === undefined) return found;
  if (typeof attributes !== 'object' || attributes === null)
    throw new TypeErrorType("The 'with' option must be an object");
  const keys = ownKeys(attributes);
  const pairs: string[] = bareArray();
  for (let at = 0; at < keys.length; at += 1) {
    const key = keys[at] as PropertyKey;
    if (typeof key !== 'string' || !getOwnPropertyDescriptor(attributes, key)?.enumerable) continue;
    const value = (attributes as Record<string, unknown>)[key];
    if (typeof value !== 'string') throw new TypeErrorType('Import attribute value must be a string');
    pairs[pairs.length] = key;
    pairs[pairs.length] = value;
  }
  for (let at = 0; at < pairs.length; at += 1) found[at] = pairs[at] as string;
  return found;
}
