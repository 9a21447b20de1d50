/**
 * Fills a newly made object with the content that the state describes.
 */
import { dataDescriptor } from '../primordials.ts';
import { ATTRIBUTE, type StateFunction, type StateObject, type StateSlot, type StateValue } from './format.ts';
import { defineProperty, deleteProperty, getOwnPropertyDescriptor, ownKeys } from './primordials.ts';

/** Decodes the texts of a state. */
export interface StateValues {
  value(text: StateValue): unknown;
  /** Returns a property's key; undefined for a deleted member. */
  key(text: StateValue): PropertyKey | undefined;
}

export class Filler {
  readonly #values: StateValues;

  constructor(values: StateValues) {
    this.#values = values;
  }

  /** Gives an array its elements. */
  array(array: unknown[], { items, length }: Extract<StateObject, { type: 'array' }>): void {
    if (!items) {
      array.length = length ?? 0;
      return;
    }
    // Set the length first: otherwise holes at the end are lost.
    array.length = items.length;
    for (let at = 0; at < items.length; at += 1) {
      const item = items[at] as StateValue;
      if (item !== '#hole') defineProperty(array, at, dataDescriptor(this.#values.value(item), 7));
    }
  }

  /** Sets the `name` and `prototype` of a function, and deletes the members that had been deleted. */
  function(value: object, { name, prototype, gone, slots }: StateFunction): void {
    if (typeof name === 'string') defineProperty(value, 'name', dataDescriptor(name, ATTRIBUTE.configurable));
    else if (!hasSlot(slots, 'name')) deleteProperty(value, 'name');
    this.removeGone(value, gone);
    if (prototype === undefined) return;
    const target = this.#values.value(prototype);
    const present = getOwnPropertyDescriptor(value, 'prototype');
    if (present?.writable && present.value !== target)
      defineProperty(value, 'prototype', dataDescriptor(target, ATTRIBUTE.writable));
  }

  /** Deletes members that a class's source creates but that had been deleted. */
  removeGone(value: object, gone: readonly StateValue[] | undefined): void {
    if (!gone) return;
    for (let at = 0; at < gone.length; at += 1)
      deleteProperty(value, this.#values.key(gone[at] as StateValue) as PropertyKey);
  }

  /** Defines the own properties of an object. */
  properties(value: object, { properties, slots }: Extract<StateObject, { slots?: unknown }>): void {
    if (properties) {
      const keys = ownKeys(properties) as string[];
      for (let at = 0; at < keys.length; at += 1) {
        const key = keys[at] as string;
        defineProperty(value, key, dataDescriptor(this.#values.value(properties[key] as StateValue), 7));
      }
    }
    if (slots) for (let at = 0; at < slots.length; at += 1) this.slot(value, slots[at] as StateSlot);
  }

  /** Defines one property. */
  slot(target: object, slot: StateSlot): void {
    const { 0: key, 1: attributes, 2: first } = slot;
    const name = this.#values.key(key) as PropertyKey;
    const descriptor = dataDescriptor(undefined, attributes);
    if (slot.length === 4) {
      const accessor = {
        __proto__: null,
        get: this.#values.value(first),
        set: this.#values.value(slot[3] as StateValue),
        enumerable: descriptor.enumerable,
        configurable: descriptor.configurable,
      };
      defineProperty(target, name, accessor as unknown as PropertyDescriptor);
    } else {
      descriptor.value = this.#values.value(first);
      defineProperty(target, name, descriptor);
    }
  }
}

function hasSlot(slots: readonly StateSlot[] | undefined, key: string): boolean {
  if (slots) for (let at = 0; at < slots.length; at += 1) if (slots[at]?.[0] === key) return true;
  return false;
}
