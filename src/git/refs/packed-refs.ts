/**
 * The file `packed-refs`: refs that `git pack-refs` has put together. A loose ref of the same name takes precedence.
 *
 * Parsed once for each state of the file. The file is only ever replaced as a whole.
 * @see https://git-scm.com/docs/git-pack-refs
 */

import { readFileSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import { readTextIfPresent, removeFile, replaceFile } from '../../core/files.ts';
import { type CommitId, OID_PATTERN } from '../../core/ids.ts';
import type { FileLock } from '../files/file-lock.ts';

const LINE = new RegExp(`^(${OID_PATTERN}) (\\S+)$`);
/** A line that tells the object of the tag on the line before. */
const PEELED = new RegExp(`^\\^${OID_PATTERN}$`);
const HEADER = '# pack-refs with: peeled fully-peeled sorted \n';

/** A file younger than this when it was parsed may be replaced within the same tick of its time stamps. In ms. */
const TICK_MS = 50;

interface Parsed {
  readonly refs: ReadonlyMap<string, CommitId>;
  /** The state of the file from which `refs` was read. */
  readonly stats: Stats | undefined;
  readonly settled: boolean;
}

export class PackedRefs {
  readonly #path: string;
  #parsed: Parsed = { refs: new Map(), stats: undefined, settled: false };

  constructor(gitDir: string) {
    this.#path = join(gitDir, 'packed-refs');
  }

  /** Where the file lies; `<path>.lock` guards it. */
  get path(): string {
    return this.#path;
  }

  /** Every packed ref by full name, as the file has them now. All are taken for commits: of pins only the names are read. */
  read(): ReadonlyMap<string, CommitId> {
    const stats = statSync(this.#path, { throwIfNoEntry: false });
    if (!this.#parsed.settled || !sameFile(this.#parsed.stats, stats)) {
      const settled = stats === undefined || Date.now() - stats.ctimeMs > TICK_MS;
      this.#parsed = { refs: stats === undefined ? new Map() : this.#parse(), stats, settled };
    }
    return this.#parsed.refs;
  }

  /**
   * Rewrites the file without `refs`, where it has any of them.
   * @param lock of this file, held by the caller, who releases it when nothing was written
   * @returns whether the file was replaced and the lock spent
   */
  async remove(refs: ReadonlySet<string>, lock: FileLock): Promise<boolean> {
    const packed = this.read();
    if (![...refs].some((ref) => packed.has(ref))) return false;
    const kept: string[] = [];
    let dropping = false;
    for (const line of readFileSync(this.#path, 'latin1').split('\n')) {
      // A line that begins with "^" tells what the tag on the line before it points to.
      if (!line.startsWith('^')) dropping = refs.has(Buffer.from(line.slice(41), 'latin1').toString());
      if (line !== '' && !line.startsWith('#') && !dropping) kept.push(line);
    }
    await lock.commit(Buffer.from(HEADER + kept.map((line) => `${line}\n`).join(''), 'latin1'));
    return true;
  }

  /** Returns how many lines of the file are damaged, the last one if it is cut short. */
  damagedLines(): number {
    const lines = (readTextIfPresent(this.#path, 'latin1') ?? '').split('\n');
    return lines.filter((line, nth) => !isWhole(line, nth === lines.length - 1)).length;
  }

  /** Rewrites the file without its damaged lines. To be called under its lock. */
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
   * Removes the new file that a killed git has left, which would stop the next one.
   * @param lock of this file, held by the caller: nobody else writes one meanwhile
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

/** Returns whether git takes a line of the file. @param isLast whether no line feed ends it */
function isWhole(line: string, isLast: boolean): boolean {
  return isLast ? line === '' : line.startsWith('#') || PEELED.test(line) || LINE.test(line);
}

function sameFile(a: Stats | undefined, b: Stats | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.ino === b.ino && a.size === b.size && a.mtimeMs === b.mtimeMs && a.ctimeMs === b.ctimeMs;
}
