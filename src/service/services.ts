/**
 * The services of one data folder, wired to each other.
 */
import { join } from 'node:path';
import type { ExecutionId, Oid } from '../core/ids.ts';
import type { Meters } from '../core/meters.ts';
import { MergeThread } from '../git/merge/merge-thread.ts';
import type { Repository } from '../git/repository.ts';
import { SearchThread } from '../git/search/search-thread.ts';
import type { JobResult } from '../pool/job.ts';
import { Ancestry } from './ancestry.ts';
import { Artifacts } from './artifacts.ts';
import { Changes } from './changes.ts';
import { type ConsoleSessionTable, consoleSessionTable } from './console-sessions.ts';
import { Edits } from './edits.ts';
import { EventStore } from './event-store.ts';
import { Events } from './events.ts';
import { ExecutionStore } from './execution-store.ts';
import { Executions, type JobRunner } from './executions.ts';
import { Handles } from './handles.ts';
import { Health } from './health.ts';
import { Heaps } from './heaps.ts';
import { History } from './history.ts';
import { IdempotencyKeys } from './idempotency.ts';
import { LabelWatch } from './label-watch.ts';
import { Labels } from './labels.ts';
import { MergeRequests } from './merge-requests.ts';
import { Merges } from './merges.ts';
import { OutputPages } from './output.ts';
import { OutputFeeds } from './output-feed.ts';
import { Pushes } from './pushes.ts';
import { Records } from './records.ts';
import { Retention } from './retention.ts';
import { Sessions } from './sessions.ts';
import { Snapshots } from './snapshots.ts';
import { StoreFigures } from './store-figures.ts';
import type { ImportLimits } from './tar-import.ts';

export interface ServicesOptions {
  readonly repository: Repository;
  /** Absolute paths of the records' database and of the folder of output files. */
  readonly records: string;
  readonly output: string;
  readonly pool: JobRunner;
  readonly meters: Meters;
  /** What an imported snapshot may hold. */
  readonly importLimits: ImportLimits;
  /** How long executions are kept, and how many. */
  readonly retain: { readonly days: number; readonly executions: number };
  /** Told of failures of treebox itself. */
  readonly onError: (message: string, error: unknown) => void;
  /** Told of every execution that has ended and is on record. */
  readonly onEnded?: (id: ExecutionId, end: JobResult) => void;
  /** Told when runs can no longer be carried out, with the reasons, and with none when they can again. */
  readonly onHealth?: (reasons: readonly string[]) => void;
}

export interface Services {
  readonly consoleSessions: ConsoleSessionTable;
  readonly executions: Executions;
  readonly artifacts: Artifacts;
  readonly pages: OutputPages;
  readonly feeds: OutputFeeds;
  readonly changes: Changes;
  readonly labels: Labels;
  readonly pushes: Pushes;
  readonly snapshots: Snapshots;
  readonly history: History;
  readonly edits: Edits;
  readonly sessions: Sessions;
  readonly events: Events;
  readonly merges: MergeRequests;
  readonly heaps: Heaps;
  readonly retention: Retention;
  readonly health: Health;
  readonly store: StoreFigures;
  /** Ends what goes on in the background and closes the records. The repository stays the caller's. */
  close(): Promise<void>;
}

/** Opens the records and makes the services. */
export function createServices(options: ServicesOptions): Services {
  const { repository, pool, output, onError, meters } = options;
  const records = new Records(options.records);
  const store = new ExecutionStore(records);
  const idempotencyKeys = new IdempotencyKeys(records);
  const eventStore = new EventStore(records);
  const handles = new Handles(repository);
  const heaps = new Heaps(records, repository.objects);
  const mergeThread = new MergeThread(repository);
  const changes = new Changes(repository.objects, mergeThread);
  const searcher = new SearchThread(repository.path);
  const retention = new Retention({
    records,
    idempotencyKeys,
    events: eventStore,
    repository,
    outputFolder: output,
    ...options.retain,
    onError,
  });
  const keepAnswer = (oid: Oid) => retention.keepAnswer(oid);
  const merges = new Merges({
    records,
    thread: {
      merge: (request) =>
        meters.merges.time(
          () => mergeThread.merge(request),
          (outcome) => outcome?.status ?? 'refused',
        ),
    },
    incoming: repository.incoming,
    ancestry: new Ancestry(repository, records),
    keepAnswer,
  });
  const labels = new Labels(repository, handles, {
    execution: (tree) => store.originOf(tree),
    mergedSides: (tree) => merges.sidesOf(tree),
  });
  const pushes = new Pushes({ labels, handles, repository, merges });
  const labelWatch = new LabelWatch({ records, events: eventStore, repository, handles, labels, onError });
  const events = new Events(eventStore, labelWatch);
  const executions = new Executions({
    records,
    store,
    idempotencyKeys,
    retention,
    handles,
    heaps,
    pushes,
    repository,
    pool,
    outputFolder: output,
    onError,
    ...(options.onEnded && { onEnded: options.onEnded }),
  });
  const health = new Health({
    folders: [join(repository.path, 'treebox'), output],
    records,
    runners: () => pool.runners,
    onChange: options.onHealth ?? (() => {}),
  });
  return {
    executions,
    artifacts: new Artifacts(records),
    consoleSessions: consoleSessionTable(records),
    pages: new OutputPages(),
    feeds: new OutputFeeds(executions),
    changes,
    labels,
    pushes,
    snapshots: new Snapshots({
      repository,
      handles,
      comparer: mergeThread,
      searcher,
      limits: options.importLimits,
      keepAnswer,
    }),
    history: new History(repository, handles),
    edits: new Edits({ repository, handles, labels, pushes, changes, keepAnswer }),
    sessions: new Sessions(records, store),
    events,
    merges: new MergeRequests({ merges, handles, labels, store, repository }),
    heaps,
    retention,
    health,
    store: new StoreFigures(repository, records),
    close: async () => {
      health.stop();
      retention.stop();
      events.close();
      labelWatch.end();
      await searcher.close();
      await mergeThread.close();
      records.close();
    },
  };
}
