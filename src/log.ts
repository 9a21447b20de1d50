/**
 * The server's log: pino's JSON lines on stdout, or a line for people when stdout is a terminal.
 */
import { pino } from 'pino';

const LEVEL_NAMES: Readonly<Record<number, string>> = { 20: 'debug', 30: 'info', 40: 'warn', 50: 'error', 60: 'fatal' };
/** pino's own fields. A line for people does not list them. */
const OWN_FIELDS = new Set(['level', 'time', 'pid', 'hostname', 'msg']);

/** Pino's number for `info`. */
const INFO = 30;
/** How long a line may wait for others, in ms. */
const GATHER_MS = 50;
/** How many characters may wait. */
const GATHERED_MAX = 8_192;

export type Logger = pino.Logger;

/**
 * Makes the log of this process.
 * @param format undefined means `pretty` when stdout is a terminal, and else `json`
 */
export function createLogger(level: pino.Level, format: 'json' | 'pretty' | undefined): Logger {
  const options: pino.LoggerOptions = { base: null, level, timestamp: pino.stdTimeFunctions.isoTime };
  const isForPeople = format === undefined ? process.stdout.isTTY : format === 'pretty';
  if (!isForPeople) return pino(options, gathering());
  return pino(options, { write: (line) => process.stdout.write(forPeople(line)) });
}

/**
 * Writes lines to stdout: the first one immediately, those that follow within `GATHER_MS` together. To write each run's line
 * by itself would cost the server as much as the run's record. Lines above the level `info` never wait. When the reader of
 * stdout has exited, lines are dropped and the server continues.
 */
function gathering(): pino.DestinationStream {
  // Don't use pino's own buffer: its `flushSync` retries a closed pipe forever.
  const stdout = pino.destination({ dest: 1, sync: true });
  let waiting = '';
  let timer: NodeJS.Timeout | undefined;
  const flush = () => {
    if (waiting !== '') stdout.write(waiting);
    waiting = '';
  };
  process.on('exit', flush);
  const stream = {
    // This makes pino set `lastLevel` before each line.
    [Symbol.for('pino.metadata')]: true,
    lastLevel: 0,
    write(line: string) {
      waiting += line;
      if (timer === undefined || stream.lastLevel > INFO || waiting.length > GATHERED_MAX) flush();
      timer ??= setTimeout(() => {
        timer = undefined;
        flush();
      }, GATHER_MS).unref();
    },
  };
  return stream;
}

function forPeople(line: string): string {
  const record = JSON.parse(line) as Record<string, unknown> & { level: number; time: string; msg?: string };
  const fields = Object.entries(record).filter(([name]) => !OWN_FIELDS.has(name));
  const details = fields.map(
    ([name, value]) => ` ${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  const clock = record.time.slice('yyyy-mm-ddT'.length, 'yyyy-mm-ddThh:mm:ss'.length);
  return `${clock} ${LEVEL_NAMES[record.level] ?? record.level} ${record.msg ?? ''}${details.join('')}\n`;
}

/** Failures in the background, which no response reports. Each is logged and counted. */
export class Problems {
  readonly #logger: pino.Logger;
  #count = 0;

  constructor(logger: pino.Logger) {
    this.#logger = logger;
  }

  /** Failures so far. */
  get count(): number {
    return this.#count;
  }

  /** Logs and counts a failure. @param what what could not be done */
  report(what: string, error: unknown): void {
    this.#count += 1;
    this.#logger.error({ err: error }, what);
  }

  /** Logs and counts a failure that is not a fault of treebox itself, such as the death of a runner. */
  warn(what: string, details: Record<string, unknown>): void {
    this.#count += 1;
    this.#logger.warn(details, what);
  }
}
