/**
 * `EventEmitterAsyncResource`: an emitter that calls its listeners in the asynchronous context in which it was created.
 */
import { codedError } from '../web/errors.ts';
import type { EmitterConstructor } from './event-emitter.ts';

interface Resource {
  runInAsyncScope(callback: (...args: never[]) => unknown, self: unknown, ...args: unknown[]): unknown;
  emitDestroy(): unknown;
  asyncId(): number;
  triggerAsyncId(): number;
}

export interface AsyncHooksPart {
  readonly asyncHooks: { readonly AsyncResource: new (type: string, options?: object) => Resource };
}

interface Options {
  readonly name?: string;
  readonly captureRejections?: boolean;
}

/** Makes the class. */
export function withAsyncResource(Emitter: EmitterConstructor, { asyncHooks }: AsyncHooksPart): object {
  const Base = Emitter as unknown as new (options?: object) => { emit(...args: unknown[]): boolean };
  class EventEmitterAsyncResource extends Base {
    readonly #resource: Resource;

    constructor(given?: string | Options) {
      const options = typeof given === 'string' ? { name: given } : (given ?? {});
      super(options);
      const name = options.name || new.target.name;
      this.#resource = new asyncHooks.AsyncResource(name, options);
    }

    override emit(...args: unknown[]): boolean {
      return this.#own.runInAsyncScope(super.emit as never, this, ...args) as boolean;
    }

    emitDestroy(): void {
      this.#own.emitDestroy();
    }

    get asyncId(): number {
      return this.#own.asyncId();
    }

    get triggerAsyncId(): number {
      return this.#own.triggerAsyncId();
    }

    get asyncResource(): Resource {
      return this.#own;
    }

    get #own(): Resource {
      if (#resource in this) return this.#resource;
      const message = 'Value of "this" must be of type EventEmitterAsyncResource';
      throw codedError(TypeError, 'ERR_INVALID_THIS', message);
    }
  }
  Object.defineProperty(EventEmitterAsyncResource, 'name', { value: 'EventEmitterAsyncResource', configurable: true });
  return EventEmitterAsyncResource;
}
