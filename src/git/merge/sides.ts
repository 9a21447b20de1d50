/**
 * The three trees of a merge, and their versions of a path.
 */
import type { Oid } from '../../core/ids.ts';
import { isFileMode } from '../format/entry-mode.ts';

/** One value for each of the three trees. */
export interface Sides<T> {
  readonly base: T;
  readonly ours: T;
  readonly theirs: T;
}

/** Numbers of the trees, which are also the indexes of a `Three`. A mask of trees has the bit `1 << number` for each. */
export const BASE = 0;
export const OURS = 1;
export const THEIRS = 2;
export type Side = typeof OURS | typeof THEIRS;
export const SIDES: readonly Side[] = [OURS, THEIRS];

export const BASE_MASK = 1 << BASE;
export const ALL_MASK = 7;

/** One value for each tree, by its number. */
export type Three<T> = [base: T, ours: T, theirs: T];

/** The entry of a tree at a path: its mode and its object. */
export interface Version {
  readonly mode: string;
  readonly oid: Oid;
}

export function isSame(one: Version | undefined, other: Version | undefined): boolean {
  return one?.oid === other?.oid && one?.mode === other?.mode;
}

export function otherSide(side: Side): Side {
  return side === OURS ? THEIRS : OURS;
}

/** Returns whether a version is a regular file. */
export function isFile(version: Version | undefined): version is Version {
  return version !== undefined && isFileMode(version.mode);
}
