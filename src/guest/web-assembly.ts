/**
 * `WebAssembly.compile` and `instantiate` on top of the constructors, and what V8 has otherwise than the standard.
 *
 * V8 compiles in threads of its own and comes back by a task that an isolate of ours is never given: its promises would
 * stay pending. Compiled at once, a module takes as long and its promise settles.
 * @see https://webassembly.github.io/spec/js-api/#webassembly-namespace
 */
import { dataDescriptor } from './primordials.ts';

type Module = object;
type Instance = object;

export interface WebAssemblyNamespace {
  readonly Global: { readonly prototype: object };
  readonly Module: new (bytes: unknown) => Module;
  readonly Instance: new (module: unknown, imports?: unknown) => Instance;
}

/** Attributes of a property as an assignment makes it. */
const PLAIN = 7;

const { apply } = Reflect;
const TypeErrorType = TypeError;
const { defineProperty, getOwnPropertyDescriptor } = Object;

/** V8 wants an argument for the setter; the standard takes none for `undefined`. */
function mendGlobalValue(prototype: object): void {
  const { get, set: assign } = getOwnPropertyDescriptor(prototype, 'value') as Required<PropertyDescriptor>;
  const holder = {
    set value(value: unknown) {
      apply(assign, this, [value]);
    },
  };
  const { set } = getOwnPropertyDescriptor(holder, 'value') as Required<PropertyDescriptor>;
  defineProperty(prototype, 'value', { __proto__: null, get, set } as PropertyDescriptor);
}

/** As much of a `Response` as is used here. */
interface Answer {
  readonly ok?: unknown;
  readonly headers?: { get(name: string): string | null };
  arrayBuffer?(): Promise<ArrayBuffer>;
}

const RESPONSE = 'ERR_WEBASSEMBLY_RESPONSE';

function refused(code: string, message: string): Error {
  return Object.assign(new TypeErrorType(message), { code });
}

/** The bytes of a response. @throws TypeError for what is none, or none of WebAssembly */
async function bytesOf(source: unknown): Promise<ArrayBuffer> {
  const answer = (await source) as Answer | null | undefined;
  if (typeof answer?.arrayBuffer !== 'function' || !answer.headers) {
    const message = 'The "source" argument must be an instance of Response or an Promise resolving to Response.';
    throw refused('ERR_INVALID_ARG_TYPE', message);
  }
  const type = answer.headers.get('content-type');
  if (type !== 'application/wasm') {
    throw refused(RESPONSE, `WebAssembly response has unsupported MIME type '${type ?? ''}'`);
  }
  if (!answer.ok) throw refused(RESPONSE, 'WebAssembly response is not ok');
  return answer.arrayBuffer();
}

/** Puts all of that in place. */
export function completeWebAssembly(namespace: WebAssemblyNamespace): void {
  const { Global, Module, Instance } = namespace;
  const { compile, compileStreaming, instantiate, instantiateStreaming } = {
    async compile(bytes: unknown): Promise<Module> {
      return new Module(bytes);
    },
    async compileStreaming(source: unknown): Promise<Module> {
      return new Module(await bytesOf(source));
    },
    async instantiateStreaming(source: unknown, ...rest: [imports?: unknown]): Promise<unknown> {
      const module = new Module(await bytesOf(source));
      return { module, instance: new Instance(module, rest[0]) };
    },
    // The standard counts one argument.
    async instantiate(source: unknown, ...rest: [imports?: unknown]): Promise<unknown> {
      if (source instanceof Module) return new Instance(source, rest[0]);
      const module = new Module(source);
      // The imports are looked at when the module has been compiled, which is not before the caller goes on.
      await undefined;
      return { module, instance: new Instance(module, rest[0]) };
    },
  };
  mendGlobalValue(Global.prototype);
  // The attributes of these stay.
  defineProperty(namespace, 'compile', { __proto__: null, value: compile } as PropertyDescriptor);
  defineProperty(namespace, 'instantiate', { __proto__: null, value: instantiate } as PropertyDescriptor);
  defineProperty(namespace, 'compileStreaming', dataDescriptor(compileStreaming, PLAIN));
  defineProperty(namespace, 'instantiateStreaming', dataDescriptor(instantiateStreaming, PLAIN));
}
