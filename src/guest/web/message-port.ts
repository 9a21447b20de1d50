/**
 * `MessageChannel` and `MessagePort`.
 *
 * Both ends are in one isolate, so a message is cloned when it is posted. Each message is delivered by its own task,
 * for which the run waits. An open port does not keep the run alive, because only the run itself can post to it.
 * @see https://html.spec.whatwg.org/multipage/web-messaging.html#message-channels
 */
import { Fifo } from '../fifo.ts';
import { bareArray } from '../primordials.ts';
import type { PlatformCloning } from './cloning.ts';
import { DOMExceptionType } from './dom-exceptions.ts';
import { codedError, needArguments } from './errors.ts';
import type * as event from './event.ts';
import type * as target from './event-target.ts';
import { emitterMethods } from './port-emitter.ts';
import { internals } from './realm.ts';
import { isObject, shapeInterface } from './webidl.ts';

/** Classes of the part `events`. They are passed in, so that there is only one of each. */
type Events = Pick<typeof event, 'Event' | 'MessageEvent'> &
  Pick<typeof target, 'EventTarget' | 'defineHandler' | 'fire'>;

interface Message {
  readonly data: unknown;
  readonly ports: readonly object[];
}

/** One end of a channel; transferring a port moves its end to another port. */
interface End {
  port: target.EventTarget;
  /** The other end; null after one of the two has been closed. */
  peer: End | null;
  readonly queue: Fifo<Message>;
  isStarted: boolean;
}

/** The exports of the part `structured-clone` that this module uses. */
interface Cloning {
  cloneMessage(
    value: unknown,
    transfer: readonly object[],
  ): {
    readonly clone: unknown;
    readonly moved: readonly object[];
  };
  transferList(options: unknown): object[];
}

const iterator: typeof Symbol.iterator = Symbol.iterator;

/** Token without which the constructor throws, so that only this module makes ports. */
const KEY = Symbol('MessagePort');

function dataCloneError(message: string): Error {
  return new (DOMExceptionType())(message, 'DataCloneError');
}

/** Makes the two classes, and the functions that transfer ports. */
export function createMessaging({ Event, MessageEvent, EventTarget, defineHandler, fire }: Events) {
  let endOf: (port: MessagePort) => End | null;
  let setEnd: (port: MessagePort, end: End | null) => void;
  let isPort: (value: unknown) => value is MessagePort;

  function makePort(): MessagePort {
    return new (MessagePort as unknown as new (key: symbol) => MessagePort)(KEY);
  }

  /** Delivers the oldest message of an end, if the end was started. */
  function deliver(end: End): void {
    if (!end.isStarted) return;
    const message = end.queue.shift();
    if (message) fire(end.port, new MessageEvent('message', message));
  }

  function plan(end: End): void {
    internals.timers.setImmediate(() => deliver(end), bareArray());
  }

  class MessagePort extends EventTarget {
    /** Null for a port that has been transferred. */
    #end: End | null;
    #isReferenced = false;

    static {
      endOf = (port) => port.#end;
      setEnd = (port, end) => {
        port.#end = end;
      };
      isPort = (value): value is MessagePort => isObject(value) && #end in value;
    }

    constructor() {
      if (arguments[0] !== KEY)
        throw codedError(TypeError, 'ERR_CONSTRUCT_CALL_INVALID', 'Constructor cannot be called');
      super();
      this.#end = null;
    }

    postMessage(message: unknown, transferOrOptions: unknown = undefined): void {
      const end = this.#end;
      needArguments(arguments.length, 'message');
      const { cloneMessage, transferList } = internals.load('structured-clone') as Cloning;
      const isList = isObject(transferOrOptions) && typeof (transferOrOptions as never)[iterator] === 'function';
      const transfer = transferList(isList ? { transfer: transferOrOptions } : transferOrOptions);
      if (transfer.includes(this)) throw dataCloneError('Transfer list contains source port');
      const peer = end?.peer ?? null;
      const isDoomed = peer !== null && transfer.includes(peer.port);
      const { clone, moved } = cloneMessage(message, transfer);
      if (!peer || isDoomed) return;
      peer.queue.push({ data: clone, ports: moved.filter(isPort) });
      if (peer.isStarted) plan(peer);
    }

    start(): void {
      const end = this.#end;
      if (!end || end.isStarted) return;
      end.isStarted = true;
      for (let at = 0; at < end.queue.size; at += 1) plan(end);
    }

    close(): void {
      const end = this.#end;
      const peer = end?.peer;
      if (!end || !peer) return;
      end.peer = null;
      peer.peer = null;
      // Emit `close` in a task, after all messages that have been posted.
      for (const each of [end, peer]) {
        internals.timers.setImmediate(() => fire(each.port, new Event('close')), bareArray());
      }
    }

    /** Implements Node's `ref`. It has no effect on the run, because a port does not keep a run alive. */
    ref(): void {
      this.#isReferenced = true;
    }

    unref(): void {
      this.#isReferenced = false;
    }

    hasRef(): boolean {
      return this.#isReferenced;
    }
  }

  const makeEvent = (type: string, data: unknown) => new MessageEvent(type, { data, ports: [] });
  for (const [name, value] of Object.entries(emitterMethods(makeEvent))) {
    Object.defineProperty(MessagePort.prototype, name, { value, writable: true, configurable: true });
  }
  shapeInterface(MessagePort, 'MessagePort', ['postMessage', 'start', 'close']);
  defineHandler(MessagePort, 'message', (port) => (port as MessagePort).start());
  defineHandler(MessagePort, 'messageerror');
  defineHandler(MessagePort, 'close');

  class MessageChannel {
    readonly #port1 = makePort();
    readonly #port2 = makePort();

    constructor() {
      const first: End = { port: this.#port1, peer: null, queue: new Fifo(), isStarted: false };
      const second: End = { port: this.#port2, peer: first, queue: new Fifo(), isStarted: false };
      first.peer = second;
      setEnd(this.#port1, first);
      setEnd(this.#port2, second);
    }

    get port1(): MessagePort {
      return this.#port1;
    }

    get port2(): MessagePort {
      return this.#port2;
    }
  }

  shapeInterface(MessageChannel, 'MessageChannel', ['port1', 'port2']);

  /** Transfers ports; they can't be copied. */
  const cloning: PlatformCloning = {
    serialize(value) {
      if (!isPort(value)) return undefined;
      throw dataCloneError('Object that needs transfer was found in message but not listed in transferList');
    },
    transfer(value) {
      if (!isPort(value)) return undefined;
      const end = endOf(value);
      if (!end) throw dataCloneError('MessagePort in transfer list is already detached');
      const made = makePort();
      return {
        made,
        move() {
          setEnd(value, null);
          setEnd(made, end);
          end.port = made;
          end.isStarted = false;
        },
      };
    },
  };
  /** Removes and returns the oldest message of a port, as Node's `receiveMessageOnPort` does. */
  const receive = (port: MessagePort) => {
    const message = endOf(port)?.queue.shift();
    return message && { message: message.data };
  };
  return { MessageChannel, MessagePort, cloning, receive };
}
