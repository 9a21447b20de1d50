/**
 * Carries out requests to merge and to pick: resolves handles, applies the resolutions of conflicts, and pushes the result.
 */
import { TreeboxError } from '../core/errors.ts';
import { type CommitId, EMPTY_TREE, type TreeId } from '../core/ids.ts';
import type { Identity } from '../git/format/commit-codec.ts';
import type { Prefer } from '../git/merge/merge-tree.ts';
import type { Resolution, Resolutions } from '../git/merge/resolve-conflicts.ts';
import { readCommit } from '../git/objects/commit-trees.ts';
import type { Repository } from '../git/repository.ts';
import { type Handles, type LabelHead, type Named, shown } from './handles.ts';
import { checkLabel } from './label-name.ts';
import { checkMessage } from './label-text.ts';
import type { Labels } from './labels.ts';
import type { MergeOptions, MergeResult, Merges } from './merges.ts';
import type { ExecutionTable } from './store/execution-table.ts';

/** Where a result is pushed. */
export interface MergePush {
  readonly label: string;
  readonly message?: string | null;
  readonly author?: Identity | null;
}

/** The resolution of a conflicting path, in the form of a request. */
export type ResolutionRequest =
  | 'ours'
  | 'theirs'
  | 'base'
  | { readonly text: string }
  | { readonly base64: string }
  | { readonly delete: true };

interface Settling {
  readonly prefer?: Prefer | null;
  /** True to detect renames, which is the default. */
  readonly renames?: boolean;
  readonly resolutions?: Readonly<Record<string, ResolutionRequest>>;
  readonly push?: MergePush | null;
}

export interface MergeRequest extends Settling {
  readonly base?: string | null;
  readonly ours: string;
  readonly theirs: string;
}

export interface PickRequest extends Settling {
  readonly onto: string;
  readonly commit?: string | null;
  readonly execution?: string | null;
  readonly revert?: boolean;
  readonly mainline?: number | null;
}

/** How the push of a merge ended. */
export interface MergePushed {
  readonly status: 'advanced' | 'unchanged' | 'rejected';
  readonly label: string;
  readonly tree: TreeId | null;
  readonly commit: CommitId | null;
  readonly current: TreeId | null;
  readonly error: string | null;
}

/** A merge and the result of its push; null when no push was requested, or the merge has conflicts. */
export type RequestedMerge = MergeResult & { readonly push: MergePushed | null };

export interface MergeRequestsOptions {
  readonly merges: Merges;
  readonly handles: Handles;
  readonly labels: Labels;
  readonly executions: Pick<ExecutionTable, 'change'>;
  readonly repository: Pick<Repository, 'objects' | 'maintenance'>;
}

/** A change: the snapshots before and after it, and its commit message. */
interface Change {
  readonly before: Named;
  readonly after: Named;
  readonly message: string;
}

/** The value of `base` that asks for the merge bases in the history. */
const AUTO = 'auto';
/** How many times a merge and its push are tried while other clients move the label. */
const TRIES = 5;
const NOTHING: Named = { tree: EMPTY_TREE, commit: null };

export class MergeRequests {
  readonly #options: MergeRequestsOptions;

  constructor(options: MergeRequestsOptions) {
    this.#options = options;
  }

