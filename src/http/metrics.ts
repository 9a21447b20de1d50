/**
 * Metrics in Prometheus' text format. The module is loaded at the first request for them.
 */
import { Counter, collectDefaultMetrics, Gauge, type Metric, Registry } from 'prom-client';
import type { Durations, Meters } from '../core/meters.ts';
import type { RunnerCounts } from '../pool/availability.ts';
import type { HealthState } from '../service/health.ts';
import type { StoreFigures } from '../service/store-figures.ts';
import type { Standing } from '../walls/policy.ts';

/** Sources of the metrics, read at each request for them. */
export interface Measured {
  readonly meters: Meters;
  /** Executions ended since the start, by outcome. */
  readonly ended: ReadonlyMap<string, number>;
  /** Executions waiting and running now, and the processes for them. */
  readonly load: {
    readonly queued: number;
    readonly running: number;
    readonly runners: RunnerCounts;
    readonly compilers: number;
  };
  /** Failures in the background since the start, which no response reported. */
  readonly problems: { readonly count: number };
  /** Walls of the operating system around guest code. */
  readonly walls: { readonly standing: Standing };
  readonly store: Pick<StoreFigures, 'labels' | 'recordsBytes' | 'size'>;
  readonly health: { state(): HealthState };
}

type Values = Iterable<readonly [label: string, value: number]>;

/** Makes a registry of this server's metrics. */
export function createMetrics(measured: Measured): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  addRuns(registry, measured);
  addWork(registry, measured);
  addStore(registry, measured);
  return registry;
}

function addRuns(registry: Registry, { meters, ended, load, walls }: Measured): void {
  addCounter(
    registry,
    'treebox_executions_total',
    'Executions that have ended since the start.',
    'outcome',
    () => ended,
  );
  addGauge(registry, 'treebox_executions_queued', 'Executions that wait for a runner.', () => load.queued);
  addGauge(registry, 'treebox_executions_running', 'Executions that run.', () => load.running);
  addDurations(
    registry,
    'treebox_queue_wait_seconds',
    'Time that executions waited for a runner.',
    [],
    meters.queueWait,
  );
  addDurations(
    registry,
    'treebox_run_phase_seconds',
    'Time that executions spent in a phase: mount, compile, run or commit. Phases that were not reached are left out.',
    ['phase'],
    meters.runPhases,
  );
  addGauges(registry, 'treebox_runners', 'Runner processes, by state: idle, busy or starting.', 'state', () => {
    const { idle, busy, starting } = load.runners;
    return Object.entries({ idle, busy, starting });
  });
  addCounter(
    registry,
    'treebox_runner_deaths_total',
    'Runner processes that died or had to be killed, by cause. Those that were replaced after use are left out.',
    'cause',
    () => meters.runnerDeaths.read(),
  );
  addGauge(registry, 'treebox_compilers', 'Processes that compile sources.', () => load.compilers);
  addGauges(
    registry,
    'treebox_walls',
    'Walls of the operating system around guest code: 1 for each that is in force.',
    'wall',
    () => Object.entries(walls.standing).map(([wall, stands]) => [wall, stands ? 1 : 0] as const),
  );
}

function addWork(registry: Registry, { meters, problems }: Measured): void {
  addDurations(
    registry,
    'treebox_http_request_seconds',
    'Time to answer HTTP requests, by operation and class of status. It includes the time that a request chose to wait.',
    ['operation', 'status'],
    meters.requests,
  );
  addDurations(
    registry,
    'treebox_label_move_seconds',
    'Time of attempts to move, make or delete a label, by result: moved or not_moved.',
    ['result'],
    meters.labelMoves,
  );
  addDurations(
    registry,
    'treebox_merge_seconds',
    'Time of merges, by result: merged, conflict or refused.',
    ['result'],
    meters.merges,
  );
  addDurations(
    registry,
    'treebox_git_request_seconds',
    "Time of git clients' requests, by service and result: served or failed.",
    ['service', 'result'],
    meters.gitRequests,
  );
  addCounter(
    registry,
    'treebox_background_failures_total',
    'Failures in the background since the start. The log says what failed.',
    undefined,
    () => [['', problems.count]],
  );
}

function addStore(registry: Registry, { store, health }: Measured): void {
  addGauge(registry, 'treebox_labels', 'Labels.', () => store.labels());
  addGauge(registry, 'treebox_objects', 'Objects in the store.', async () => (await store.size()).objects);
  addGauge(registry, 'treebox_packs', 'Packs in the store.', async () => (await store.size()).packs);
  addGauges(registry, 'treebox_stored_bytes', 'Bytes on disk, by part: objects or records.', 'part', async () => [
    ['objects', (await store.size()).bytes],
    ['records', await store.recordsBytes()],
  ]);
  addGauges(registry, 'treebox_disk_bytes', "Bytes of the data folder's file system: total and free.", 'kind', () =>
    Object.entries(health.state().disk ?? {}),
  );
  addGauge(registry, 'treebox_healthy', '1 while runs can be carried out, as /health says.', () =>
    health.state().reasons.length === 0 ? 1 : 0,
  );
}

function addGauge(registry: Registry, name: string, help: string, read: () => number | Promise<number>): void {
  new Gauge({
    name,
    help,
    registers: [registry],
    async collect() {
      this.set(await read());
    },
  });
}

function addGauges(
  registry: Registry,
  name: string,
  help: string,
  label: string,
  read: () => Values | Promise<Values>,
): void {
  new Gauge({
    name,
    help,
    labelNames: [label],
    registers: [registry],
    async collect() {
      for (const [value, figure] of await read()) this.set({ [label]: value }, figure);
    },
  });
}

function addCounter(
  registry: Registry,
  name: string,
  help: string,
  label: string | undefined,
  read: () => Values,
): void {
  new Counter({
    name,
    help,
    labelNames: label === undefined ? [] : [label],
    registers: [registry],
    collect() {
      this.reset();
      for (const [value, count] of read()) this.inc(label === undefined ? {} : { [label]: value }, count);
    },
  });
}

/** Adds a histogram whose durations are recorded elsewhere. */
function addDurations(
  registry: Registry,
  name: string,
  help: string,
  labelNames: readonly string[],
  durations: Durations,
): void {
  const get = async () => ({ name, help, type: 'histogram', values: samplesOf(name, labelNames, durations) });
  // The registry uses no other fields of a metric. The library's own histogram can't take counts that are made already.
  registry.registerMetric({ name, help, get } as unknown as Metric);
}

function samplesOf(name: string, labelNames: readonly string[], durations: Durations) {
  return durations.read().flatMap(({ labels: given, buckets, sumSecs, count }) => {
    const labels = Object.fromEntries(labelNames.map((label, at) => [label, given[at] as string]));
    return [
      ...[...buckets, ['+Inf', count] as const].map(([le, value]) => ({
        metricName: `${name}_bucket`,
        labels: { le, ...labels },
        value,
      })),
      { metricName: `${name}_sum`, labels, value: sumSecs },
      { metricName: `${name}_count`, labels, value: count },
    ];
  });
}
