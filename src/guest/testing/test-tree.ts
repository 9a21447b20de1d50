/**
 * Runs tests as Node's `node:test` does: one after another, suites with their hooks, subtests inside tests.
 */
import { codedError } from '../web/errors.ts';

export type Body = (this: unknown, ...args: unknown[]) => unknown;
export type HookName = 'before' | 'after' | 'beforeEach' | 'afterEach';

export interface TestOptions {
  readonly skip?: boolean | string;
  readonly todo?: boolean | string;
  readonly only?: boolean;
  readonly timeout?: number;
  readonly plan?: number;
  readonly expectFailure?: unknown;
}

export type Outcome = 'pass' | 'fail' | 'skip' | 'todo' | 'cancelled';

/** Services of the run that the tree uses. */
export interface TestServices {
  now(): number;
  /** @returns a function that ends the wait */
  after(ms: number, callback: () => void): () => void;
  report(test: Test): void;
  contextOf(test: Test): object;
}

function failure(message: string, cause?: unknown): Error {
  const error = codedError(Error, 'ERR_TEST_FAILURE', message);
  return cause === undefined ? error : Object.assign(error, { cause });
}

/** One test or suite. */
export class Test {
  readonly name: string;
  readonly isSuite: boolean;
  readonly parent: Test | undefined;
  readonly options: TestOptions;
  readonly children: Test[] = [];
  readonly hooks: Record<HookName, Body[]> = { before: [], after: [], beforeEach: [], afterEach: [] };
  readonly diagnostics: string[] = [];
  outcome: Outcome | undefined;
  note: string | true | undefined;
  error: unknown;
  durationMs = 0;
  planned: number | undefined;
  assertions = 0;
  readonly #body: Body | undefined;
  readonly #services: TestServices;
  #queue: Promise<void> = Promise.resolve();
  #hasRunBefore = false;

  constructor(
    services: TestServices,
    parent: Test | undefined,
    name: string,
    options: TestOptions,
    body: Body | undefined,
    isSuite: boolean,
  ) {
    this.#services = services;
    this.parent = parent;
    this.name = name;
    this.options = options;
    this.#body = body;
    this.isSuite = isSuite;
    this.planned = options.plan;
  }

  get depth(): number {
    return this.parent ? this.parent.depth + 1 : -1;
  }

  get fullName(): string {
    return this.parent?.parent ? `${this.parent.fullName} > ${this.name}` : this.name;
  }

  /** Returns whether this test or one of its subtests has failed. */
  get hasFailed(): boolean {
    return this.outcome === 'fail' || this.outcome === 'cancelled' || this.children.some((child) => child.hasFailed);
  }

