/**
 * Writes the objects that a run leaves, its tree, state and artifacts, into one pack.
 */
import { FsError } from '../../vfs/errno.ts';
import type { Volume } from '../../vfs/volume.ts';
import { cutText } from '../core/cut-text.ts';
import type { TreeId } from '../core/ids.ts';
import { LEFT_OUT } from '../core/limits.ts';
import { PackWriter } from '../git/packs/pack-writer.ts';
import { Artifacts } from './artifacts.ts';
import { Ended } from './ended.ts';
import type { LeftState } from './isolate/carried-state.ts';
import type { RunEnd, StateEnd } from './protocol.ts';
import type { ScratchFolder } from './scratch-folder.ts';

export class RunObjects {
  readonly artifacts: Artifacts;
  readonly #volume: Volume;
  readonly #scratch: ScratchFolder;
  readonly #incoming: string;
  /** The writer of the pack; made for the first object. */
  #writer: PackWriter | undefined;

  /** @param incoming folder of new packs */
  constructor(volume: Volume, scratch: ScratchFolder, incoming: string) {
    this.#volume = volume;
    this.#scratch = scratch;
    this.#incoming = incoming;
    this.artifacts = new Artifacts(volume, () => this.#pack());
  }

  /**
   * Writes the tree and the state.
   * @param mounted the tree that the run started from; null when it had none
   * @param text the state as text; null when there is none
   * @throws Ended when git would refuse the tree
   */
  commit(mounted: TreeId | null, text: string | null): Pick<RunEnd, 'tree' | 'state' | 'pack'> {
    if (mounted === null && text === null) return { tree: null, state: null, pack: this.finish() };
    this.#volume.ungraft();
    this.#scratch.remove();
    const writer = this.#pack();
    try {
      const tree = mounted === null ? null : this.#volume.snapshot(writer);
      const state = text === null ? null : writer.write('blob', Buffer.from(text));
      return { tree, state, pack: this.finish() };
    } catch (error) {
      if (this.artifacts.list.length === 0) this.drop();
      // Git would refuse the tree that the run left: the run's own fault.
      if (error instanceof FsError && error.code === 'EINVAL') throw new Ended('threw', `Error: ${error.message}`);
      throw error;
    }
  }

  /** Ends the pack. @returns its name, null when it would be empty */
  finish(): string | null {
    this.artifacts.assertWhole();
    const name = this.#writer?.finish() ?? null;
    this.#writer = undefined;
    return name;
  }

  /** Abandons the pack. */
  drop(): void {
    this.#writer?.abandon();
    this.#writer = undefined;
  }

  #pack(): PackWriter {
    this.#writer ??= new PackWriter(this.#incoming);
    return this.#writer;
  }
}

/**
 * Describes how keeping the state ended, within the limits of a message.
 * @param isWanted whether the request asked for the state
 */
export function toStateEnd({ text, leftOut, reason }: LeftState, isWanted: boolean): StateEnd {
  const shown = leftOut.slice(0, LEFT_OUT.names).map(([name, why]) => ({
    name: cutText(name, LEFT_OUT.nameLength),
    why: cutText(why, LEFT_OUT.whyLength),
  }));
  if (leftOut.length > shown.length) shown.push({ name: '...', why: `and ${leftOut.length - shown.length} more` });
  // Without a request for the state, do not report that the state is too large.
  const told = isWanted ? reason : null;
  return { kept: text !== null, reason: told && cutText(told, 1_000), leftOut: shown };
}
