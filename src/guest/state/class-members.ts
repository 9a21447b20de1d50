/**
 * Separates the members that a class's source creates from later changes.
 */
import { bareArray, bareObject } from '../primordials.ts';
import type { Functions, Member, Shape } from './functions.ts';
import type { Callable } from './kinds.ts';
import {
  getOwnPropertyDescriptor,
  hasOwn,
  MapType,
  mapForEach,
  mapGet,
  mapHas,
  mapSet,
  ownKeys,
} from './primordials.ts';

/** Member that a class's source creates under one key. */
export interface Slot {
  value?: Member;
  get?: Member;
  set?: Member;
}

/** A function that a class's source creates. */
export interface MemberFunction {
  readonly function: Callable;
  readonly key: PropertyKey;
  readonly kind: 'value' | 'get' | 'set';
}

/** One half of a class: its own members or its prototype's. */
export interface Half {
  /** Keys whose properties are unchanged. */
  readonly untouched: { has(key: PropertyKey): boolean };
  /** Keys that the source creates but that were deleted later. */
  readonly gone: readonly PropertyKey[];
  readonly functions: readonly MemberFunction[];
}

export interface ClassMembers {
  /** The values of computed names, in order; undefined for a deleted member. */
  readonly keys: readonly (PropertyKey | undefined)[];
  readonly own: Half;
  readonly prototype: Half;
}

/**
 * Compares a class with its source.
 * @param isKnown returns whether the walk has found a function elsewhere, so that it does not belong to the class alone
 */
export function membersOf(
  type: Callable,
  prototype: object,
  { members }: Shape,
  functions: Functions,
  isKnown: (value: object) => boolean,
): ClassMembers {
  const keys: (PropertyKey | undefined)[] = bareArray();
  const own = new MapType<unknown, unknown>();
  const inherited = new MapType<unknown, unknown>();
  const taken = new MapType<unknown, unknown>();
  for (let at = 0; at < members.length; at += 1) {
    const member = members[at] as Member;
    let key: PropertyKey | undefined = member.name ?? undefined;
    if (key === undefined) {
      key = findKey(member.isStatic ? type : prototype, member, functions, taken);
      keys[keys.length] = key;
    }
    if (key !== undefined) place(member.isStatic ? own : inherited, key, member);
  }
  return {
    keys,
    own: compare(type, own, functions, isKnown),
    prototype: compare(prototype, inherited, functions, isKnown),
  };
}

/** Returns the key of a member with a computed name; undefined if the member was deleted. */
function findKey(
  holder: object,
  member: Member,
  functions: Functions,
  taken: Map<unknown, unknown>,
): PropertyKey | undefined {
  const keys = ownKeys(holder);
  for (let at = 0; at < keys.length; at += 1) {
    const found = functionAt(holder, keys[at] as PropertyKey, member.kind === 'method' ? 'value' : member.kind);
    if (!found || mapHas(taken, found) || functions.sourceOf(found) !== member.text) continue;
    mapSet(taken, found, true);
    return keys[at];
  }
  return undefined;
}

function functionAt(holder: object, key: PropertyKey, kind: 'value' | 'get' | 'set'): Callable | undefined {
  const found = getOwnPropertyDescriptor(holder, key);
  const value = found && hasOwn(found, kind) ? (found[kind] as unknown) : undefined;
  return typeof value === 'function' ? (value as Callable) : undefined;
}

/** Records a member. It replaces an earlier one with the same key; a getter and a setter are combined. */
function place(slots: Map<unknown, unknown>, key: PropertyKey, member: Member): void {
  const known = mapGet(slots, key) as Slot | undefined;
  const slot = bareObject<Member>() as Slot;
  if (member.kind !== 'method' && known?.get) slot.get = known.get;
  if (member.kind !== 'method' && known?.set) slot.set = known.set;
  slot[member.kind === 'method' ? 'value' : member.kind] = member;
  mapSet(slots, key, slot);
}

function compare(
  holder: object,
  slots: Map<unknown, unknown>,
  functions: Functions,
  isKnown: (value: object) => boolean,
): Half {
  const untouched = new MapType<unknown, unknown>();
  const gone: PropertyKey[] = bareArray();
  const made: MemberFunction[] = bareArray();
  mapForEach(slots, (slot, key) => {
    const found = getOwnPropertyDescriptor(holder, key as PropertyKey);
    if (!found) {
      gone[gone.length] = key as PropertyKey;
    } else if (isUntouched(found, slot as Slot, functions, isKnown)) {
      mapSet(untouched, key, true);
      for (let at = 0; at < KINDS.length; at += 1) {
        const kind = KINDS[at] as 'value' | 'get' | 'set';
        const value = (slot as Slot)[kind] && (found[kind] as Callable);
        if (value) made[made.length] = { function: value, key: key as PropertyKey, kind };
      }
    }
  });
  return { untouched: { has: (key) => mapHas(untouched, key) }, gone, functions: made };
}

const KINDS = ['value', 'get', 'set'] as const;

function isUntouched(
  found: PropertyDescriptor,
  slot: Slot,
  functions: Functions,
  isKnown: (value: object) => boolean,
): boolean {
  if (found.enumerable || !found.configurable || (slot.value && !(hasOwn(found, 'writable') && found.writable)))
    return false;
  for (let at = 0; at < KINDS.length; at += 1) {
    const kind = KINDS[at] as 'value' | 'get' | 'set';
    const value = hasOwn(found, kind) ? (found[kind] as unknown) : undefined;
    const member = slot[kind];
    if (member === undefined && value === undefined) continue;
    if (member === undefined || typeof value !== 'function' || isKnown(value)) return false;
    if (functions.sourceOf(value as Callable) !== member.text || hasExtras(value as Callable)) return false;
  }
  return true;
}

/**
 * Returns whether a method has more own properties than the initial ones: `length`, `name` and, for a generator,
 * `prototype`.
 */
function hasExtras(value: Callable): boolean {
  return ownKeys(value).length > (getOwnPropertyDescriptor(value, 'prototype') ? 3 : 2);
}
