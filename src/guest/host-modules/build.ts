/**
 * Makes modules from the shapes of their exports. Functions and classes throw, unless there is behaviour for them.
 */
import { refusal } from '../not-here.ts';
import type { ClassShape, Lengths, ModuleShape, Shape } from './shape.ts';

type Callable = (this: unknown, ...args: unknown[]) => unknown;
type Exports = Record<string, unknown>;

/** Behaviour of a class beyond its shape. */
export interface ClassBehaviour {
  /** Fills a new object, after the constructor of its parent class. Without this, the constructor throws. */
  readonly construct?: (this: Exports, ...args: unknown[]) => void;
  /** Returns the arguments for the parent's constructor; none by default. */
  readonly parentArguments?: (...args: unknown[]) => unknown[];
  /** Methods and accessors of the prototype. */
  readonly prototype?: object;
}

/** Behaviour by module and export: a function, a class's behaviour, or a getter that makes a value. */
export type Behaviour = Readonly<
  Record<string, Readonly<Record<string, Callable | ClassBehaviour | { readonly make: () => unknown }>>>
>;

export interface BuildServices {
  /** Returns a built-in module of another part. */
  builtin(name: string): unknown;
  /** The reason for refusals, by module. */
  readonly reasons: Readonly<Record<string, string>>;
  readonly behaviour: Behaviour;
}

const { defineProperty, defineProperties, getOwnPropertyDescriptors, setPrototypeOf } = Object;

/** Modules and prototypes whose functions return promises. */
const PROMISES = /^(?:dns\/promises|inspector\/promises\.Session\.prototype)\b/;

function shaped<T extends object>(form: T, name: string, length: number): T {
  defineProperty(form, 'name', { value: name, configurable: true });
  return defineProperty(form, 'length', { value: length, configurable: true });
}

/** Makes the modules of one family, each at its first use. */
export class Family {
  readonly #shapes: Readonly<Record<string, ModuleShape>>;
  readonly #services: BuildServices;
  readonly #made = new Map<string, Exports>();

  constructor(shapes: Readonly<Record<string, ModuleShape>>, services: BuildServices) {
    this.#shapes = shapes;
    this.#services = services;
  }

  /** Returns all modules of the family by name. */
  modules(): Exports {
    return Object.fromEntries(Object.keys(this.#shapes).map((name) => [name, this.module(name)]));
  }

  module(name: string): Exports {
    const known = this.#made.get(name);
    if (known) return known;
    const { emits, exports } = this.#shapes[name] as ModuleShape;
    const module: Exports = {};
    this.#made.set(name, module);
    if (emits) {
      const Emitter = this.#services.builtin('events') as Callable & { prototype: object };
      setPrototypeOf(module, Emitter.prototype);
      Reflect.apply(Emitter, module, []);
    }
    for (const key of Object.keys(exports)) this.#export(name, key);
    return module;
  }

  /** Returns an export, and makes it at its first use: shapes refer to each other in any order. */
  #export(module: string, key: string): unknown {
    const target = this.module(module);
    if (!Object.hasOwn(target, key)) {
      const shape = this.#shapes[module]?.exports[key] as Shape;
      const behaviour = this.#services.behaviour[module]?.[key];
      target[key] =
        behaviour && 'make' in behaviour ? behaviour.make() : this.#value(shape, module, key, behaviour as Callable);
    }
    return target[key];
  }

  #at(place: string): unknown {
    const { 0: module, 1: key } = place.split('.') as [string, string];
    if (module === 'globalThis') return (globalThis as unknown as Exports)[key];
    if (Object.hasOwn(this.#shapes, module)) return this.#export(module, key);
    return (this.#services.builtin(module) as Exports)[key];
  }

  #value(shape: Shape, module: string, name: string, behaviour: Callable | ClassBehaviour | undefined): unknown {
    switch (shape.kind) {
      case 'value':
        return shape.value;
      case 'symbol':
        return Symbol(shape.description);
      case 'same':
        return this.#at(shape.as);
      case 'object': {
        const members = Object.entries(shape.members);
        return Object.fromEntries(
          members.map(([key, each]) => [key, this.#value(each, `${module}.${name}`, key, undefined)]),
        );
      }
      case 'function':
        return shaped((behaviour as Callable | undefined) ?? this.#refusal(module, name), name, shape.length);
      default:
        return this.#class(shape, module, name, (behaviour as ClassBehaviour | undefined) ?? {});
    }
  }

  /** Makes a function that throws the reason. What returns a promise in Node returns a rejected one. */
  #refusal(of: string, name: string): () => unknown {
    const refuse = this.#thrower(of, name);
    return PROMISES.test(of) ? async () => refuse() : refuse;
  }

  #thrower(of: string, name: string): () => never {
    const module = of.split('.', 1)[0] as string;
    return refusal(of, name, this.#services.reasons[module] as string);
  }

  #class(shape: ClassShape, module: string, name: string, behaviour: ClassBehaviour): Callable {
    const { length, parent, methods = {}, getters = [], fields = {}, statics = {} } = shape;
    const Parent = parent === undefined ? undefined : (this.#at(parent) as Callable & { prototype: object });
    const { construct, parentArguments } = behaviour;
    const refuse = this.#thrower(module, name);
    const Type = function (this: unknown, ...args: unknown[]): unknown {
      if (!construct) return refuse();
      // Node's classes can be called without `new`, and on an object of a class that inherits from them.
      if (!(this instanceof Type)) return Reflect.construct(Type, args);
      if (Parent) Reflect.apply(Parent, this, parentArguments?.(...args) ?? []);
      return Reflect.apply(construct, this, args);
    };
    if (Parent) {
      setPrototypeOf(Type, Parent);
      setPrototypeOf(Type.prototype as object, Parent.prototype);
    }
    const place = `${module}.${name}.prototype`;
    this.#addMethods(Type.prototype as object, methods, place);
    Object.assign(Type.prototype as object, fields);
    this.#addMethods(Type, statics, `${module}.${name}`);
    for (const key of getters) {
      defineProperty(Type.prototype, key, { get: () => undefined, enumerable: false, configurable: true });
    }
    for (const [key, descriptor] of Object.entries(getOwnPropertyDescriptors(behaviour.prototype ?? {}))) {
      defineProperties(Type.prototype as object, { [key]: { ...descriptor, enumerable: Object.hasOwn(methods, key) } });
    }
    return shaped(Type, name, length);
  }

  #addMethods(target: object, lengths: Lengths, place: string): void {
    for (const [key, length] of Object.entries(lengths)) {
      const value = shaped(this.#refusal(place, key), key, length);
      defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
    }
  }
}
