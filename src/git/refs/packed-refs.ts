/**
 * The file `packed-refs`: refs that `git pack-refs` has put together. A loose ref of the same name takes precedence.
 *
 * The file is parsed once for each of its states. Git and treebox always replace the whole file.
 * @see https://git-scm.com/docs/git-pack-refs
 */

import { readFileSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import { readTextIfPresent, removeFile, replaceFile } from '../../core/files.ts';
import { type CommitId, OID_PATTERN } from '../../core/ids.ts';
import type { FileLock } from '../files/file-lock.ts';

const LINE = new RegExp(`^(${OID_PATTERN}) (\\S+)$`);
/** A line with the object that the tag on the line before it points to. */
const PEELED = new RegExp(`^\\^${OID_PATTERN}$`);
const HEADER = '# pack-refs with: peeled fully-peeled sorted \n';

/** A file that changed less than this before it was parsed may be replaced with the same timestamp. In ms. */
const TICK_MS = 50;

interface Parsed {
  readonly refs: ReadonlyMap<string, CommitId>;
  /** The state of the file from which `refs` was read. */
  readonly stats: Stats | undefined;
  /** True when the file was old enough that any later change shows in its timestamps. */
  readonly settled: boolean;
}

export class PackedRefs {
  readonly #path: string;
  #parsed: Parsed = { refs: new Map(), stats: undefined, settled: false };

  constructor(gitDir: string) {
    this.#path = join(gitDir, 'packed-refs');
  }

  /** Absolute path of the file. Its lock is `<path>.lock`. */
  get path(): string {
    return this.#path;
  }

  /** Returns all refs that the file has now, by full name. Values are typed as commits; of pins, callers use only the names. */
  read(): ReadonlyMap<string, CommitId> {
    const stats = statSync(this.#path, { throwIfNoEntry: false });
    if (!this.#parsed.settled || !sameFile(this.#parsed.stats, stats)) {
      const settled = stats === undefined || Date.now() - stats.ctimeMs > TICK_MS;
      this.#parsed = { refs: stats === undefined ? new Map() : this.#parse(), stats, settled };
    }
    return this.#parsed.refs;
  }

  /**
   * Rewrites the file without `refs`, if it has any of them.
   * @param lock of this file, held by the caller, who releases it when the file was not replaced
   * @returns whether the file was replaced, which also ends the lock
   */
  async remove(refs: ReadonlySet<string>, lock: FileLock): Promise<boolean> {
    const packed = this.read();
    if (![...refs].some((ref) => packed.has(ref))) return false;
    const kept: string[] = [];
    let dropping = false;
    for (const line of readFileSync(this.#path, 'latin1').split('\n')) {
      // A line that begins with "^" belongs to the tag on the line before it.
      if (!line.startsWith('^')) dropping = refs.has(Buffer.from(line.slice(41), 'latin1').toString());
      if (line !== '' && !line.startsWith('#') && !dropping) kept.push(line);
    }
    await lock.commit(Buffer.from(HEADER + kept.map((line) => `${line}\n`).join(''), 'latin1'));
    return true;
  }

  /** Returns the number of damaged lines. A last line without a line feed counts as damaged. */
  damagedLines(): number {
    const lines = (readTextIfPresent(this.#path, 'latin1') ?? '').split('\n');
    return lines.filter((line, nth) => !isWhole(line, nth === lines.length - 1)).length;
  }

  /** Rewrites the file without its damaged lines. The caller holds the lock of the file. */
  dropDamaged(): void {
    const lines = readFileSync(this.#path, 'latin1').split('\n');
    const kept: string[] = [];
    let dropping = false;
    for (const [nth, line] of lines.entries()) {
      // A line that begins with "^" belongs to the tag on the line before it.
      if (!PEELED.test(line)) dropping = !isWhole(line, nth === lines.length - 1);
      if (line !== '' && !dropping) kept.push(line);
    }
    replaceFile(this.#path, Buffer.from(kept.map((line) => `${line}\n`).join(''), 'latin1'), 'on disk');
  }

  /**
   * Removes the file `packed-refs.new` that a killed git has left. Otherwise the next `git pack-refs` would fail.
   * @param lock of `packed-refs`, held by the caller, so that no other process is writing the new file
   */
  removeUnfinished(_lock: FileLock): void {
    removeFile(`${this.#path}.new`);
  }

  #parse(): ReadonlyMap<string, CommitId> {
    const refs = new Map<string, CommitId>();
    for (const line of readTextIfPresent(this.#path)?.split('\n') ?? []) {
      const match = LINE.exec(line);
      if (match !== null) refs.set(match[2] as string, match[1] as CommitId);
    }
    return refs;
  }
}

/** Returns whether git accepts a line of the file. @param isLast true when no line feed ends the line */
function isWhole(line: string, isLast: boolean): boolean {
  return isLast ? line === '' : line.startsWith('#') || PEELED.test(line) || LINE.test(line);
}

function sameFile(a: Stats | undefined, b: Stats | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.ino === b.ino && a.size === b.size && a.mtimeMs === b.mtimeMs && a.ctimeMs === b.ctimeMs;
}
