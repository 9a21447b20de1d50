/**
 * The logger of a request writes what pino's child logger would, and makes none for a line that is not written.
 */

import type { FastifyBaseLogger } from 'fastify';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { requestLog } from '../../../src/http/request-log.ts';

/** Levels, lowest first. */
const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;
const ID = { request: 'r1' };

function lines(level: string, make: (parent: FastifyBaseLogger) => FastifyBaseLogger): unknown[] {
  const written: unknown[] = [];
  const parent = pino({ level, base: null, timestamp: false }, { write: (line) => written.push(JSON.parse(line)) });
  const log = make(parent);
  for (const each of LEVELS) {
    log[each](`text ${each}`);
    log[each]({ field: each }, 'with %s', 'more');
  }
  log.child({ inner: 1 }).fatal('of a child');
  return [log.level, ...written];
}

test.each(LEVELS)('a request log at %s writes the lines of a child logger', (level) => {
  expect(lines(level, (parent) => requestLog(parent, ID))).toEqual(lines(level, (parent) => parent.child(ID)));
  expect(lines('info', (parent) => requestLog(parent, ID, { level }))).toEqual(
    lines('info', (parent) => parent.child(ID, { level })),
  );
});

test('a request log makes a child for the first line at its level, and for no other', () => {
  let made = 0;
  const child = () => {
    made += 1;
    return { warn: () => undefined };
  };
  const log = requestLog({ level: 'warn', child } as never, ID);
  log.debug('unseen');
  log.info({}, 'unseen');
  expect(made).toBe(0);
  log.warn('seen');
  log.warn('seen');
  expect(made).toBe(1);
});
