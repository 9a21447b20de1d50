/**
 * Metrics in Prometheus' text format. Loaded when they are first asked for.
 */
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Standing } from '../walls/policy.ts';

/** What is measured, read when it is asked for. */
export interface Measured {
  /** Executions ended since the start, by outcome. */
  readonly ended: ReadonlyMap<string, number>;
  /** Executions waiting and running now. */
  readonly load: { readonly queued: number; readonly running: number };
  /** Failures in the background since the start, which no request was answered with. */
  readonly problems: { readonly count: number };
  /** Walls of the operating system around guest code. */
  readonly walls: { readonly standing: Standing };
}

/** A registry of this server's metrics. */
export function createMetrics(measured: Measured): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  new Counter({
    name: 'treebox_executions_total',
    help: 'Executions that have ended since the server started.',
    labelNames: ['outcome'],
    registers: [registry],
    collect() {
      this.reset();
      for (const [outcome, count] of measured.ended) this.inc({ outcome }, count);
    },
  });
  new Counter({
    name: 'treebox_background_failures_total',
    help: 'Failures in the background since the server started; the log says what failed.',
    registers: [registry],
    collect() {
      this.reset();
      this.inc(measured.problems.count);
    },
  });
  new Gauge({
    name: 'treebox_walls',
    help: 'Walls of the operating system around guest code: 1 for each that stands.',
    labelNames: ['wall'],
    registers: [registry],
    collect() {
      for (const [wall, stands] of Object.entries(measured.walls.standing)) this.set({ wall }, stands ? 1 : 0);
    },
  });
  for (const [state, help] of [
    ['queued', 'Executions that wait for a runner.'],
    ['running', 'Executions that run.'],
  ] as const) {
    new Gauge({
      name: `treebox_executions_${state}`,
      help,
      registers: [registry],
      collect() {
        this.set(measured.load[state]);
      },
    });
  }
  return registry;
}
