/**
 * The server's log: pino's JSON lines on stdout, or a line for people when stdout is a terminal.
 */
import { pino } from 'pino';

const LEVEL_NAMES: Readonly<Record<number, string>> = { 20: 'debug', 30: 'info', 40: 'warn', 50: 'error', 60: 'fatal' };
/** Fields of pino's own that a person does not need to see. */
const OWN_FIELDS = new Set(['level', 'time', 'pid', 'hostname', 'msg']);

/** Pino's number for `info`. */
const INFO = 30;
/** How long a line may wait for others, in ms. */
const GATHER_MS = 50;
/** How many characters may wait. */
const GATHERED_MAX = 8_192;

export type Logger = pino.Logger;

/**
 * The log of this process.
 * @param format undefined: for people when stdout is a terminal, else JSON
 */
export function createLogger(level: pino.Level, format: 'json' | 'pretty' | undefined): Logger {
  const options: pino.LoggerOptions = { base: null, level, timestamp: pino.stdTimeFunctions.isoTime };
  const isForPeople = format === undefined ? process.stdout.isTTY : format === 'pretty';
  if (!isForPeople) return pino(options, gathering());
  return pino(options, { write: (line) => process.stdout.write(forPeople(line)) });
}

/**
 * Writes lines to stdout: the first one immediately, those that follow within `GATHER_MS` together. A line for each run,
 * written by itself, costs the server as much as its share of the records. What is worse than `info` never waits. When
 * the reader of stdout has gone, lines are dropped and the server continues.
 */
function gathering(): pino.DestinationStream {
  // Its own way to gather is not used: its `flushSync` tries a closed pipe for ever.
  const stdout = pino.destination({ dest: 1, sync: true });
  let waiting = '';
  let timer: NodeJS.Timeout | undefined;
  const flush = () => {
    if (waiting !== '') stdout.write(waiting);
    waiting = '';
  };
  process.on('exit', flush);
  const stream = {
    // Has pino tell the level of each line.
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

/** Failures in the background, which no request reports: each is logged and counted. */
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

  /** Logs and counts one. @param what what could not be done */
  report(what: string, error: unknown): void {
    this.#count += 1;
    this.#logger.error({ err: error }, what);
  }

  /** Logs and counts one that is not of treebox's own making, such as the death of a runner. */
  warn(what: string, details: Record<string, unknown>): void {
    this.#count += 1;
    this.#logger.warn(details, what);
  }
}
