/**
 * The part that holds Node's `url`: the web's classes, and the older functions, for which the host calls Node.
 *
 * A legacy URL crosses as the JSON of its fields.
 * @see https://nodejs.org/api/url.html
 */
import type { HostValue } from '../border.ts';
import type { Internals } from '../internals.ts';
import { ask } from '../web/ask.ts';
import { codedError, invalidArgument } from '../web/errors.ts';
import { adopt } from '../web/realm.ts';

type WebUrl = Record<'protocol' | 'hostname' | 'hash' | 'search' | 'pathname' | 'href' | 'port', string> &
  Record<'username' | 'password', string>;

interface FormatOptions {
  readonly auth?: boolean;
  readonly fragment?: boolean;
  readonly search?: boolean;
  readonly unicode?: boolean;
}

/** The fields of a legacy URL in Node's order. */
const FIELDS = [
  'protocol',
  'slashes',
  'auth',
  'host',
  'port',
  'hostname',
  'hash',
  'search',
  'query',
  'pathname',
  'path',
  'href',
] as const;

/** A port at the end of a host. */
const PORT = /:[0-9]*$/;

export default function create(internals: Internals) {
  adopt(internals);
  const { load } = internals;
  const { URL, URLSearchParams } = load('url') as Record<'URL' | 'URLSearchParams', new (url: string) => WebUrl>;
  const querystring = () => (load('querystring') as { querystring: { parse(text: string): object } }).querystring;

  const { Url, parse } = createUrl(querystring);

  function format(url: unknown, options?: FormatOptions): string {
    if (typeof url === 'string') return parse(url).format();
    if (url === null || typeof url !== 'object') {
      throw invalidArgument('urlObject', 'one of type object or string', url);
    }
    if (!(url instanceof URL)) return Url.prototype.format.call(Object.assign(new Url(), url));
    if (options !== undefined && (options === null || typeof options !== 'object')) {
      throw invalidArgument('options', 'of type object', options);
    }
    const { auth = true, fragment = true, search = true, unicode = false } = options ?? {};
    return askText('url.format', url.href, Boolean(auth), Boolean(fragment), Boolean(search), Boolean(unicode));
  }

  function hrefOfFile(path: unknown): string {
    if (typeof path === 'string') return new URL(path).href;
    if (path instanceof URL) return path.href;
    throw invalidArgument('path', 'of type string or an instance of URL', path);
  }

  const url = {
    Url,
    parse,
    resolve: (source: string, relative: string) => parse(source, false, true).resolve(relative),
    resolveObject: (source: string, relative: string) =>
      source ? parse(source, false, true).resolveObject(relative) : relative,
    format,
    URL,
    URLSearchParams,
    get URLPattern() {
      return (load('url-pattern') as { URLPattern: unknown }).URLPattern;
    },
    domainToASCII: (domain: unknown) => askText('url.domainToASCII', `${domain}`),
    domainToUnicode: (domain: unknown) => askText('url.domainToUnicode', `${domain}`),
    pathToFileURL: (path: string) => {
      const text = needString(path, 'path');
      return new URL(askText('url.ofFile', text.startsWith('/') ? text : `/${text}`));
    },
    fileURLToPath: (path: unknown) => askText('url.toFile', hrefOfFile(path)),
    fileURLToPathBuffer: (path: unknown) => {
      const { Buffer } = load('buffer') as { Buffer: { from(text: string, encoding: string): Uint8Array } };
      return Buffer.from(askText('url.toFileBytes', hrefOfFile(path)), 'latin1');
    },
    urlToHttpOptions: (source: WebUrl) => httpOptions(source),
  };
  return { url };
}

function askText(name: string, ...args: HostValue[]): string {
  return ask(name, ...args) as string;
}

function needString(value: unknown, name: string): string {
  if (typeof value !== 'string') throw invalidArgument(name, 'of type string', value);
  return value;
}

/** Makes the class `Url`, and the function that parses a text to a `Url`. */
function createUrl(querystring: () => { parse(text: string): object }) {
  class Url {
    protocol: unknown = null;
    slashes: unknown = null;
    auth: unknown = null;
    host: unknown = null;
    port: unknown = null;
    hostname: unknown = null;
    hash: unknown = null;
    search: unknown = null;
    query: unknown = null;
    pathname: unknown = null;
    path: unknown = null;
    href: unknown = null;

    parse(url: string, parseQueryString?: boolean, slashesDenoteHost?: boolean): this {
      const text = needString(url, 'url');
      Object.assign(this, JSON.parse(askText('url.parseLegacy', text, Boolean(slashesDenoteHost))));
      if (!parseQueryString) return this;
      this.query = querystring().parse(typeof this.query === 'string' ? this.query : '');
      return this;
    }

    parseHost(): void {
      const { host } = this;
      const port = typeof host === 'string' ? PORT.exec(host)?.[0] : undefined;
      if (port && port !== ':') this.port = port.slice(1);
      const name = (host as string | null)?.slice(0, (host as string).length - (port?.length ?? 0));
      if (name) this.hostname = name;
    }

    format(): string {
      const fields = Object.fromEntries(FIELDS.map((field) => [field, this[field]]));
      return askText('url.formatLegacy', JSON.stringify(fields));
    }

    resolve(relative: string): string {
      return askText('url.resolveLegacy', this.format(), needString(relative, 'relative'));
    }

    resolveObject(relative: string): Url {
      return parse(this.resolve(relative), false, true);
    }
  }

  function parse(url: string | Url, parseQueryString?: boolean, slashesDenoteHost?: boolean): Url {
    return url instanceof Url ? url : new Url().parse(url, parseQueryString, slashesDenoteHost);
  }

  return { Url, parse };
}

/** Returns the options for `http.request` from a URL. */
function httpOptions(source: WebUrl): object {
  if (source === null || typeof source !== 'object' || source.href === undefined) {
    throw codedError(TypeError, 'ERR_INVALID_ARG_TYPE', 'The "url" argument must be an instance of URL.');
  }
  const { hostname, pathname, port, username, password, search, protocol, hash, href } = source;
  const bare = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
  return {
    __proto__: null,
    ...source,
    protocol,
    hostname: bare,
    hash,
    search,
    pathname,
    path: `${pathname || ''}${search || ''}`,
    href,
    ...(port !== '' && { port: Number(port) }),
    ...((username || password) && { auth: `${decodeURIComponent(username)}:${decodeURIComponent(password)}` }),
  };
}
