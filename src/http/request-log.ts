/**
 * The logger of one request, which adds the request's id to each line.
 */
import type { FastifyBaseLogger, FastifyServerOptions } from 'fastify';
import { pino } from 'pino';

type Line = Parameters<FastifyBaseLogger['info']>;
type MakeLogger = NonNullable<FastifyServerOptions['childLoggerFactory']>;

/** Makes the logger of a request, for fastify's `childLoggerFactory`. */
export const requestLog: MakeLogger = (logger, bindings, options) =>
  new RequestLog(logger, () => logger.child(bindings, options));

type Level = Exclude<keyof FastifyBaseLogger, 'level' | 'silent' | 'child'>;

const { values: SEVERITIES } = pino.levels;

/** Makes pino's child logger at the first line: most requests write none (bench row `throughput`). */
class RequestLog implements FastifyBaseLogger {
  readonly #parent: FastifyBaseLogger;
  readonly #make: () => FastifyBaseLogger;
  #made: FastifyBaseLogger | undefined;

  constructor(parent: FastifyBaseLogger, make: () => FastifyBaseLogger) {
    this.#parent = parent;
    this.#make = make;
  }

  get level(): string {
    return this.#parent.level;
  }

  get #own(): FastifyBaseLogger {
    this.#made ??= this.#make();
    return this.#made;
  }

  child(...given: Parameters<FastifyBaseLogger['child']>): FastifyBaseLogger {
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
