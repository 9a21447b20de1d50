/**
 * URL patterns, by Node's own matcher.
 *
 * The guest sends a pattern as the input that it was made from, so the host holds no objects for the guest. Recently
 * used patterns are cached.
 */
import { URLPattern } from 'node:url';
import type { HostValue } from '../../guest/border.ts';
import { COMPONENTS, INIT_MEMBERS } from '../../guest/web/url-pattern-names.ts';
import type { HostCall } from './call.ts';

/** Number of cached patterns. */
const KEPT_MAX = 64;
/** Longest text of a cached pattern, in characters. */
const KEPT_LENGTH_MAX = 4096;

type Input = string | Record<string, string>;

/** A string, or an array of a dictionary's members in the order of `INIT_MEMBERS`. */
function readInput(value: HostValue): Input {
  if (!Array.isArray(value)) return value as string;
  return Object.fromEntries(
    INIT_MEMBERS.flatMap((name, at) => (value[at] === undefined ? [] : [[name, value[at] as string]])),
  );
}

function make(input: HostValue, base: HostValue, ignoreCase: HostValue): URLPattern {
  const options = { ignoreCase: ignoreCase as boolean };
  const read = readInput(input);
  return base === undefined ? new URLPattern(read, options) : new URLPattern(read, base as string, options);
}

export function urlPatternCalls(): Record<string, HostCall> {
  const kept = new Map<string, URLPattern>();
  const patternOf = ([input, base, ignoreCase]: HostValue[]): URLPattern => {
    const key = JSON.stringify([input, base, ignoreCase]);
    const pattern = kept.get(key) ?? make(input, base, ignoreCase);
    if (key.length > KEPT_LENGTH_MAX) return pattern;
    kept.delete(key);
    kept.set(key, pattern);
    if (kept.size > KEPT_MAX) kept.delete(kept.keys().next().value as string);
    return pattern;
  };
  return {
    /** Returns the components in the order of `COMPONENTS`, and whether the pattern has groups of regular expressions. */
    'urlPattern.parse': (...definition) => {
      const pattern = patternOf(definition);
      return [...COMPONENTS.map((name) => pattern[name]), pattern.hasRegExpGroups];
    },
    'urlPattern.test': (definition, input, base) =>
      patternOf(definition as HostValue[]).test(readInput(input), base as string | undefined),
    /** Returns each component's input, then the names and values of its groups; null when the input does not match. */
    'urlPattern.exec': (definition, input, base) => {
      const found = patternOf(definition as HostValue[]).exec(readInput(input), base as string | undefined);
      return (
        found &&
        COMPONENTS.map((name) => [found[name].input, ...Object.entries(found[name].groups).flat()] as HostValue[])
      );
    },
  };
}
