/**
 * Carries out an accepted execution: runs it in the pool, pushes its tree, records its end.
 *
 * Objects that the run left are pinned before the record names them. With a push, it records the run's end, then the commit;
 * then it moves the label and records the outcome. So a kill at any moment leads to at most one commit.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { diskTrouble } from '../core/disk-trouble.ts';
import type { ExecutionId, TreeId } from '../core/ids.ts';
import type { Repository } from '../git/repository.ts';
import type { Job, JobResult, Outcome } from '../pool/job.ts';
import { brokenEnd, RECORD_RETRY_MS, whenRoom } from './execution-ends.ts';
import type { Tags } from './execution-request.ts';
import { originTrailers } from './label-text.ts';
import type { PushOrder, PushOutcome } from './push-outcome.ts';
import type { Pushes } from './pushes.ts';
import type { OpenPush } from './store/execution-rows.ts';
import type { ExecutionTable } from './store/execution-table.ts';

/** The part of an accepted execution that is needed when its run has ended. */
export interface Accepted {
  readonly id: ExecutionId;
  readonly session: string | null;
  readonly tags: Tags;
  readonly order: PushOrder | null;
}

export interface ExecutionPipelineOptions {
  readonly table: ExecutionTable;
  readonly pushes: Pick<Pushes, 'push' | 'hasLanded'>;
  readonly repository: Pick<Repository, 'pins'>;
  readonly pool: { submit(job: Job): Promise<JobResult> };
  /** Called with failures of treebox itself. */
  readonly onError: (message: string, error: unknown) => void;
  /** Called for every execution that has ended and is on record. */
  readonly onEnded: (id: ExecutionId, end: JobResult) => void;
}

export class ExecutionPipeline {
  readonly #options: ExecutionPipelineOptions;
  readonly #ended = new Map<Outcome, number>();

  constructor(options: ExecutionPipelineOptions) {
    this.#options = options;
  }

  /** Executions that have ended since the start, by outcome. */
  get endedByOutcome(): ReadonlyMap<Outcome, number> {
    return this.#ended;
  }

  /** Runs a job in the pool, pushes its tree and records its end. */
  async run(job: Job, accepted: Accepted): Promise<void> {
    let end: JobResult;
    try {
      end = await this.#options.pool.submit(job);
    } catch (error) {
      this.#options.onError('an execution could not be carried out', error);
      end = brokenEnd(diskTrouble(String(error)));
    }
    const { order } = accepted;
    const { tree } = end;
    if (order === null || end.outcome !== 'completed' || tree === null) return await this.#finish(accepted, end, null);
    await this.#whenRoom(async () => {
      this.#pin(end);
      await this.#options.table.awaitPush(job.id, end);
    });
    await this.#finish(accepted, end, await this.#push(accepted, tree, order));
  }

  /** Continues a push that the previous server process did not finish. The label may already have the commit. */
  async resume({ end, intended, ...accepted }: OpenPush): Promise<void> {
    const hasLanded = intended !== null && (await this.#options.pushes.hasLanded(intended));
    const outcome = hasLanded ? intended : await this.#push(accepted, end.tree as TreeId, accepted.order);
    await this.#finish(accepted, end, outcome);
  }

  async #push({ id, session }: Accepted, tree: TreeId, order: PushOrder): Promise<PushOutcome> {
    const { pushes, table } = this.#options;
    let intended: PushOutcome | undefined;
    const onCommit = async (outcome: PushOutcome) => {
      intended = outcome;
      await table.intendPush(id, outcome);
    };
    for (;;) {
      try {
        return await pushes.push(tree, order, { trailers: originTrailers({ execution: id, session }), onCommit });
      } catch (error) {
        this.#options.onError('the push of an execution failed', error);
        if (intended && (await pushes.hasLanded(intended))) return intended;
        if (diskTrouble(String(error)) === undefined) {
          const why = "the server failed to push; its log has the reason, and the run's tree is kept";
          const { label } = order;
          return { status: 'rejected', label, tree: null, commit: null, current: null, conflicts: [], error: why };
        }
        await sleep(RECORD_RETRY_MS, undefined, { ref: false });
      }
    }
  }

  async #finish({ id, tags }: Accepted, end: JobResult, push: PushOutcome | null): Promise<void> {
    await this.#whenRoom(async () => {
      this.#pin(end);
      await this.#options.table.finish(id, end, tags, push);
    });
    this.#ended.set(end.outcome, (this.#ended.get(end.outcome) ?? 0) + 1);
    this.#options.onEnded(id, end);
  }

  async #whenRoom(write: () => Promise<void>): Promise<void> {
    await whenRoom(write, (error) =>
      this.#options.onError('an execution is recorded when there is disk space again', error),
    );
  }

  #pin({ tree, state, artifacts }: JobResult): void {
    const { pins } = this.#options.repository;
    if (tree !== null) pins.add(tree);
    if (state !== null) pins.add(state);
    for (const { oid } of artifacts) pins.add(oid);
  }
}
