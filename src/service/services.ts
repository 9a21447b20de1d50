/**
 * Makes the services of one data folder and connects them.
 */
import { join } from 'node:path';
import type { ExecutionId, Oid } from '../core/ids.ts';
import type { Meters } from '../core/meters.ts';
import { MergeProcess } from '../git/merge/merge-process.ts';
import type { Repository } from '../git/repository.ts';
import { SearchProcesses } from '../git/search/search-processes.ts';
import type { WorkerSettings } from '../git/worker/worker-process.ts';
import type { JobResult } from '../pool/job.ts';
import type { Walls } from '../walls/policy.ts';
import { Ancestry } from './ancestry.ts';
import type { ImportLimits } from './archive-tree.ts';
import { Changes } from './changes.ts';
import { Edits } from './edits.ts';
import { Events } from './events.ts';
import { Executions, type JobRunner } from './executions.ts';
import { Handles } from './handles.ts';
import { Health } from './health.ts';
import { History } from './history.ts';
import { LabelWatch } from './label-watch.ts';
import { Labels } from './labels.ts';
import { MergeRequests } from './merge-requests.ts';
import { Merges } from './merges.ts';
import { OutputPages } from './output.ts';
import { OutputFeeds } from './output-feed.ts';
import { Pushes } from './pushes.ts';
import { Retention, type RetentionOptions } from './retention.ts';
import { Sessions } from './sessions.ts';
import { Snapshots } from './snapshots.ts';
import { States } from './states.ts';
import type { ArtifactTable } from './store/artifact-table.ts';
import type { ConsoleSessionTable } from './store/console-session-table.ts';
import { Store } from './store/store.ts';
import { StoreFigures } from './store-figures.ts';

export interface ServicesOptions {
  readonly repository: Repository;
  /** Absolute paths of the records' database and of the folder of output files. */
  readonly records: string;
  readonly output: string;
  readonly pool: JobRunner;
  /** The walls around processes that merge or search. */
  readonly walls: Walls;
  readonly meters: Meters;
  readonly importLimits: ImportLimits;
  /** How long executions are kept, how many, and how many bytes of results. */
  readonly retain: Pick<RetentionOptions, 'days' | 'executions' | 'resultBytes'>;
  /** Called with failures of treebox itself. */
  readonly onError: (message: string, error: unknown) => void;
  /** Called for every execution that has ended and is on record. */
  readonly onEnded?: (id: ExecutionId, end: JobResult) => void;
  /** Called with the reasons when runs can no longer be carried out, and with an empty list when they can again. */
  readonly onHealth?: (reasons: readonly string[]) => void;
}

export interface Services {
  readonly consoleSessions: ConsoleSessionTable;
  readonly executions: Executions;
  readonly artifacts: ArtifactTable;
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
  readonly states: States;
  readonly retention: Retention;
  readonly health: Health;
  readonly store: StoreFigures;
  /** Ends the work in the background and closes the records. The caller closes the repository. */
  close(): Promise<void>;
}

/** Opens the records and makes the services. */
export function createServices(options: ServicesOptions): Services {
  const { repository, pool, output, onError } = options;
  const store = new Store(options.records);
  const handles = new Handles(repository);
  const states = new States(store.states, repository.objects);
  const { mergeProcess, searcher } = createWorkers(options);
  const changes = new Changes(repository.objects, mergeProcess);
  const retention = new Retention({
    store,
    repository,
    outputFolder: output,
    ...options.retain,
    onError,
  });
  const keepAnswer = (oid: Oid) => retention.keepAnswer(oid);
  const merges = createMerges(options, store, mergeProcess, keepAnswer);
  const labels = new Labels(repository, handles, {
    execution: (tree) => store.executions.originOf(tree),
    mergedSides: (tree) => merges.sidesOf(tree),
  });
  const pushes = new Pushes({ labels, handles, repository, merges });
  const labelWatch = new LabelWatch({ store, repository, handles, labels, onError });
  const events = new Events(store.events, labelWatch);
  const executions = new Executions({
    store,
    retention,
    handles,
    states,
    pushes,
    repository,
    pool,
    outputFolder: output,
    onError,
    ...(options.onEnded && { onEnded: options.onEnded }),
  });
  const health = new Health({
    folders: [join(repository.path, 'treebox'), output],
    store,
    runners: () => pool.runners,
    onChange: options.onHealth ?? (() => {}),
  });
  return {
    executions,
    artifacts: store.artifacts,
    consoleSessions: store.consoleSessions,
    pages: new OutputPages(),
    feeds: new OutputFeeds(executions),
    changes,
    labels,
    pushes,
    snapshots: new Snapshots({
      repository,
      handles,
      comparer: mergeProcess,
      searcher,
      limits: options.importLimits,
      pushes,
      keepAnswer,
    }),
    history: new History(repository, handles),
    edits: new Edits({ repository, handles, labels, pushes, changes, keepAnswer }),
    sessions: new Sessions(store.sessions, store.executions),
    events,
    merges: new MergeRequests({ merges, handles, labels, executions: store.executions, repository }),
    states,
    retention,
    health,
    store: new StoreFigures(repository, store, onError),
    close: async () => {
      health.stop();
      retention.stop();
      events.close();
      await labelWatch.end();
      await searcher.close();
      await mergeProcess.close();
      store.close();
    },
  };
}

function createWorkers({ repository, walls, onError }: ServicesOptions): {
  readonly mergeProcess: MergeProcess;
  readonly searcher: SearchProcesses;
} {
  const settings: WorkerSettings = {
    walls,
    onProblem: (error) => onError('a process that merges or searches has ended', error),
  };
  return {
    mergeProcess: new MergeProcess(repository, settings),
    searcher: new SearchProcesses(repository.path, settings),
  };
}

function createMerges(
  { repository, meters }: ServicesOptions,
  store: Store,
  process: MergeProcess,
  keepAnswer: (oid: Oid) => Promise<void>,
): Merges {
  return new Merges({
    table: store.merges,
    merger: {
      merge: (request) =>
        meters.merges.time(
          () => process.merge(request),
          (outcome) => outcome?.status ?? 'refused',
        ),
    },
    incoming: repository.incoming,
    ancestry: new Ancestry(repository, store),
    keepAnswer,
  });
}
