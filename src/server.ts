/**
 * Starts and stops the server: opens the data folder and the repository, makes the pool, the services and the application,
 * and listens.
 *
 * The server listens before the first runner is ready: executions wait for it, and all other requests are answered.
 */
import type { AddressInfo } from 'node:net';
import { isIPv6 } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Settings } from './config.ts';
import { TreeboxError } from './core/errors.ts';
import type { ExecutionId } from './core/ids.ts';
import { DRAIN_MS } from './core/limits.ts';
import { Meters } from './core/meters.ts';
import { type DataFolder, openDataFolder } from './data-folder.ts';
import { connectionsMax } from './descriptors.ts';
import { openRepository, type Repository } from './git/repository.ts';
import { SmartHttp } from './git/serve/smart-http.ts';
import { buildApp } from './http/app.ts';
import { createLogger, type Logger, Problems } from './log.ts';
import type { RunnerCounts } from './pool/availability.ts';
import type { Job, JobResult, Timings } from './pool/job.ts';
import { Pool } from './pool/pool.ts';
import { probeWalls } from './processes/launch.ts';
import type { JobRunner } from './service/executions.ts';
import { refusalOfLabel } from './service/label-name.ts';
import { createServices } from './service/services.ts';
import { NO_WALLS, type Standing } from './walls/policy.ts';

/** Time limit for writing the last records and for closing connections, each, in ms. */
const CLOSE_MS = 500;

/** Delay of the runners' start if nothing needs one earlier, in ms: the server answers its first requests before. */
const POOL_DELAY_MS = 100;

/** Phases of a run that share a metric. */
const PHASES = ['mount', 'compile', 'run', 'commit'] as const;

export interface Server {
  /** The URL of the server, without a slash at the end. */
  readonly address: string;
  /** Accepts no more work, lets running executions finish within `DRAIN_MS`, and closes everything. */
  stop(): Promise<void>;
}

/**
 * Starts the server.
 * @throws TreeboxError `bad_setting` when the data folder or the port can't be used
 */
export async function startServer(settings: Settings): Promise<Server> {
  const logger = createLogger(settings.logLevel, settings.logFormat);
  const walls = { standing: NO_WALLS };
  const findWalls = async () => {
    walls.standing = await probeWalls(settings.walls);
    tellWalls(settings, walls.standing, logger);
  };
  if (settings.walls === 'require') await findWalls();
  const folder = openDataFolder(settings.data);
  const problems = new Problems(logger);
  const onRejection = (error: unknown) => problems.report('a task in the background failed', error);
  process.on('unhandledRejection', onRejection);
  const meters = new Meters();
  const repository = open(folder, settings, problems, meters);
  for (const what of repository.repaired) logger.warn(what);
  const pool = new LatePool(() => startPool(settings, folder, repository, problems, meters), settings.runners + 1);
  const services = createServices({
    repository,
    records: folder.records,
    output: folder.output,
    pool,
    walls: settings.walls,
    meters,
    importLimits: { bytes: settings.volumeBytes, files: settings.volumeFiles },
    retain: { days: settings.retainDays, executions: settings.retainExecutions },
    onError: (message, error) => problems.report(message, error),
    onEnded: (execution, { outcome, timings }) => {
      noteRun(meters, timings);
      logger.info({ execution, outcome, timings }, 'an execution ended');
    },
    onHealth: (reasons) => {
      if (reasons.length > 0) problems.warn("the server can't carry out runs", { reasons });
      else logger.info('the server can carry out runs again');
    },
  });
  const app = buildApp({
    services,
    git: new SmartHttp(repository, refusalOfLabel, {
      onPush: () => repository.maintenance.packAdopted(),
      onServed: (service, ms, isServed) => meters.gitRequests.note(ms, service, isServed ? 'served' : 'failed'),
    }),
    meters,
    load: pool,
    problems,
    walls,
    cliFolder: new URL('../dist/cli', import.meta.url).pathname,
    token: settings.token,
    allowedHosts: settings.allowHost,
    logger: logger.child({}, { level: logger.isLevelEnabled('debug') ? 'debug' : 'warn' }),
  });
  await services.executions.ready();
  app.server.maxConnections = connectionsMax(settings.runners);
  await listen(app, settings);
  const address = urlOf(app.server.address() as AddressInfo);
  services.retention.start();
  services.health.start();
  const late = setTimeout(() => pool.start(), POOL_DELAY_MS);
  if (settings.walls !== 'require') void findWalls();
  logger.info({ address, data: settings.data }, `treebox listens on ${address}`);
  return {
    address,
    stop: async () => {
      logger.info('stopping');
      clearTimeout(late);
      await pool.start().close(DRAIN_MS);
      await Promise.race([services.executions.settled(), sleep(CLOSE_MS, undefined, { ref: false })]);
      await closeConnections(app);
      await services.close();
      await repository.close();
      folder.close();
      process.off('unhandledRejection', onRejection);
      logger.info('stopped');
    },
  };
}