  /** Adds a subtest, which runs after the earlier ones. @returns a promise that resolves when the subtest has ended */
  add(name: string, options: TestOptions, body: Body | undefined, isSuite: boolean): Promise<void> {
    const child = new Test(this.#services, this, name, options, body, isSuite);
    this.children.push(child);
    if (isSuite) child.collect();
    if (this.isSuite && this.parent) return Promise.resolve();
    this.#queue = this.#queue.then(() => child.run());
    return this.#queue;
  }

  /** Runs a suite's function, which declares its tests. */
  collect(): void {
    if (!this.#body || this.#marker()) return;
    current.push(this);
    try {
      this.#body(this.#services.contextOf(this));
    } catch (error) {
      this.error = error;
      this.outcome = 'fail';
    } finally {
      current.pop();
    }
  }

  async run(): Promise<void> {
    const start = this.#services.now();
    const marker = this.#marker();
    if (marker === 'skip') this.outcome = 'skip';
    else if (this.isSuite) await this.#runSuite();
    else await this.#runTest();
    this.outcome ??= 'pass';
    if (marker === 'todo') this.outcome = 'todo';
    this.durationMs = this.#services.now() - start;
    this.#services.report(this);
  }

  /** Cancels the tests that are unfinished at the end of the run. */
  cancel(): void {
    for (const child of this.children) child.cancel();
    if (this.outcome !== undefined || !this.parent) return;
    this.outcome = 'cancelled';
    this.error = failure('Promise resolution is still pending but the event loop has already resolved');
    this.#services.report(this);
  }

  #marker(): 'skip' | 'todo' | undefined {
    const { skip, todo } = this.options;
    this.note ??= typeof (skip || todo) === 'string' ? ((skip || todo) as string) : skip || todo ? true : undefined;
    return skip ? 'skip' : todo ? 'todo' : undefined;
  }

  async #runSuite(): Promise<void> {
    try {
      await this.runBefore();
      const only = this.children.some((child) => child.options.only);
      for (const child of this.children) if (!only || child.options.only) await child.run();
      for (const hook of this.hooks.after) await hook.call(this, this.#services.contextOf(this));
    } catch (error) {
      this.#fail(error);
    }
    if (this.outcome === undefined && this.hasFailed) {
      const count = this.children.filter((child) => child.hasFailed).length;
      this.#fail(failure(`${count} subtest${count === 1 ? '' : 's'} failed`));
    }
  }

  /** Runs the `before` hooks of this suite, once. */
  async runBefore(): Promise<void> {
    if (this.#hasRunBefore) return;
    this.#hasRunBefore = true;
    for (const hook of this.hooks.before) await hook.call(this, this.#services.contextOf(this));
  }

  async #runTest(): Promise<void> {
    const context = this.#services.contextOf(this);
    const suites = this.#suites();
    try {
      for (const suite of suites) {
        await suite.runBefore();
        for (const hook of suite.hooks.beforeEach) await hook.call(context, context);
      }
      await this.#withTimeout(this.#callBody(context));
      await this.#queue;
      if (this.planned !== undefined && this.planned !== this.assertions) {
        throw failure(`plan expected ${this.planned} assertions but received ${this.assertions}`);
      }
    } catch (error) {
      this.#fail(error);
    }
    try {
      for (const suite of suites.reverse()) {
        for (const hook of suite.hooks.afterEach) await hook.call(context, context);
      }
      for (const hook of this.hooks.after) await hook.call(context, context);
    } catch (error) {
      this.#fail(error);
    }
    if (this.outcome === undefined && this.children.some((child) => child.hasFailed)) {
      const count = this.children.filter((child) => child.hasFailed).length;
      this.#fail(failure(`${count} subtest${count === 1 ? '' : 's'} failed`));
    }
    this.#judgeExpected();
  }

  /** Inverts the outcome of a test that is expected to fail. */
  #judgeExpected(): void {
    if (!this.options.expectFailure) return;
    if (this.outcome === 'fail') {
      this.outcome = undefined;
      this.error = undefined;
    } else this.#fail(failure('test was expected to fail but passed'));
  }

  async #callBody(context: object): Promise<void> {
    const body = this.#body;
    if (!body) return;
    if (body.length < 2) {
      await body.call(context, context);
      return;
    }
    await new Promise<void>((resolve, reject) => {
      body.call(context, context, (error: unknown) => (error ? reject(error) : resolve()));
    });
  }

  async #withTimeout(work: Promise<void>): Promise<void> {
    const { timeout } = this.options;
    if (timeout === undefined || timeout === Number.POSITIVE_INFINITY) return work;
    let stop = () => {};
    const late = new Promise<never>((_, reject) => {
      stop = this.#services.after(timeout, () => reject(failure(`test timed out after ${timeout}ms`)));
    });
    try {
      await Promise.race([work, late]);
    } finally {
      stop();
    }
  }

  #fail(error: unknown): void {
    if (this.outcome === 'skip') return;
    this.outcome = 'fail';
    this.error ??= error;
  }

  /** Returns the suites above this one, the root first. */
  #suites(): Test[] {
    const found: Test[] = [];
    for (let at = this.parent; at; at = at.parent) found.unshift(at);
    return found;
  }
}

/** The suites whose functions are running, the innermost last. */
export const current: Test[] = [];
