/**
 * Settings: a flag goes before the environment, the environment before the default. Layer 7; the only reader of either.
 *
 * Loaded before anything else, so that a bad setting is told at once; it imports nothing that takes time.
 */
import { isIP } from 'node:net';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { TreeboxError } from './core/errors.ts';
import {
  OUTPUT_BYTES,
  QUEUE_LIMIT,
  RETAIN_DAYS,
  RETAIN_EXECUTIONS,
  VOLUME_BYTES,
  VOLUME_FILES,
} from './core/limits.ts';

/** What the server is told at its start. */
export interface Settings {
  /** TCP port; 0 takes a free one. */
  readonly port: number;
  readonly host: string;
  /** Absolute path of the data folder. */
  readonly data: string;
  /** What requests must bear; undefined when anyone may come in. */
  readonly token: string | undefined;
  /** Executions that run at a time. */
  readonly runners: number;
  /** Executions that may wait. */
  readonly queueLimit: number;
  readonly retainDays: number;
  readonly retainExecutions: number;
  /** Bounds of one execution: console output and changed content in bytes, changed files. */
  readonly outputBytes: number;
  readonly volumeBytes: number;
  readonly volumeFiles: number;
}

interface Option<T> {
  /** What `--help` says of it. */
  readonly about: string;
  /** The default as `--help` shows it. */
  readonly shownDefault: string;
  readonly fallback: T;
  /** What is allowed, to follow "must be". */
  readonly allowed: string;
  /** Whether the value must not be repeated in messages. */
  readonly secret?: true;
  /** The value that `text` stands for, or undefined when it is not allowed. */
  readonly parse: (text: string) => T | undefined;
}

/** A TCP port is a 16-bit number. */
const PORT_MAX = 65_535;
/** A label or a path needs no more; keeps a mistake such as a pasted file out of the error line. */
const SHOWN_VALUE_MAX = 100;
/** Visible ASCII: what fits into a header field and a Basic password alike. */
const TOKEN = /^[\x21-\x7e]+$/;
const HOST_NAME = /^(?!-)[A-Za-z0-9.-]{1,253}$/;

const OPTIONS = {
  port: whole('TCP port to listen on; 0 takes a free one', 8080, 0, PORT_MAX),
  host: {
    about: 'address to listen on; one that is not loopback needs a token',
    shownDefault: '127.0.0.1',
    fallback: '127.0.0.1',
    allowed: 'an IP address or a host name',
    parse: (text) => (isIP(text) || HOST_NAME.test(text) ? text : undefined),
  } satisfies Option<string>,
  data: {
    about: 'folder of the repository, the records and the output',
    shownDefault: './repo-data',
    fallback: resolve('repo-data'),
    allowed: 'the path of a folder that can be written',
    parse: (text) => (text === '' || text.includes('\0') ? undefined : resolve(text)),
  } satisfies Option<string>,
  token: {
    about: 'what every request must bear',
    shownDefault: 'none',
    fallback: undefined,
    allowed: 'visible ASCII characters without spaces, at least one',
    secret: true,
    parse: (text) => (TOKEN.test(text) ? text : undefined),
  } satisfies Option<string | undefined>,
  runners: whole('executions that run at a time', availableParallelism(), 1, 256, 'the number of cores'),
  queueLimit: whole('executions that may wait for a runner', QUEUE_LIMIT, 0, 1_000_000),
  retainDays: whole('days that executions are kept', RETAIN_DAYS, 0, 36_500),
  retainExecutions: whole('executions that are kept', RETAIN_EXECUTIONS, 1, 10_000_000),
  outputBytes: whole('console output kept of an execution, in bytes', OUTPUT_BYTES, 0, 2 ** 40),
  volumeBytes: whole('content that an execution may change, in bytes', VOLUME_BYTES, 0, 2 ** 40),
  volumeFiles: whole('files that an execution may change', VOLUME_FILES, 0, 10_000_000),
};

type Key = keyof typeof OPTIONS;

