/**
 * `WebAssembly.compile` and `instantiate` on top of the constructors. Layer 0, guest side.
 *
 * V8 compiles in threads of its own and comes back by a task that an isolate of ours is never given: its promises would
 * stay pending. Compiled at once, a module takes as long and its promise settles.
 * @see https://webassembly.github.io/spec/js-api/#webassembly-namespace
 */

type Module = object;
type Instance = object;

interface WebAssemblyNamespace {
  readonly Module: new (bytes: unknown) => Module;
  readonly Instance: new (module: unknown, imports?: unknown) => Instance;
}

const { defineProperty } = Object;

/** Puts the two functions in place. To be called before guest code runs. */
export function completeWebAssembly(): void {
  const namespace = (globalThis as unknown as { WebAssembly: WebAssemblyNamespace }).WebAssembly;
  const { Module, Instance } = namespace;
  const { compile, instantiate } = {
    async compile(bytes: unknown): Promise<Module> {
      return new Module(bytes);
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
  defineProperty(namespace, 'compile', { value: compile });
  defineProperty(namespace, 'instantiate', { value: instantiate });
}
