/**
 * `MessageChannel` and `MessagePort`.
 *
 * Both ends are in one isolate, so a message is cloned when it is posted. Each is delivered by a task of its own, which
 * the run waits for; a port that is merely open keeps nothing alive, since nothing but the run itself could post to it.
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

/** Classes of the events part, which must be the same everywhere. */
type Events = Pick<typeof event, 'Event' | 'MessageEvent'> &
  Pick<typeof target, 'EventTarget' | 'defineHandler' | 'fire'>;

interface Message {
  readonly data: unknown;
  readonly ports: readonly object[];
}

/** One end of a channel; transferring a port moves its end to another port. */
interface End {
  port: target.EventTarget;
  /** The other end; null once either has been closed. */
  peer: End | null;
  readonly queue: Fifo<Message>;
  isStarted: boolean;
}

/** As much of the part that clones as is used here. */
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

/** Lets only our own code make a port. */
const KEY = Symbol('MessagePort');

function dataCloneError(message: string): Error {
  return new (DOMExceptionType())(message, 'DataCloneError');
}

/** Makes the two classes, and says how ports are moved. */
export function createMessaging({ Event, MessageEvent, EventTarget, defineHandler, fire }: Events) {
  let endOf: (port: MessagePort) => End | null;
  let setEnd: (port: MessagePort, end: End | null) => void;
  let isPort: (value: unknown) => value is MessagePort;

  function makePort(): MessagePort {
    return new (MessagePort as unknown as new (key: symbol) => MessagePort)(KEY);
  }

  /** Delivers an end's oldest message, if it may have one. */
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
      // What has been posted comes before the news that nothing more will.
      for (const each of [end, peer]) {
        internals.timers.setImmediate(() => fire(each.port, new Event('close')), bareArray());
      }
    }

    /** Node's: remembered, and of no effect, since a port keeps nothing alive here. */
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

  /** A port can be moved and not copied. */
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
  /** Takes a port's oldest received message, as Node's `receiveMessageOnPort` does. */
  const receive = (port: MessagePort) => {
    const message = endOf(port)?.queue.shift();
    return message && { message: message.data };
  };
  return { MessageChannel, MessagePort, cloning, receive };
}
