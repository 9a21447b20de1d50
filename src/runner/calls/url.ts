/**
 * URL parsing and setting, by Node's own parser.
 *
 * A URL crosses the border as its href: parsing the parser's own output gives the same URL.
 */
import {
  domainToASCII,
  domainToUnicode,
  fileURLToPath,
  fileURLToPathBuffer,
  format,
  parse,
  pathToFileURL,
  resolve,
} from 'node:url';
import type { HostCall } from './call.ts';

/** The attributes of a URL that can be set, except `href`. */
type Attribute = 'protocol' | 'username' | 'password' | 'host' | 'hostname' | 'port' | 'pathname' | 'search' | 'hash';

export function urlCalls(): Record<string, HostCall> {
  return {
    /** Returns the href, or null when the input is not a URL. */
    'url.parse': (input, base) => URL.parse(input as string, base as string | undefined)?.href ?? null,
    'url.canParse': (input, base) => URL.canParse(input as string, base as string | undefined),
    'url.set': (href, attribute, value) => {
      const url = new URL(href as string);
      url[attribute as Attribute] = value as string;
      return url.href;
    },
    /** Decodes one name or value of a query whose escapes are not all UTF-8. */
    'url.decodeForm': (text) => new URLSearchParams(`=${text}`).get(''),
    'url.domainToASCII': (domain) => domainToASCII(domain as string),
    'url.domainToUnicode': (domain) => domainToUnicode(domain as string),
    'url.format': (href, auth, fragment, search, unicode) =>
      format(new URL(href as string), { auth, fragment, search, unicode } as Record<string, boolean>),
    'url.ofFile': (path) => pathToFileURL(path as string).href,
    'url.toFile': (href) => fileURLToPath(href as string),
    /** Returns the bytes of a path, each as one character. */
    'url.toFileBytes': (href) => fileURLToPathBuffer(href as string).toString('latin1'),
    /** Returns the fields of a legacy URL as JSON; `url.formatLegacy` reverses this. */
    'url.parseLegacy': (text, slashesDenoteHost) =>
      JSON.stringify(parse(text as string, false, slashesDenoteHost as boolean)),
    'url.formatLegacy': (json) => format(JSON.parse(json as string)),
    'url.resolveLegacy': (from, to) => resolve(from as string, to as string),
  };
}
