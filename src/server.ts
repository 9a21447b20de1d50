/**
 * Wires data folder, repository, pool, services and application, listens, and drains. Layer 7.
 *
 * The server listens before the first runner is up: executions wait for it, everything else is answered at once.
 */
import type { AddressInfo } from 'node:net';
import { isIPv6 } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Settings } from './config.ts';
import { TreeboxError } from './core/errors.ts';
import type { Oid } from './core/ids.ts';
import { DRAIN_MS } from './core/limits.ts';
import { openDataFolder } from './data-folder.ts';
import { MergeThread } from './git/merge-thread.ts';
import { openRepository } from './git/repository.ts';
import { SmartHttp } from './git/smart-http.ts';
import { buildApp } from './http/app.ts';
import { createLogger } from './log.ts';
import { Pool } from './pool/pool.ts';
import { Changes } from './service/changes.ts';
import { ExecutionStore } from './service/execution-store.ts';
import { Executions } from './service/executions.ts';
import { Handles } from './service/handles.ts';
import { IdempotencyKeys } from './service/idempotency.ts';
import { Labels } from './service/labels.ts';
import { Merges } from './service/merges.ts';
import { OutputPages } from './service/output.ts';
import { Records } from './service/records.ts';
import { Retention } from './service/retention.ts';
import { Snapshots } from './service/snapshots.ts';

/** How long records and connections may take to end after the last execution, in ms. */
const CLOSE_MS = 500;

export interface Server {
  /** Where it listens, as a URL without trailing slash. */
  readonly address: string;
  /** Takes no more work, lets what runs finish within its time, closes everything. */
  stop(): Promise<void>;
}

/**
 * Starts the server.
 * @throws TreeboxError `bad_setting` when the data folder or the port can't be used
 */
export async function startServer(settings: Settings): Promise<Server> {
  const logger = createLogger();
  const folder = openDataFolder(settings.data);
  const repository = openRepository(folder.repository);
  for (const what of repository.repaired) logger.warn(what);
  const records = new Records(folder.records);
  const store = new ExecutionStore(records);
  const idempotencyKeys = new IdempotencyKeys(records);
  const handles = new Handles(repository);
  const onError = (message: string, err: unknown) => logger.error({ err }, message);
  const retention = new Retention({
    records,
    idempotencyKeys,
    repository,
    outputFolder: folder.output,
    days: settings.retainDays,
    executions: settings.retainExecutions,
    onError,
  });
  const keepAnswer = (oid: Oid) => retention.keepAnswer(oid);
  const mergeThread = new MergeThread(repository);
  const pool = new Pool({
    runners: settings.runners,
    queueLimit: settings.queueLimit,
    settings: {
      repository: repository.path,
      outputRoot: folder.output,
      outputBytes: settings.outputBytes,
      volumeBytes: settings.volumeBytes,
      volumeFiles: settings.volumeFiles,
    },
    incoming: repository.incoming,
    onWarning: (message, details) => logger.warn(details, message),
  });
  const executions = new Executions({
    records,
    store,
    idempotencyKeys,
    retention,
    handles,
    repository,
    pool,
    outputFolder: folder.output,
    onError,
  });
  const app = buildApp({
    executions,
    pages: new OutputPages(),
    changes: new Changes(mergeThread),
    labels: new Labels(repository, handles, (tree) => store.originOf(tree)),
    snapshots: new Snapshots({
      repository,
      handles,
      comparer: mergeThread,
      limits: { bytes: settings.volumeBytes, files: settings.volumeFiles },
      keepAnswer,
    }),
    merges: new Merges(mergeThread, repository.incoming, handles, keepAnswer),
    retention,
    load: pool,
    cliFolder: new URL('../dist/cli', import.meta.url).pathname,
    git: new SmartHttp(repository.path),
    token: settings.token,
    logger: logger.child({}, { level: 'warn' }),
  });
  await listen(app, settings);
  const address = urlOf(app.server.address() as AddressInfo);
  retention.start();
  logger.info({ address, data: settings.data }, `treebox listens on ${address}`);
  return {
    address,
    stop: async () => {
      logger.info('stopping');
      await pool.close(DRAIN_MS);
      await Promise.race([executions.settled(), sleep(CLOSE_MS, undefined, { ref: false })]);
      const patience = setTimeout(() => app.server.closeAllConnections(), CLOSE_MS);
      await app.close();
      clearTimeout(patience);
      retention.stop();
      await mergeThread.close();
      records.close();
      await repository.close();
      folder.close();
      logger.info('stopped');
    },
  };
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
