/**
 * Settings: a flag overrides the environment, the environment a file, and a file the default. Only this module reads them.
 *
 * It is loaded first, so that a bad setting is reported immediately, and imports nothing that is slow to load.
 */
import { isIP } from 'node:net';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readConfigFile, readSettingsFile } from './config-file.ts';
import { TreeboxError } from './core/errors.ts';
import {
  OUTPUT_BYTES,
  QUEUE_LIMIT,
  RETAIN_DAYS,
  RETAIN_EXECUTIONS,
  VOLUME_BYTES,
  VOLUME_FILES,
} from './core/limits.ts';
import { REUSES, type Reuse } from './pool/reuse.ts';
import { WALLS, type Walls } from './walls/policy.ts';

/** Settings of the server at its start. */
export interface Settings {
  /** TCP port; 0 takes a free one. */
  readonly port: number;
  readonly host: string;
  /** Absolute path of the data folder. */
  readonly data: string;
  /** The token that requests must have; undefined when they need none. */
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
  readonly logLevel: LogLevel;
  /** Undefined means `pretty` when stdout is a terminal, and else `json`. */
  readonly logFormat: LogFormat | undefined;
  /** Names that the `Host` of a request may have in addition to loopback names, on a server without a token. */
  readonly allowHost: readonly string[];
  /** Checks of git's fsck that a push may fail. */
  readonly fsckIgnore: readonly string[];
  /** The mode of the operating system's walls around the server's other processes: required, if possible, or none. */
  readonly walls: Walls;
  /** The runs that may share a runner. */
  readonly runnerReuse: Reuse;
}

export type LogLevel = (typeof LOG_LEVELS)[number];
export type LogFormat = (typeof LOG_FORMATS)[number];

const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;
const LOG_FORMATS = ['json', 'pretty'] as const;

interface Option<T> {
  /** Its text in `--help`. */
  readonly about: string;
  /** The default as `--help` shows it. */
  readonly shownDefault: string;
  readonly fallback: T;
  /** Allowed values, to follow "must be". */
  readonly allowed: string;
  /** True when the value must not be repeated in messages. */
  readonly secret?: true;
  /** Parses `text`; returns undefined when it is not allowed. */
  readonly parse: (text: string) => T | undefined;
}

/** A TCP port is a 16-bit number. */
const PORT_MAX = 65_535;
/** Characters of a value that an error shows: enough for a label or a path, and not all of a file pasted by mistake. */
const SHOWN_VALUE_MAX = 100;
/** Visible ASCII, which is valid both in a header field and in a Basic password. */
const TOKEN = /^[\x21-\x7e]+$/;
const HOST_NAME = /^(?!-)[A-Za-z0-9.-]{1,253}$/;
/** Names in the form of git's documentation of fsck, such as `missingSpaceBeforeDate`. */
const FSCK_CHECK = /^[A-Za-z]{3,50}$/;
/** Variables of the command line and of the tests, which are not the server's. */
const OTHERS_VARIABLES = /^TREEBOX_(?:SERVER$|TEST_)/;

const OPTIONS = {
  port: whole('TCP port to listen on; 0 takes a free one', 8080, 0, PORT_MAX),
  host: {
    about: 'address to listen on; an address that is not loopback needs a token',
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
    about: 'token that every request must send',
    shownDefault: 'none',
    fallback: undefined,
    allowed: 'visible ASCII characters without spaces, at least one',
    secret: true,
    parse: (text) => (TOKEN.test(text) ? text : undefined),
  } satisfies Option<string | undefined>,
  tokenFile: path(
    'file whose first line is the token; a token given as a flag can be seen by other users of the machine',
  ),
  config: path('TOML file with settings; they have the names of the flags'),
  runners: whole(
    'number of executions that run at the same time',
    availableParallelism(),
    1,
    256,
    'the number of cores',
  ),
  queueLimit: whole('number of executions that may wait for a runner', QUEUE_LIMIT, 0, 1_000_000),
  retainDays: whole('days that executions are kept', RETAIN_DAYS, 0, 36_500),
  retainExecutions: whole('number of executions that are kept', RETAIN_EXECUTIONS, 1, 10_000_000),
  outputBytes: whole('console output that is kept of an execution, in bytes', OUTPUT_BYTES, 0, 2 ** 40),
  volumeBytes: whole('content that an execution may change, in bytes', VOLUME_BYTES, 0, 2 ** 40),
  volumeFiles: whole('files that an execution may change', VOLUME_FILES, 0, 10_000_000),
  logLevel: oneOf(
    'level of the log: info has a line for each run, debug also has a line for each request',
    LOG_LEVELS,
    'info',
  ),
  logFormat: oneOf('format of the log', LOG_FORMATS, undefined, 'pretty on a terminal, else json'),
  allowHost: list('further host names in requests to a server without a token', HOST_NAME, 'host names'),
  fsckIgnore: list("checks of git's fsck that pushes need not pass", FSCK_CHECK, 'names of checks such as badFilemode'),
  walls: oneOf(
    'walls of the operating system around guest code: require all, build those that the system supports, or none',
    WALLS,
    'auto',
  ),
  runnerReuse: oneOf('runs that may share a process: none (run), those of one session, or any (pool)', REUSES, 'pool'),
};

type Key = keyof typeof OPTIONS;

const KEYS = Object.keys(OPTIONS) as Key[];

