/**
 * The moves of a label, read from its reflog.
 *
 * A line's message begins with the kind of move (`push: ...`). Lines that plain git wrote have other messages and count as
 * `push`.
 */
import type { CommitId, TreeId } from '../core/ids.ts';
import { Turns } from '../core/turns.ts';
import { branchRef } from '../git/refs/ref-name.ts';
import type { ReflogEntry } from '../git/refs/refs.ts';
import type { Repository } from '../git/repository.ts';
import type { Handles } from './handles.ts';
import type { MoveOp } from './label-text.ts';

/** One move as the log shows it. */
export interface Move {
  /** Its place in the reflog: 0 is the newest. */
  readonly n: number;
  /** Milliseconds since 1970, whole seconds. */
  readonly at: number;
  /** CA ids. */
  readonly from: TreeId | null;
  readonly to: TreeId;
  readonly op: MoveOp;
  readonly message: string;
  readonly commit: CommitId;
}

const OP_PREFIX = /^(create|push|force|reset)(?:: |$)/;

export class LabelLog {
  readonly #repository: Pick<Repository, 'refs'>;
  readonly #handles: Pick<Handles, 'treeOf'>;

  constructor(repository: Pick<Repository, 'refs'>, handles: Pick<Handles, 'treeOf'>) {
    this.#repository = repository;
    this.#handles = handles;
  }

  /**
   * Reads a label's moves, oldest first.
   * @param limit reads only this many of the newest moves; all when undefined
   * @param before reads only moves older than the move whose `n` is this
   */
  async read(label: string, limit?: number, before?: number): Promise<Move[]> {
    const moves: Move[] = [];
    const skipped = before === undefined ? 0 : before + 1;
    const entries = await this.#repository.refs.log(branchRef(label), limit, skipped);
    const turns = new Turns();
    for (const [index, entry] of entries.entries()) {
      if (turns.isOver) await turns.next();
      moves.push(this.move(entry, skipped + entries.length - 1 - index));
    }
    return moves;
  }

  /** Reads one line of a label's reflog. @param n its place in the reflog */
  move(entry: ReflogEntry, n: number): Move {
    const written = OP_PREFIX.exec(entry.message);
    return {
      n,
      at: entry.atSecs * 1000,
      from: entry.from && this.#handles.treeOf(entry.from),
      to: this.#handles.treeOf(entry.to),
      op: entry.from === null ? 'create' : ((written?.[1] as MoveOp | undefined) ?? 'push'),
      message: written ? entry.message.slice(written[0].length) : entry.message,
      commit: entry.to,
    };
  }
}
