/**
 * Loose refs: a file for each, in folders.
 *
 * A listing reads only folders that have changed since the last one. Git writes `<ref>.lock` beside a ref and renames it
 * over the ref, so every move, by whichever process, changes the time stamps of the ref's folder. Of a folder that has
 * changed, only files that have changed are read.
 */

import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isAbsent, readTextIfPresent } from '../../core/files.ts';
import { type CommitId, OID_PATTERN } from '../../core/ids.ts';
import { Turns } from '../../core/turns.ts';
import { isRefName } from './ref-name.ts';

/** As git reads it: the line feed may be missing. */
const VALUE = new RegExp(`^(${OID_PATTERN})(?:\\s|$)`);
export const SYMBOLIC = Symbol('a symbolic ref');

/** A file younger than this when it was read may change within the same tick of its time stamps. In ms. */
const TICK_MS = 50;

type Value = CommitId | typeof SYMBOLIC;

interface LooseRef {
  readonly value: Value;
  /** State of the file. */
  readonly state: string;
}

/** The refs that lie directly in a folder, by full name. */
export interface RefFolder {
  readonly refs: ReadonlyMap<string, LooseRef>;
  /** Folders in it, by full name. */
  readonly folders: readonly string[];
  /** State of the folder. */
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

  /** The folder `name` and those below it; the same objects as long as nothing in them changes. */
  below(name: string): RefFolder[] {
    const folder = this.#folder(name);
    return folder === undefined ? [] : [folder, ...folder.folders.flatMap((each) => this.below(each))];
  }

  /** Reads what has changed in a folder and those below it while others have their turns, for `below` to find it read. */
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

  /** Reads a folder, with a pause after each ref. */
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

  /** Returns a text that tells one state of a file or folder from another; undefined when it is gone, empty while it is too young to say. */
  #stateOf(name: string): string | undefined {
    const stats = statSync(join(this.#gitDir, name), { throwIfNoEntry: false });
    if (stats === undefined) return undefined;
    const { ino, size, mtimeMs, ctimeMs } = stats;
    return Date.now() - ctimeMs > TICK_MS ? `${ino} ${size} ${mtimeMs} ${ctimeMs}` : '';
  }
}
