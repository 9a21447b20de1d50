/**
 * The part that holds Node's `worker_threads`. A run is one thread, so its ports can only reach each other.
 * @see https://nodejs.org/api/worker_threads.html
 */
import type { Internals } from '../internals.ts';
import { refusal, refusals } from '../not-here.ts';
import { codedError } from '../web/errors.ts';

interface Messaging {
  readonly MessageChannel: unknown;
  readonly MessagePort: unknown;
  /** Removes and returns a port's oldest message. */
  receive(port: unknown): { message: unknown } | undefined;
}

interface Cloning {
  structuredClone(value: unknown): unknown;
}

const NO_LOCKS = 'a run is one thread and has nothing to lock against';

export default function create({ load }: Internals) {
  const { MessageChannel, MessagePort, receive } = load('messaging') as Messaging;
  const environment = new Map<unknown, unknown>();
  const { markAsUncloneable, markAsUntransferable, isMarkedAsUntransferable } = load('structured-clone') as Record<
    string,
    unknown
  >;
  const workerThreads = {
    isInternalThread: false,
    isMainThread: true,
    MessagePort,
    MessageChannel,
    markAsUncloneable,
    markAsUntransferable,
    isMarkedAsUntransferable,
    receiveMessageOnPort: (port: unknown) => {
      if (!(port instanceof (MessagePort as new () => object))) {
        const message = 'The "port" argument must be a MessagePort instance';
        throw codedError(TypeError, 'ERR_INVALID_ARG_TYPE', message);
      }
      return receive(port);
    },
    resourceLimits: {},
    threadId: 0,
    threadName: '',
    SHARE_ENV: Symbol.for('nodejs.worker_threads.SHARE_ENV'),
    parentPort: null,
    workerData: null,
    setEnvironmentData: (key: unknown, value: unknown) => {
      if (value === undefined) environment.delete(key);
      else environment.set(key, (load('structured-clone') as Cloning).structuredClone(value));
    },
    getEnvironmentData: (key: unknown) => environment.get(key),
    locks: {
      request: async () => refusal('worker_threads', 'locks.request', NO_LOCKS)(),
      query: async () => ({ held: [], pending: [] }),
    },
    ...refusals('worker_threads'),
  };
  return { workerThreads };
}
