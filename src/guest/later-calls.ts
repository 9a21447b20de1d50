/**
 * Asynchronous host calls. The run does not end before all of them are answered.
 */
import { type HostCallbacks, type HostFailure, type HostValue, LATER } from './border.ts';
import { bareArray } from './primordials.ts';

type Answer = HostValue | HostFailure;

const { apply } = Reflect;
const { get, set, delete: remove } = Map.prototype;
const { withResolvers } = Promise;
const PromiseType = Promise;

export class LaterCalls {
  readonly #call: HostCallbacks['call'];
  readonly #answers = new Map<number, (answer: Answer) => void>();
  #ids = 0;
  #count = 0;

  constructor(call: HostCallbacks['call']) {
    this.#call = call;
  }

  /** Returns the number of unanswered calls. */
  get count(): number {
    return this.#count;
  }

  /** @returns a promise that never rejects: a failure is a value */
  ask(name: string, args: HostValue[]): Promise<Answer> {
    const { promise, resolve } = apply(withResolvers, PromiseType, []) as PromiseWithResolvers<Answer>;
    const id = ++this.#ids;
    apply(set, this.#answers, [id, resolve]);
    this.#count += 1;
    const all = bareArray<HostValue>();
    all[0] = LATER;
    all[1] = id;
    all[2] = name;
    for (let at = 0; at < args.length; at += 1) all[at + 3] = args[at];
    apply(this.#call, undefined, all);
    return promise;
  }

  settle(id: number, answer: Answer): void {
    (apply(get, this.#answers, [id]) as (answer: Answer) => void)(answer);
    apply(remove, this.#answers, [id]);
    this.#count -= 1;
  }
}