const KEYS = Object.keys(OPTIONS) as Key[];

/**
 * The settings of a start.
 * @param args the command line behind the program's name
 * @param environment variables by name
 * @returns the settings, or the text that `--help` prints
 * @throws TreeboxError `bad_setting` with one line that names the setting, the value and what is allowed
 */
export function readSettings(args: readonly string[], environment: NodeJS.ProcessEnv): Settings | { help: string } {
  const flags = readFlags(args);
  if (flags === 'help') return { help: helpText() };
  const settings = Object.fromEntries(KEYS.map((key) => [key, readSetting(key, flags, environment)]));
  return checkExposure(settings as unknown as Settings);
}

/** Whether a server that listens on `host` is reached from its own machine only. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

function readFlags(args: readonly string[]): Map<Key, string> | 'help' {
  const { tokens } = parseArgs({
    args: [...args],
    strict: false,
    tokens: true,
    options: Object.fromEntries(KEYS.map((key) => [flagOf(key), { type: 'string' as const }])),
  });
  const flags = new Map<Key, string>();
  for (const token of tokens) {
    if (token.kind === 'option-terminator') continue;
    if (token.kind === 'positional') throw bad(`argument ${shown(token.value)} is not taken; see --help for the flags`);
    if (token.name === 'help' || token.rawName === '-h') return 'help';
    const key = KEYS.find((known) => flagOf(known) === token.name);
    if (key === undefined) throw bad(`${token.rawName} is no setting; see --help for the flags`);
    if (token.value === undefined) throw bad(`--${flagOf(key)} has no value; it must be ${OPTIONS[key].allowed}`);
    flags.set(key, token.value);
  }
  return flags;
}

function readSetting(key: Key, flags: ReadonlyMap<Key, string>, environment: NodeJS.ProcessEnv): unknown {
  const option: Option<unknown> = OPTIONS[key];
  const flag = flags.get(key);
  const text = flag ?? environment[variableOf(key)];
  if (text === undefined) return option.fallback;
  const value = option.parse(text);
  if (value !== undefined) return value;
  const name = flag === undefined ? variableOf(key) : `--${flagOf(key)}`;
  throw bad(`${name} is ${option.secret ? 'of a form that is not taken' : shown(text)}; it must be ${option.allowed}`);
}

function checkExposure(settings: Settings): Settings {
  if (settings.token !== undefined || isLoopback(settings.host)) return settings;
  throw bad(
    `--host is ${shown(settings.host)}, which other machines can reach, and there is no --token; ` +
      'it must be a loopback address such as 127.0.0.1, or --token (TREEBOX_TOKEN) be set',
  );
}

function whole(
  about: string,
  fallback: number,
  min: number,
  max: number,
  shownDefault = `${fallback}`,
): Option<number> {
  return {
    about,
    shownDefault,
    fallback,
    allowed: `a whole number from ${min} to ${max}`,
    parse: (text) => (/^\d{1,15}$/.test(text) && Number(text) >= min && Number(text) <= max ? Number(text) : undefined),
  };
}

function flagOf(key: Key): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function variableOf(key: Key): string {
  return `TREEBOX_${flagOf(key).replaceAll('-', '_').toUpperCase()}`;
}

function helpText(): string {
  const rows = KEYS.map((key) => {
    const { about, shownDefault } = OPTIONS[key];
    return `  --${flagOf(key).padEnd(18)} ${variableOf(key).padEnd(26)} ${about} (${shownDefault})\n`;
  });
  return `Usage: npm start -- [flags]\n\nA flag goes before its environment variable, which goes before the default.\n\n${rows.join('')}`;
}

/** A value quoted on one line, cut when it is long. */
function shown(value: string): string {
  return JSON.stringify(value.length > SHOWN_VALUE_MAX ? `${value.slice(0, SHOWN_VALUE_MAX)}…` : value);
}

function bad(message: string): TreeboxError {
  return new TreeboxError('bad_setting', message);
}
