/**
 * `Stats` and `StatFs`: Node's classes, filled with the host's results.
 */
import { constants } from './constants.ts';
import { BigIntOf, DateType, NumberOf, round } from './primordials.ts';

const { S_IFBLK, S_IFCHR, S_IFDIR, S_IFIFO, S_IFLNK, S_IFMT, S_IFREG, S_IFSOCK } = constants;
const NS_PER_MS = 1_000_000n;

/** The host's result: the first ten fields of `Stats`, then its four times in ms. */
export type StatFields = readonly number[];

abstract class StatsBase<Value extends number | bigint> {
  readonly dev: Value;
  readonly mode: Value;
  readonly nlink: Value;
  readonly uid: Value;
  readonly gid: Value;
  readonly rdev: Value;
  readonly blksize: Value;
  readonly ino: Value;
  readonly size: Value;
  readonly blocks: Value;

  constructor(fields: StatFields, as: (value: number) => Value) {
    this.dev = as(fields[0] as number);
    this.mode = as(fields[1] as number);
    this.nlink = as(fields[2] as number);
    this.uid = as(fields[3] as number);
    this.gid = as(fields[4] as number);
    this.rdev = as(fields[5] as number);
    this.blksize = as(fields[6] as number);
    this.ino = as(fields[7] as number);
    this.size = as(fields[8] as number);
    this.blocks = as(fields[9] as number);
  }

  isDirectory(): boolean {
    return this.#is(S_IFDIR);
  }

  isFile(): boolean {
    return this.#is(S_IFREG);
  }

  isBlockDevice(): boolean {
    return this.#is(S_IFBLK);
  }

  isCharacterDevice(): boolean {
    return this.#is(S_IFCHR);
  }

  isSymbolicLink(): boolean {
    return this.#is(S_IFLNK);
  }

  isFIFO(): boolean {
    return this.#is(S_IFIFO);
  }

  isSocket(): boolean {
    return this.#is(S_IFSOCK);
  }

  #is(type: number): boolean {
    return (NumberOf(this.mode) & S_IFMT) === type;
  }
}

export class Stats extends StatsBase<number> {
  readonly atimeMs: number;
  readonly mtimeMs: number;
  readonly ctimeMs: number;
  readonly birthtimeMs: number;
  readonly atime: Date;
  readonly mtime: Date;
  readonly ctime: Date;
  readonly birthtime: Date;

  constructor(fields: StatFields) {
    super(fields, (value) => value);
    this.atimeMs = fields[10] as number;
    this.mtimeMs = fields[11] as number;
    this.ctimeMs = fields[12] as number;
    this.birthtimeMs = fields[13] as number;
    this.atime = new DateType(round(this.atimeMs));
    this.mtime = new DateType(round(this.mtimeMs));
    this.ctime = new DateType(round(this.ctimeMs));
    this.birthtime = new DateType(round(this.birthtimeMs));
  }
}

export class BigIntStats extends StatsBase<bigint> {
  readonly atimeMs: bigint;
  readonly mtimeMs: bigint;
  readonly ctimeMs: bigint;
  readonly birthtimeMs: bigint;
  readonly atimeNs: bigint;
  readonly mtimeNs: bigint;
  readonly ctimeNs: bigint;
  readonly birthtimeNs: bigint;
  readonly atime: Date;
  readonly mtime: Date;
  readonly ctime: Date;
  readonly birthtime: Date;

  constructor(fields: StatFields) {
    super(fields, BigIntOf);
    this.atimeMs = BigIntOf(fields[10] as number);
    this.mtimeMs = BigIntOf(fields[11] as number);
    this.ctimeMs = BigIntOf(fields[12] as number);
    this.birthtimeMs = BigIntOf(fields[13] as number);
    this.atimeNs = this.atimeMs * NS_PER_MS;
    this.mtimeNs = this.mtimeMs * NS_PER_MS;
    this.ctimeNs = this.ctimeMs * NS_PER_MS;
    this.birthtimeNs = this.birthtimeMs * NS_PER_MS;
    this.atime = new DateType(fields[10] as number);
    this.mtime = new DateType(fields[11] as number);
    this.ctime = new DateType(fields[12] as number);
    this.birthtime = new DateType(fields[13] as number);
  }
}

/** Adds the times as `Temporal.Instant`: `atimeInstant`, `mtimeInstant`, `ctimeInstant` and `birthtimeInstant`. */
function addInstants(type: { readonly prototype: object }): void {
  for (const name of ['atime', 'mtime', 'ctime', 'birthtime'] as const) {
    const get = function (this: Stats | BigIntStats): unknown {
      const ms = this[`${name}Ms`];
      const instants = (globalThis as unknown as { Temporal: Temporal }).Temporal.Instant;
      return instants.fromEpochNanoseconds(typeof ms === 'bigint' ? ms * NS_PER_MS : BigIntOf(round(ms * 1e6)));
    };
    Object.defineProperty(type.prototype, `${name}Instant`, { get, enumerable: false, configurable: true });
  }
}

interface Temporal {
  readonly Instant: { fromEpochNanoseconds(value: bigint): unknown };
}

addInstants(Stats);
addInstants(BigIntStats);

/** Result of `statfs`. */
export class StatFs<Value extends number | bigint> {
  readonly type: Value;
  readonly bsize: Value;
  readonly frsize: Value;
  readonly blocks: Value;
  readonly bfree: Value;
  readonly bavail: Value;
  readonly files: Value;
  readonly ffree: Value;

  constructor(fields: readonly number[], as: (value: number) => Value) {
    this.type = as(fields[0] as number);
    this.bsize = as(fields[1] as number);
    this.frsize = this.bsize;
    this.blocks = as(fields[2] as number);
    this.bfree = as(fields[3] as number);
    this.bavail = as(fields[3] as number);
    this.files = as(fields[4] as number);
    this.ffree = as(fields[5] as number);
  }
}

/** @param fields the host's result @param bigint whether to return integers as BigInts */
export function toStats(fields: StatFields, bigint: unknown): Stats | BigIntStats {
  return bigint ? new BigIntStats(fields) : new Stats(fields);
}