/**
 * Reads the settings of the server.
 * @param args the command line after the program's name
 * @param environment variables by name
 * @returns the settings, or the text that `--help` prints
 * @throws TreeboxError `bad_setting` with one line that names the setting, the value and what is allowed
 */
export function readSettings(args: readonly string[], environment: NodeJS.ProcessEnv): Settings | { help: string } {
  const flags = readFlags(args);
  if (flags === 'help') return { help: helpText() };
  refuseUnknownVariables(environment);
  const file = readSetting('config', flags, environment, new Map()) as string | undefined;
  const texts = file === undefined ? new Map<Key, string>() : readFileTexts(file);
  const {
    tokenFile,
    config: _,
    ...settings
  } = Object.fromEntries(KEYS.map((key) => [key, readSetting(key, flags, environment, texts)])) as Record<Key, unknown>;
  if (tokenFile !== undefined) {
    if (settings.token !== undefined) throw bad('both a token and a token file are set; give only one of them');
    settings.token = readTokenFile(tokenFile as string);
  }
  return checkExposure(settings as unknown as Settings);
}

/** Returns the command line without the token's value, for lists of processes. */
export function withoutToken(args: readonly string[]): string[] {
  return args.map((arg, at) => {
    if (arg.startsWith('--token=')) return '--token=***';
    return args[at - 1] === '--token' ? '***' : arg;
  });
}

/** Returns whether a server that listens on `host` can be reached only from its own machine. */
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
    if (token.kind === 'positional')
      throw bad(`argument ${shown(token.value)} is not accepted; see --help for the flags`);
    if (token.name === 'help' || token.rawName === '-h') return 'help';
    const key = KEYS.find((known) => flagOf(known) === token.name);
    if (key === undefined) throw bad(`${token.rawName} is not a setting; see --help for the flags`);
    if (token.value === undefined) throw bad(`--${flagOf(key)} has no value; it must be ${OPTIONS[key].allowed}`);
    flags.set(key, token.value);
  }
  return flags;
}

function refuseUnknownVariables(environment: NodeJS.ProcessEnv): void {
  const known = new Set(KEYS.map(variableOf));
  const unknown = Object.keys(environment).find(
    (name) => name.startsWith('TREEBOX_') && !known.has(name) && !OTHERS_VARIABLES.test(name),
  );
  if (unknown !== undefined) throw bad(`the variable ${unknown} is not a setting; see --help for the settings`);
}

/** Reads the values of a settings file, by key. */
function readFileTexts(path: string): Map<Key, string> {
  const texts = new Map<Key, string>();
  for (const [name, text] of readConfigFile(path)) {
    const key = KEYS.find((known) => flagOf(known) === name && known !== 'config');
    if (key === undefined) throw bad(`${shown(name)} in ${shown(path)} is not a setting; see --help for the names`);
    texts.set(key, text);
  }
  return texts;
}

function readTokenFile(path: string): string {
  const [line = ''] = readSettingsFile(path).split('\n', 1);
  const token = OPTIONS.token.parse(line.trim());
  if (token !== undefined) return token;
  throw bad(`the first line of --token-file ${shown(path)} must be ${OPTIONS.token.allowed}`);
}

function readSetting(
  key: Key,
  flags: ReadonlyMap<Key, string>,
  environment: NodeJS.ProcessEnv,
  file: ReadonlyMap<Key, string>,
): unknown {
  const option: Option<unknown> = OPTIONS[key];
  const sources = [
    [`--${flagOf(key)}`, flags.get(key)],
    [variableOf(key), environment[variableOf(key)]],
    [`${flagOf(key)} in the settings file`, file.get(key)],
  ] as const;
  const [name, text] = sources.find(([, given]) => given !== undefined) ?? [];
  if (text === undefined) return option.fallback;
  const value = option.parse(text);
  if (value !== undefined) return value;
  throw bad(`${name} is ${option.secret ? 'not valid' : shown(text)}; it must be ${option.allowed}`);
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

function path(about: string): Option<string | undefined> {
  return {
    about,
    shownDefault: 'none',
    fallback: undefined,
    allowed: 'the path of a file',
    parse: (text) => (text === '' || text.includes('\0') ? undefined : resolve(text)),
  };
}

function oneOf<T extends string, D extends T | undefined>(
  about: string,
  values: readonly T[],
  fallback: D,
  shownDefault = `${fallback}`,
): Option<T | D> {
  const allowed = `one of ${values.join(', ')}`;
  return { about, shownDefault, fallback, allowed, parse: (text) => values.find((value) => value === text) };
}

/** Makes an option whose value is a list, separated by commas. */
function list(about: string, form: RegExp, what: string): Option<readonly string[]> {
  return {
    about: `${about}, separated by commas`,
    shownDefault: 'none',
    fallback: [],
    allowed: `${what}, separated by commas`,
    parse: (text) => {
      const items = text.split(',').map((item) => item.trim());
      return items.every((item) => form.test(item)) ? items : undefined;
    },
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
  return `Usage: treebox serve [flags]\nIn a checkout also: npm start -- [flags]\n\nA flag overrides its environment variable, which overrides the settings file, which overrides the default.\n\n${rows.join('')}`;
}

/** Quotes a value on one line, and cuts a long one. */
function shown(value: string): string {
  return JSON.stringify(value.length > SHOWN_VALUE_MAX ? `${value.slice(0, SHOWN_VALUE_MAX)}…` : value);
}

function bad(message: string): TreeboxError {
  return new TreeboxError('bad_setting', message);
}
