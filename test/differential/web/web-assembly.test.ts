import { describe } from 'vitest';
import { agreesWithNode } from '../../support/node-judge.ts';

/** A module that imports `m.f` and exports `g`, which calls it. */
const PRELUDE = `
const empty = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);
const calling = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 127, 2, 7, 1, 1, 109, 1, 102, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 103, 0, 1, 10, 6, 1, 4, 0, 16, 0, 11]);
`;

describe('WebAssembly', () => {
  agreesWithNode(
    [
      `const m = await WebAssembly.compile(calling); return [m instanceof WebAssembly.Module, WebAssembly.Module.imports(m), WebAssembly.Module.exports(m)]`,
      `const { module, instance } = await WebAssembly.instantiate(calling, { m: { f: () => 42 } }); return [module instanceof WebAssembly.Module, instance instanceof WebAssembly.Instance, instance.exports.g()]`,
      `const i = await WebAssembly.instantiate(await WebAssembly.compile(calling.buffer), { m: { f: () => 7 } }); return [i instanceof WebAssembly.Instance, i.exports.g()]`,
      `return [await attempt(() => WebAssembly.compile('x')), await attempt(() => WebAssembly.compile(new Uint8Array(3))), await attempt(() => WebAssembly.instantiate(calling)), await attempt(() => WebAssembly.instantiate(calling, { m: {} })), await attempt(() => WebAssembly.instantiate(empty, 1)), await attempt(() => WebAssembly.compile())]`,
      `return ['compile', 'instantiate', 'validate'].map((n) => { const d = Object.getOwnPropertyDescriptor(WebAssembly, n); return [d.value.name, d.value.length, d.writable, d.enumerable, d.configurable, 'prototype' in d.value] })`,
      `return [WebAssembly.validate(empty), WebAssembly.validate(new Uint8Array(3))]`,
    ],
    PRELUDE,
  );
});
