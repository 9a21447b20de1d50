/**
 * Loose refs: a file for each, in folders.
 *
 * A listing reads only folders that have changed since the last listing. Git writes `<ref>.lock` beside a ref and renames it
 * over the ref, so every move by any process changes the timestamps of the ref's folder. In a changed folder, only changed
 * files are read.
 */

import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isAbsent, readTextIfPresent } from '../../core/files.ts';
import { type CommitId, OID_PATTERN } from '../../core/ids.ts';
import { Turns } from '../../core/turns.ts';
import { isRefName } from './ref-name.ts';

/** Content of a loose ref. Git accepts a file without the line feed. */
const VALUE = new RegExp(`^(${OID_PATTERN})(?:\\s|$)`);
export const SYMBOLIC = Symbol('a symbolic ref');

/** A file that changed less than this before it was read may change again with the same timestamp. In ms. */
const TICK_MS = 50;

type Value = CommitId | typeof SYMBOLIC;

interface LooseRef {
  readonly value: Value;
  /** State of the file, see `#stateOf`. */
  readonly state: string;
}

/** The refs directly in a folder, by full name. */
export interface RefFolder {
  readonly refs: ReadonlyMap<string, LooseRef>;
  /** Subfolders, by full name. */
  readonly folders: readonly string[];
  /** State of the folder, see `#stateOf`. */
  readonly state: string;
}

export class LooseRefs {
  readonly #gitDir: string;
  readonly #folders = new Map<string, RefFolder>();

  constructor(gitDir: string) {
    this.#gitDir = gitDir;
  }

  /**
   * Reads one ref.
   * @returns undefined when there is no such file
   * @throws Error when the file is damaged
   */
  read(ref: string): Value | undefined {
    const text = readTextIfPresent(join(this.#gitDir, ref), 'latin1');
    if (text === undefined) return undefined;
    if (text.startsWith('ref:')) return SYMBOLIC;
    const oid = VALUE.exec(text)?.[1];
    if (oid === undefined) throw new Error(`${ref}: its file is damaged`);
    return oid as CommitId;
  }

  /** Returns the folder `name` and all folders below it. Returns the same objects as long as nothing in them changes. */
  below(name: string): RefFolder[] {
    const folder = this.#folder(name);
    return folder === undefined ? [] : [folder, ...folder.folders.flatMap((each) => this.below(each))];
  }

  /** Reads the changes in a folder and below it into the cache, so that `below` is fast. Lets other work run in between. */
  async readInTurns(name: string): Promise<void> {
    const turns = new Turns();
    const state = this.#stateOf(name);
    const known = this.#folders.get(name);
    if (state === undefined) return;
    if (state === '' || known?.state !== state) {
      const reading = this.#reading(name, state, known);
      let step = reading.next();
      for (; !step.done; step = reading.next()) if (turns.isOver) await turns.next();
      if (step.value === undefined) return;
      this.#folders.set(name, step.value);
    }
    for (const each of this.#folders.get(name)?.folders ?? []) await this.readInTurns(each);
  }

  #folder(name: string): RefFolder | undefined {
    const state = this.#stateOf(name);
    const known = this.#folders.get(name);
    if (state !== undefined && state !== '' && known?.state === state) return known;
    const folder = state === undefined ? undefined : this.#readFolder(name, state, known);
    if (folder === undefined) this.#drop(name);
    else this.#folders.set(name, folder);
    return folder;
  }

  #readFolder(name: string, state: string, known: RefFolder | undefined): RefFolder | undefined {
    const reading = this.#reading(name, state, known);
    for (;;) {
      const { done, value } = reading.next();
      if (done) return value;
    }
  }

  /** Reads a folder. Yields after each entry, so that the caller can pause. */
  *#reading(name: string, state: string, known: RefFolder | undefined): Generator<void, RefFolder | undefined> {
    const refs = new Map<string, LooseRef>();
    const folders: string[] = [];
    try {
      for (const entry of readdirSync(join(this.#gitDir, name), { withFileTypes: true })) {
        const ref = `${name}/${entry.name}`;
        if (entry.isDirectory()) folders.push(ref);
        else if (isRefName(ref)) {
          const now = this.#stateOf(ref);
          const before = known?.refs.get(ref);
          const isSame = now !== undefined && now !== '' && before?.state === now;
          const value = isSame ? before.value : this.read(ref);
          if (value !== undefined) refs.set(ref, { value, state: now ?? '' });
        }
        yield;
      }
    } catch (error) {
      if (isAbsent(error)) return undefined;
      throw error;
    }
    for (const gone of known?.folders ?? []) if (!folders.includes(gone)) this.#drop(gone);
    return { refs, folders, state };
  }

  #drop(name: string): void {
    for (const each of this.#folders.get(name)?.folders ?? []) this.#drop(each);
    this.#folders.delete(name);
  }

  /**
   * Returns a text that identifies the state of a file or folder.
   * @returns undefined when it does not exist; '' when it changed so recently that its timestamps may not show the next change
   */
  #stateOf(name: string): string | undefined {
    const stats = statSync(join(this.#gitDir, name), { throwIfNoEntry: false });
    if (stats === undefined) return undefined;
    const { ino, size, mtimeMs, ctimeMs } = stats;
    return Date.now() - ctimeMs > TICK_MS ? `${ino} ${size} ${mtimeMs} ${ctimeMs}` : '';
  }
}