  /**
   * Merges two snapshots with a third one as the base; by default the base is the empty snapshot.
   * @throws TreeboxError `bad_handle`, `bad_label`, `unknown_snapshot`, `bad_request`, `too_large`, `busy`
   */
  async merge(request: MergeRequest): Promise<RequestedMerge> {
    const options = settling(request);
    const message = `Merge ${shown(request.theirs)} into ${shown(request.ours)}`;
    return await this.#pushed(request, [request.ours, request.theirs], message, async () => {
      const ours = await this.#named(request.ours);
      const theirs = await this.#named(request.theirs);
      const base = request.base == null ? NOTHING : await this.#base(request.base);
      const result = await this.#options.merges.mergeSides(ours, theirs, { ...options, ...(base && { base }) });
      return { result, starts: [ours, theirs], parents: [ours, theirs] };
    });
  }

  /**
   * Applies the change of a commit or an execution to `onto`, or reverts that change there.
   * @throws TreeboxError as `merge`, and `bad_request` unless exactly one change is named
   */
  async pick(request: PickRequest): Promise<RequestedMerge> {
    const options: MergeOptions = { ...settling(request), isPick: true };
    const { before, after, message } = await this.#change(request);
    const [base, theirs] = request.revert ? [after, before] : [before, after];
    return await this.#pushed(request, [request.onto], message, async () => {
      const onto = await this.#named(request.onto);
      const result = await this.#options.merges.mergeSides(onto, theirs, { ...options, base });
      return { result, starts: [onto], parents: [onto] };
    });
  }

  /** Merges and pushes the result, and repeats both when the label has moved in the meantime. */
  async #pushed(
    { push }: Settling,
    sides: readonly string[],
    defaultMessage: string,
    merge: () => Promise<{ result: MergeResult; starts: readonly Named[]; parents: readonly Named[] }>,
  ): Promise<RequestedMerge> {
    if (push) checkLabel(push.label);
    const message = checkMessage(push?.message) || defaultMessage;
    for (let left = TRIES; ; left -= 1) {
      const { result, starts, parents } = await merge();
      if (!push || result.status === 'conflict') return { ...result, push: null };
      const pushed = await this.#advance(push, result.tree, starts, parents, message);
      if (pushed !== undefined) return { ...result, push: pushed };
      if (!sides.includes(push.label) || left === 1) return { ...result, push: await this.#rejected(push.label) };
    }
  }

  /** Moves the label. @returns undefined when the label is at none of `starts`, or another client moves it */
  async #advance(
    { label, author }: MergePush,
    tree: TreeId,
    starts: readonly Named[],
    sides: readonly Named[],
    message: string,
  ): Promise<MergePushed | undefined> {
    const { labels, handles, repository } = this.#options;
    const head = await handles.label(label);
    if (head && !starts.some((start) => isAt(head, start))) return undefined;
    const commits = [...(head ? [head.commit] : []), ...sides.flatMap(({ commit }) => commit ?? [])];
    const parents: CommitId[] = [];
    for (const commit of new Set(commits)) if (await repository.maintenance.hold(commit)) parents.push(commit);
    if (head?.tree === tree && parents.every((parent) => labels.descends(head.commit, parent))) {
      return { status: 'unchanged', label, tree, commit: head.commit, current: tree, error: null };
    }
    const next = { tree, parents, message, author: author ?? undefined, trailers: [] };
    const moved = await labels.advance(label, head?.commit, next);
    return moved && { status: 'advanced', label, tree, commit: moved.commit, current: tree, error: null };
  }

  async #rejected(label: string): Promise<MergePushed> {
    const current = (await this.#options.handles.label(label))?.tree ?? null;
    const error = `label ${shown(label)} stands where neither side does: merge into it, or push to another`;
    return { status: 'rejected', label, tree: null, commit: null, current, error };
  }

  async #change({ commit, execution, revert = false, mainline }: PickRequest): Promise<Change> {
    if ((commit == null) === (execution == null)) {
      throw new TreeboxError(
        'bad_request',
        'pick takes the change of one commit or of one execution: name exactly one',
      );
    }
    if (execution != null) return await this.#changeOfRun(execution, revert);
    const named = await this.#named(commit as string);
    const read = named.commit && readCommit(this.#options.repository.objects, named.commit);
    if (!read)
      throw new TreeboxError(
        'bad_request',
        `commit: ${shown(commit as string)} names no commit: it must be a label or a commit id`,
      );
    if (read.parents.length > 1 && mainline == null) {
      throw new TreeboxError(
        'bad_request',
        `commit: ${shown(commit as string)} is a merge: mainline must say which parent, from 1 on`,
      );
    }
    const parent = read.parents[(mainline ?? 1) - 1];
    if (mainline != null && parent === undefined) {
      throw new TreeboxError(
        'bad_request',
        `mainline: the commit has ${read.parents.length} parents: it must be one of them, from 1 on`,
      );
    }
    const subject = read.message.split('\n', 1)[0] as string;
    const message = revert
      ? `Revert "${subject}"\n\nThis reverts commit ${named.commit}.\n`
      : `${read.message.trimEnd()}\n\n(cherry picked from commit ${named.commit})\n`;
    return { before: parent ? await this.#named(parent) : NOTHING, after: named, message };
  }

  async #changeOfRun(id: string, revert: boolean): Promise<Change> {
    const change = await this.#options.executions.change(id);
    if (!change)
      throw new TreeboxError(
        'bad_request',
        `execution: ${shown(id)} left no snapshot: name an execution that completed`,
      );
    const after = { tree: change.fs, commit: null };
    const before = { tree: change.baseFs, commit: change.baseCommit };
    return { before, after, message: `${revert ? 'Revert' : 'Pick'} what execution ${id} changed` };
  }

  async #base(handle: string): Promise<Named | undefined> {
    return handle === AUTO ? undefined : await this.#named(handle);
  }

  async #named(handle: string): Promise<Named> {
    const named = await this.#options.handles.named(handle);
    if (!named) throw new TreeboxError('unknown_snapshot', `${shown(handle)}: there is no such snapshot or label`);
    return named;
  }
}

function settling({ prefer, renames = true, resolutions = {} }: Settling): MergeOptions & { readonly prefer: Prefer } {
  const read: [string, Resolution][] = Object.entries(resolutions).map(([path, each]) => [path, readResolution(each)]);
  // `Object.fromEntries` makes an own property even of `__proto__`, so a path may have any name.
  return { prefer: prefer ?? 'none', renames, resolutions: Object.fromEntries(read) as Resolutions };
}

function readResolution(resolution: ResolutionRequest): Resolution {
  if (typeof resolution === 'string') return { side: resolution };
  if ('text' in resolution) return { content: Buffer.from(resolution.text) };
  if ('base64' in resolution) return { content: Buffer.from(resolution.base64, 'base64') };
  return { delete: true };
}

/** Returns whether the label is still at the start of the merge: at its commit, or for a CA id at that snapshot. */
function isAt(head: LabelHead, start: Named): boolean {
  return start.commit === null ? head.tree === start.tree : head.commit === start.commit;
}
