/**
 * The part that holds Node's `node:test`.
 *
 * Tests run one after another, in the order of their declaration, and are reported as by Node's `spec` reporter. The
 * summary is printed when the run has nothing else left to do. A failed test sets the exit code 1.
 * @see https://nodejs.org/api/test.html
 */
import type { Internals } from '../internals.ts';
import { refusal, refusals } from '../not-here.ts';
import { MockTracker } from '../testing/mock.ts';
import { Report } from '../testing/report.ts';
import { type Body, current, type HookName, Test, type TestOptions } from '../testing/test-tree.ts';

interface Process {
  exitCode: unknown;
  on(event: string, listener: () => void): void;
}

type Assert = Record<string, (...args: unknown[]) => unknown>;
type Declare = (name?: unknown, options?: unknown, body?: unknown) => Promise<void>;

const HOOKS: readonly HookName[] = ['before', 'after', 'beforeEach', 'afterEach'];
const NO_SNAPSHOTS = 'a run keeps no snapshots of tests';

/** Reads the arguments of `test`, all of which are optional. */
function argumentsOf(args: readonly unknown[]): [name: string, options: TestOptions, body: Body | undefined] {
  const body = args.find((each) => typeof each === 'function') as Body | undefined;
  const options = args.find((each) => typeof each === 'object' && each !== null) as TestOptions | undefined;
  const [first] = args;
  return [typeof first === 'string' ? first : body?.name || '<anonymous>', options ?? {}, body];
}

export default function create({ host, load, builtin, timers }: Internals) {
  const { process } = load('process') as { process: Process };
  const inspect = (value: unknown) => (load('inspect') as { inspect(value: unknown): string }).inspect(value);
  const assert = builtin('assert') as Assert;
  const report = new Report((text) => host.write(text, true), inspect);
  const mock = new MockTracker();
  const contexts = new WeakMap<Test, object>();
  const started = host.now();
  const registered: Assert = {};
  let isTold = false;

  const services = {
    now: () => host.now(),
    after: (ms: number, callback: () => void) => {
      const timer = timers.setTimeout(callback, ms, []);
      return () => timers.clear(timer);
    },
    report: (test: Test) => {
      if (test.depth === 0) report.show(test);
    },
    contextOf: (test: Test) => {
      const known =
        contexts.get(test) ?? makeContext(test, newSignal(load), assertOf(test, { ...assert, ...registered }));
      contexts.set(test, known);
      return known;
    },
  };
  const root = new Test(services, undefined, '<root>', {}, undefined, true);

  /** Cancels unfinished tests, and prints the summary. */
  function tell(): void {
    if (isTold) return;
    isTold = true;
    root.cancel();
    report.summary(root, host.now() - started);
    if (root.hasFailed) process.exitCode = 1;
  }

  function declarer(isSuite: boolean, more: TestOptions = {}): Declare {
    return (...args) => {
      if (root.children.length === 0) process.on('beforeExit', tell);
      const [name, options, body] = argumentsOf(args);
      const place = current[current.length - 1] ?? root;
      return place.add(name, { ...options, ...more }, body, isSuite);
    };
  }

  function withMarkers(isSuite: boolean): Declare {
    return Object.assign(declarer(isSuite), {
      skip: declarer(isSuite, { skip: true }),
      todo: declarer(isSuite, { todo: true }),
      only: declarer(isSuite, { only: true }),
      expectFailure: declarer(isSuite, { expectFailure: true }),
    });
  }

  const test = withMarkers(false);
  const suite = withMarkers(true);
  const hookEntries = HOOKS.map((name) => [
    name,
    (hook: Body) => void (current[current.length - 1] ?? root).hooks[name].push(hook),
  ]);
  Object.assign(test, {
    ...(Object.fromEntries(hookEntries) as object),
    describe: suite,
    suite,
    it: test,
    test,
    mock,
    getTestContext: () => undefined,
    assert: { register: (name: string, call: Assert[string]) => Object.assign(registered, { [name]: call }) },
    snapshot: {
      setDefaultSnapshotSerializers: refusal('test', 'snapshot.setDefaultSnapshotSerializers', NO_SNAPSHOTS),
      setResolveSnapshotPath: refusal('test', 'snapshot.setResolveSnapshotPath', NO_SNAPSHOTS),
    },
    ...refusals('test'),
  });
  return { test };
}

function newSignal(load: Internals['host']['load']): object {
  const { AbortController } = load('events') as { AbortController: new () => { signal: object } };
  return new AbortController().signal;
}

/** Makes the assertions of a test, which count their calls. */
function assertOf(test: Test, all: Assert): Assert {
  const counted =
    (call: (...args: unknown[]) => unknown) =>
    (...args: unknown[]) => {
      test.assertions += 1;
      return call(...args);
    };
  const entries = Object.entries(all).map(([name, call]) => [name, typeof call === 'function' ? counted(call) : call]);
  return Object.fromEntries([...entries, ['snapshot', refusal('test', 'assert.snapshot', NO_SNAPSHOTS)]]) as Assert;
}

/** Makes the context that the body of a test gets. */
function makeContext(test: Test, signal: object, assert: Assert): object {
  const mark = (outcome: 'skip' | 'todo') => (message?: unknown) => {
    test.outcome = outcome;
    test.note = typeof message === 'string' ? message : true;
  };
  const tracker = new MockTracker();
  test.hooks.after.push(() => tracker.restoreAll());
  const hooks = HOOKS.map((name) => [name, (hook: Body) => void test.hooks[name].push(hook)]);
  return {
    name: test.name,
    fullName: test.fullName,
    filePath: '/main.ts',
    signal,
    get passed() {
      return !test.hasFailed;
    },
    get error() {
      return test.error ?? null;
    },
    assert,
    mock: tracker,
    diagnostic: (message: unknown) => void test.diagnostics.push(`${message as string}`),
    plan: (count: number) => {
      test.planned = count;
    },
    runOnly: () => undefined,
    skip: mark('skip'),
    todo: mark('todo'),
    test: (...args: unknown[]) => {
      test.assertions += 1;
      return test.add(...argumentsOf(args), false);
    },
    ...(Object.fromEntries(hooks) as object),
  };
}