/** Ends the requests and their connections; after `CLOSE_MS`, those that have not ended by themselves. */
async function closeConnections(app: ReturnType<typeof buildApp>): Promise<void> {
  const patience = setTimeout(() => app.server.closeAllConnections(), CLOSE_MS);
  await app.close();
  clearTimeout(patience);
}

/** Records the durations of the phases that a run reached. */
function noteRun(meters: Meters, phases: Timings): void {
  meters.queueWait.note(phases.queued);
  for (const phase of PHASES) if (phases[phase] > 0) meters.runPhases.note(phases[phase], phase);
}

function startPool(
  settings: Settings,
  folder: DataFolder,
  repository: Repository,
  problems: Problems,
  meters: Meters,
): Pool {
  return new Pool({
    runners: settings.runners,
    queueLimit: settings.queueLimit,
    reuse: settings.runnerReuse,
    settings: {
      repository: repository.path,
      walls: settings.walls,
      outputRoot: folder.output,
      outputBytes: settings.outputBytes,
      volumeBytes: settings.volumeBytes,
      volumeFiles: settings.volumeFiles,
    },
    incoming: repository.incoming,
    objects: repository.objects,
    onWarning: (message, details) => problems.warn(message, details),
    onDeath: (cause) => meters.runnerDeaths.add(cause),
  });
}

/** Logs which walls are in force. @throws TreeboxError `bad_setting` when one is missing and all are required */
function tellWalls(settings: Settings, standing: Standing, logger: Logger): void {
  const missing = Object.entries(standing).flatMap(([wall, stands]) => (stands ? [] : [wall]));
  if (missing.length === 0) logger.info({ walls: standing }, 'guest code runs behind all walls');
  else if (settings.walls === 'require') throw new TreeboxError('bad_setting', unbuilt(missing));
  else logger.warn({ walls: standing }, `guest code runs without the walls ${missing.join(', ')}: see THREAT_MODEL.md`);
}

function unbuilt(missing: readonly string[]): string {
  const needs = 'Linux 5.13 or newer with Landlock, on x86-64 or ARM64, and Node 26';
  return `--walls is require, and this system can't build ${missing.join(', ')}; it must have ${needs}, or --walls be auto`;
}

/**
 * A pool that is started at its first use. A start takes 1.3 times as long when the pool is started before the first response
 * (bench row `start`).
 */
class LatePool implements JobRunner {
  readonly #make: () => Pool;
  readonly #processes: number;
  #pool: Pool | undefined;

  /** @param processes number of the processes that the pool will start */
  constructor(make: () => Pool, processes: number) {
    this.#make = make;
    this.#processes = processes;
  }

  start(): Pool {
    this.#pool ??= this.#make();
    return this.#pool;
  }

  get queued(): number {
    return this.start().queued;
  }

  get running(): number {
    return this.start().running;
  }

  get runners(): RunnerCounts {
    return this.#pool?.runners ?? { idle: 0, busy: 0, starting: this.#processes, failure: null };
  }

  get compilers(): number {
    return this.start().compilers;
  }

  assertRoom(bytes: number): void {
    this.start().assertRoom(bytes);
  }

  submit(job: Job): Promise<JobResult> {
    return this.start().submit(job);
  }

  cancel(id: ExecutionId): boolean {
    return this.start().cancel(id);
  }
}

function open(folder: DataFolder, { data, fsckIgnore }: Settings, problems: Problems, meters: Meters): Repository {
  try {
    const onProblem = (error: unknown) => problems.report('upkeep of the repository failed', error);
    const onRefUpdate = (ms: number, hasMoved: boolean) => meters.labelMoves.note(ms, hasMoved ? 'moved' : 'not_moved');
    const onRepair = (what: string) => problems.warn(what, {});
    return openRepository(folder.repository, { onProblem, onRepair, onRefUpdate, fsckIgnore });
  } catch (cause) {
    const { message } = cause as Error;
    throw new TreeboxError(
      'bad_setting',
      `--data is ${JSON.stringify(data)}; its repository can't be used: ${message}`,
      {
        cause,
      },
    );
  }
}

async function listen(app: ReturnType<typeof buildApp>, { port, host }: Settings): Promise<void> {
  try {
    await app.listen({ port, host });
  } catch (cause) {
    const { code, syscall } = cause as NodeJS.ErrnoException;
    if (syscall !== 'listen' && syscall !== 'getaddrinfo') throw cause;
    const why = code === 'EADDRINUSE' ? 'which is in use' : `where it can't listen (${code})`;
    throw new TreeboxError('bad_setting', `--host and --port are ${host} and ${port}, ${why}; take free ones`, {
      cause,
    });
  }
}

function urlOf({ address, port }: AddressInfo): string {
  return `http://${isIPv6(address) ? `[${address}]` : address}:${port}`;
}
