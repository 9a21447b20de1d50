/**
 * The guest side of `import()`: each call has a number and waits for the host to find, link and evaluate its module.
 */
import type { ModuleCalls } from './border.ts';
import { failed } from './host.ts';
import { toError } from './host-error.ts';
import { attributesOf } from './import-attributes.ts';
import { LANGUAGE } from './language.ts';

const { apply, mapGet: get, mapSet: set, mapHas: has, mapDelete: remove, withResolvers } = LANGUAGE;
const { Map: MapType, Promise: PromiseType } = LANGUAGE;

export class DynamicImports {
  readonly #calls: ModuleCalls;
  readonly #waiting = new MapType<number, PromiseWithResolvers<unknown>>();
  #ids = 0;
  #count = 0;

  constructor(calls: ModuleCalls) {
    this.#calls = calls;
  }

  /** Returns the number of unfinished imports. */
  get count(): number {
    return this.#count;
  }

  /** Starts an import. @param from base path of a relative specifier @returns a promise of the namespace */
  begin(from: string, specifier: unknown, options?: unknown): Promise<unknown> {
    const pending = apply(withResolvers, PromiseType, []) as PromiseWithResolvers<unknown>;
    const id = ++this.#ids;
    try {
      const text = `${specifier}`;
      const answer = this.#calls('import', id, text, from, attributesOf(options));
      if (failed(answer)) throw toError(answer);
      apply(set, this.#waiting, [id, pending]);
      this.#count += 1;
    } catch (error) {
      pending.reject(error);
    }
    return pending.promise;
  }

  /** Returns whether an import has not ended. */
  waits(id: number): boolean {
    return apply(has, this.#waiting, [id]);
  }

  /** Ends an import, unless it has ended already. */
  settle(id: number, namespace: unknown, failure?: { readonly reason: unknown }): void {
    if (!this.waits(id)) return;
    const pending = apply(get, this.#waiting, [id]) as PromiseWithResolvers<unknown>;
    apply(remove, this.#waiting, [id]);
    this.#count -= 1;
    if (failure) pending.reject(failure.reason);
    else pending.resolve(namespace);
  }
}
