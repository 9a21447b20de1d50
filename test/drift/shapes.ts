/**
 * The shapes of Node's modules that need a host, taken from the Node that generates them.
 */
import { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';
import { HOST_MODULES } from '../../src/guest/host-modules/reasons.ts';
import type { ClassShape, ModuleShape, Shape } from '../../src/guest/host-modules/shape.ts';

const require = createRequire(import.meta.url);
type Exports = Record<string, unknown>;
type Places = ReadonlyMap<unknown, string>;
type Callable = ((...args: never[]) => unknown) & { prototype?: object };

/** Modules of which only the names count: what they export is real in a run. */
const REAL = ['events', 'stream', 'readline'];
/** Node's own notes on its event emitters. */
const OF_EMITTERS = /^_(events|eventsCount|maxListeners)$/;
/** Certificates of the authorities that Node trusts: a run asks nobody whom it would have to trust. */
const EMPTY = ['rootCertificates'];

const BY_SCHEME = new Set(['ffi', 'sea', 'sqlite', 'test/reporters']);

function load(module: string): Exports {
  return require(BY_SCHEME.has(module) ? `node:${module}` : module) as Exports;
}

/** Where each function and class is exported first. */
function placesOf(modules: readonly string[]): Map<unknown, string> {
  const places = new Map<unknown, string>();
  const add = (value: unknown, place: string) => {
    if (typeof value === 'function' && !places.has(value)) places.set(value, place);
  };
  for (const name of ['CloseEvent', 'MessageEvent', 'Event', 'EventTarget']) {
    add((globalThis as unknown as Exports)[name], `globalThis.${name}`);
  }
  for (const module of [...REAL, ...modules]) {
    for (const [name, value] of Object.entries(load(module))) add(value, `${module}.${name}`);
  }
  return places;
}

function isClass(value: Callable): boolean {
  const { prototype } = value;
  // The prototype of a generator function is that of its generators.
  if (!prototype || !Object.hasOwn(prototype, 'constructor')) return false;
  return (
    Object.getOwnPropertyNames(prototype).length > 1 ||
    Object.getPrototypeOf(prototype) !== Object.prototype ||
    /^(class|function [A-Z])/.test(Function.prototype.toString.call(value))
  );
}

function lengthsOf(object: object, skip: readonly string[]): Record<string, number> {
  const lengths: Record<string, number> = {};
  for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(object))) {
    if (typeof value === 'function' && !skip.includes(name)) lengths[name] = (value as Callable).length;
  }
  return lengths;
}

function classShape(type: Callable, places: Places): ClassShape {
  let methods: Record<string, number> = {};
  const getters: string[] = [];
  const fields: Record<string, unknown> = {};
  let at: object | null = type.prototype ?? null;
  let parent: string | undefined;
  while (at && at !== Object.prototype) {
    const place = at === type.prototype ? undefined : places.get(at.constructor);
    if (place !== undefined) {
      parent = place;
      break;
    }
    methods = { ...lengthsOf(at, ['constructor']), ...methods };
    for (const [name, { get, value }] of Object.entries(Object.getOwnPropertyDescriptors(at))) {
      if (get) getters.push(name);
      else if (typeof value !== 'function') fields[name] = value ?? null;
    }
    at = Object.getPrototypeOf(at) as object | null;
  }
  const statics = lengthsOf(type, []);
  return {
    kind: 'class',
    length: type.length,
    ...(parent && { parent }),
    ...(Object.keys(methods).length > 0 && { methods }),
    ...(getters.length > 0 && { getters }),
    ...(Object.keys(fields).length > 0 && { fields }),
    ...(Object.keys(statics).length > 0 && { statics }),
  };
}

function isData(value: object): boolean {
  return Array.isArray(value) || Object.values(value).every((each) => typeof each !== 'function');
}

function shapeOf(value: unknown, name: string, own: string, places: Places): Shape {
  if (value === undefined) return { kind: 'value' };
  if (typeof value === 'symbol') return { kind: 'symbol', description: value.description ?? '' };
  if (typeof value === 'function') {
    const place = places.get(value);
    if (place !== undefined && place !== own) return { kind: 'same', as: place };
    if (isClass(value as Callable)) return classShape(value as Callable, places);
    return { kind: 'function', length: value.length };
  }
  if (typeof value !== 'object' || value === null) return { kind: 'value', value };
  if (value instanceof EventEmitter) return { kind: 'value', value: null };
  // The inspector's console; a run has one.
  if (name === 'console') return { kind: 'same', as: 'globalThis.console' };
  if (EMPTY.includes(name)) return { kind: 'value', value: [] };
  if (isData(value)) return { kind: 'value', value };
  const members = Object.entries(value).map(
    ([key, each]) => [key, shapeOf(each, key, `${own}.${key}`, places)] as const,
  );
  return { kind: 'object', members: Object.fromEntries(members) };
}

function moduleShape(module: string, places: Places): string {
  const exports = load(module);
  const lines: string[] = [];
  for (const name of Object.getOwnPropertyNames(exports)) {
    if (OF_EMITTERS.test(name)) continue;
    const value = exports[name];
    const shape = shapeOf(value, name, `${module}.${name}`, places);
    lines.push(`      ${JSON.stringify(name)}: ${JSON.stringify(shape)},`);
  }
  const emits: ModuleShape['emits'] | undefined = exports instanceof EventEmitter ? true : undefined;
  return `  ${JSON.stringify(module)}: {\n${emits ? '    emits: true,\n' : ''}    exports: {\n${lines.join('\n')}\n    },\n  },\n`;
}

/** The generated files: path from the project's folder, and text. */
export function generateShapes(): [path: string, text: string][] {
  const places = placesOf(Object.values(HOST_MODULES).flatMap((modules) => Object.keys(modules)));
  return Object.entries(HOST_MODULES).map(([family, modules]) => {
    const texts = Object.keys(modules).map((module) => moduleShape(module, places));
    const header = `/**
 * Shapes of Node's modules of the family \`${family}\`, generated from Node by \`npm run gen\`; do not edit.
 */
import type { ModuleShape } from '../shape.ts';

export const SHAPES: Readonly<Record<string, ModuleShape>> = {
`;
    return [`src/guest/host-modules/shapes/${family}.gen.ts`, `${header}${texts.join('')}} as const;\n`];
  });
}
