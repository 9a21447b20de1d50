/**
 * The logger of one request, which adds the request's id to each line.
 */
import type { FastifyBaseLogger } from 'fastify';
import { pino } from 'pino';

type Line = Parameters<FastifyBaseLogger['info']>;
type ChildArguments = Parameters<FastifyBaseLogger['child']>;

/** Makes the logger of a request, for fastify's `childLoggerFactory`. */
export function requestLog(logger: FastifyBaseLogger, ...given: ChildArguments): FastifyBaseLogger {
  return new RequestLog(given[1]?.level ?? logger.level, () => logger.child(...given));
}

type Level = Exclude<keyof FastifyBaseLogger, 'level' | 'silent' | 'child'>;

const { values: SEVERITIES } = pino.levels;

/** Makes pino's child logger at the first line: most requests write none (bench row `throughput`). */
class RequestLog implements FastifyBaseLogger {
  readonly level: string;
  readonly #make: () => FastifyBaseLogger;
  #made: FastifyBaseLogger | undefined;

  constructor(level: string, make: () => FastifyBaseLogger) {
    this.level = level;
    this.#make = make;
  }

  get #own(): FastifyBaseLogger {
    this.#made ??= this.#make();
    return this.#made;
  }

  child(...given: ChildArguments): FastifyBaseLogger {
    return this.#own.child(...given);
  }

  fatal(...line: Line): void {
    this.#write('fatal', line);
  }

  error(...line: Line): void {
    this.#write('error', line);
  }

  warn(...line: Line): void {
    this.#write('warn', line);
  }

  info(...line: Line): void {
    this.#write('info', line);
  }

  debug(...line: Line): void {
    this.#write('debug', line);
  }

  trace(...line: Line): void {
    this.#write('trace', line);
  }

  silent(): void {}

  #write(level: Level, line: Line): void {
    const lowest = SEVERITIES[this.level] ?? Number.POSITIVE_INFINITY;
    if ((SEVERITIES[level] as number) >= lowest) this.#own[level](...line);
  }
}
