/**
 * Implements `WebAssembly.compile` and `instantiate` with the constructors, and corrects where V8 differs from the
 * standard.
 *
 * V8 compiles in its own threads and reports back with a task, but an isolate here never receives such tasks: the
 * promises would stay pending. A synchronous compilation takes as long, and its promise settles.
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

/** Attributes of a property that an assignment creates. */
const PLAIN = 7;

const { apply } = Reflect;
const TypeErrorType = TypeError;
const { defineProperty, getOwnPropertyDescriptor } = Object;

/**
 * Makes the setter of `value` accept a call without argument as `undefined`, as in the standard. V8 requires an
 * argument.
 */
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

/** The members of a `Response` that this module uses. */
interface Answer {
  readonly ok?: unknown;
  readonly headers?: { get(name: string): string | null };
  arrayBuffer?(): Promise<ArrayBuffer>;
}

const RESPONSE = 'ERR_WEBASSEMBLY_RESPONSE';

function refused(code: string, message: string): Error {
  return Object.assign(new TypeErrorType(message), { code });
}

/** Returns the bytes of a response. @throws TypeError if it is not a successful response with WebAssembly */
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

/** Installs the functions in the namespace. */
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
    // In the standard, the `length` of `instantiate` is 1.
    async instantiate(source: unknown, ...rest: [imports?: unknown]): Promise<unknown> {
      if (source instanceof Module) return new Instance(source, rest[0]);
      const module = new Module(source);
      // The imports are read after the compilation, which never ends before the caller continues.
      await undefined;
      return { module, instance: new Instance(module, rest[0]) };
    },
  };
  mendGlobalValue(Global.prototype);
  // These properties keep their attributes.
  defineProperty(namespace, 'compile', { __proto__: null, value: compile } as PropertyDescriptor);
  defineProperty(namespace, 'instantiate', { __proto__: null, value: instantiate } as PropertyDescriptor);
  defineProperty(namespace, 'compileStreaming', dataDescriptor(compileStreaming, PLAIN));
  defineProperty(namespace, 'instantiateStreaming', dataDescriptor(instantiateStreaming, PLAIN));
}
