/**
 * `URL` for Node's library.
 */
import type { Internals } from '../../internals.ts';

declare const internals: Internals;

interface UrlPart {
  readonly URL: new (text: string) => object;
}

export function pathToFileURL(path: string): { readonly href: string } {
  return { href: `file://${encodeURI(path)}` };
}

/** Returns whether a value is a URL. None exists before the part with the class is loaded. */
export function isURL(value: unknown): boolean {
  const part = internals.peek('url') as UrlPart | undefined;
  return part !== undefined && value instanceof part.URL;
}
