/**
 * `URL`: the host parses the URL; this class reads the attributes from its serialization.
 * @see https://url.spec.whatwg.org/#url-class
 */
import { missingArguments, needArguments } from './errors.ts';
import { internals } from './realm.ts';
import { queryLink, URLSearchParams } from './url-search-params.ts';
import { INSPECT, type Inspect, type InspectOptions, shapeInterface, toUSVString } from './webidl.ts';

/** The components of a serialized URL. */
const COMPONENTS =
  /^([a-z][a-z0-9+.-]*:)(?:\/\/(?:([^:@/?#]*)(?::([^@/?#]*))?@)?(\[[^\]]*\]|[^:/?#]*)(?::(\d+))?)?([^?#]*)(\?[^#]*)?(#.*)?$/;

/** Schemes whose URLs have a tuple origin: scheme, host and port. */
const TUPLE_ORIGIN = new Set(['http:', 'https:', 'ws:', 'wss:', 'ftp:']);

interface Components {
  readonly protocol: string;
  readonly username: string;
  readonly password: string;
  readonly hostname: string;
  readonly port: string;
  readonly pathname: string;
  /** With `?`, or empty. */
  readonly search: string;
  /** With `#`, or empty. */
  readonly hash: string;
}

function split(href: string): Components {
  const found = COMPONENTS.exec(href) as RegExpExecArray;
  const [, protocol = '', username = '', password = '', host, port = '', path = '', search = '', hash = ''] = found;
  // Without a host, a path that starts with two slashes is serialized with `/.` in front.
  const pathname = host === undefined && path.startsWith('/.//') ? path.slice(2) : path;
  return { protocol, username, password, hostname: host ?? '', port, pathname, search, hash };
}

function parse(input: string, base: string | undefined): string | null {
  return internals.host.call('url.parse', input, base) as string | null;
}

function invalidUrl(input: string, base?: string): Error {
  const error = Object.assign(new TypeError('Invalid URL'), { code: 'ERR_INVALID_URL', input });
  return base === undefined ? error : Object.assign(error, { base });
}

export class URL {
  #href: string;
  #components: Components | undefined;
  #searchParams: URLSearchParams | undefined;

  constructor(url: unknown, base: unknown = undefined) {
    if (arguments.length === 0) throw missingArguments(['url']);
    const input = toUSVString(url);
    const from = base === undefined ? undefined : toUSVString(base);
    const href = parse(input, from);
    if (href === null) throw invalidUrl(input, from);
    this.#href = href;
  }

  static parse(url: unknown, base: unknown = undefined): URL | null {
    if (arguments.length === 0) throw missingArguments(['url']);
    const href = parse(toUSVString(url), base === undefined ? undefined : toUSVString(base));
    return href === null ? null : new URL(href);
  }

  static canParse(url: unknown, base: unknown = undefined): boolean {
    if (arguments.length === 0) throw missingArguments(['url']);
    const from = base === undefined ? undefined : toUSVString(base);
    return internals.host.call('url.canParse', toUSVString(url), from) as boolean;
  }

  static createObjectURL(blob: unknown): string {
    return objectUrls().create(blob);
  }

  static revokeObjectURL(url: unknown): void {
    needArguments(arguments.length, 'url');
    objectUrls().revoke(`${url}`);
  }

  get href(): string {
    return this.#href;
  }

  set href(value: unknown) {
    this.#href;
    const input = toUSVString(value);
    const href = parse(input, undefined);
    if (href === null) throw invalidUrl(input);
    this.#replace(href);
  }

  get origin(): string {
    const { protocol, pathname } = this.#parts;
    if (TUPLE_ORIGIN.has(protocol)) return `${protocol}//${this.host}`;
    if (protocol !== 'blob:') return 'null';
    const inner = parse(pathname, undefined);
    return inner !== null && /^https?:/.test(inner) ? new URL(inner).origin : 'null';
  }

  get protocol(): string {
    return this.#parts.protocol;
  }

  set protocol(value: unknown) {
    this.#set('protocol', value);
  }

  get username(): string {
    return this.#parts.username;
  }

  set username(value: unknown) {
    this.#set('username', value);
  }

  get password(): string {
    return this.#parts.password;
  }

  set password(value: unknown) {
    this.#set('password', value);
  }

  get host(): string {
    const { hostname, port } = this.#parts;
    return port === '' ? hostname : `${hostname}:${port}`;
  }

  set host(value: unknown) {
    this.#set('host', value);
  }

  get hostname(): string {
    return this.#parts.hostname;
  }

  set hostname(value: unknown) {
    this.#set('hostname', value);
  }

  get port(): string {
    return this.#parts.port;
  }

  set port(value: unknown) {
    this.#set('port', value);
  }

  get pathname(): string {
    return this.#parts.pathname;
  }

  set pathname(value: unknown) {
    this.#set('pathname', value);
  }

  get search(): string {
    const { search } = this.#parts;
    return search === '?' ? '' : search;
  }

  set search(value: unknown) {
    this.#set('search', value);
    this.#refreshQuery();
  }

  get searchParams(): URLSearchParams {
    this.#href;
    if (!this.#searchParams) {
      this.#searchParams = new URLSearchParams(this.search);
      queryLink.attach(this.#searchParams, (query) => this.#set('search', query));
    }
    return this.#searchParams;
  }

  get hash(): string {
    const { hash } = this.#parts;
    return hash === '#' ? '' : hash;
  }

  set hash(value: unknown) {
    this.#set('hash', value);
  }

  toString(): string {
    return this.#href;
  }

  toJSON(): string {
    return this.#href;
  }

  [INSPECT](depth: number | null, options: InspectOptions, inspect: Inspect): unknown {
    if (typeof depth === 'number' && depth < 0) return this;
    const { href, origin, protocol, username, password, host, hostname, port, pathname, search, searchParams, hash } =
      this;
    const attributes = {
      href,
      origin,
      protocol,
      username,
      password,
      host,
      hostname,
      port,
      pathname,
      search,
      searchParams,
      hash,
    };
    return `${this.constructor.name} ${inspect(attributes, options)}`;
  }

  get #parts(): Components {
    this.#components ??= split(this.#href);
    return this.#components;
  }

  #replace(href: string): void {
    this.#href = href;
    this.#components = undefined;
    this.#refreshQuery();
  }

  #refreshQuery(): void {
    if (this.#searchParams) queryLink.replace(this.#searchParams, this.search.slice(1));
  }

  #set(attribute: string, value: unknown): void {
    const text = toUSVString(value);
    this.#href = internals.host.call('url.set', this.#href, attribute, text) as string;
    this.#components = undefined;
  }
}

/** Returns the registry of `blob:` URLs, which is in the part of `Blob`. */
function objectUrls(): { create(blob: unknown): string; revoke(url: string): void } {
  return (internals.load('blob') as { objectUrls: ReturnType<typeof objectUrls> }).objectUrls;
}

shapeInterface(
  URL,
  'URL',
  [
    'href',
    'origin',
    'protocol',
    'username',
    'password',
    'host',
    'hostname',
    'port',
    'pathname',
    'search',
    'searchParams',
    'hash',
    'toString',
    'toJSON',
  ],
  ['parse', 'canParse', 'createObjectURL', 'revokeObjectURL'],
);
