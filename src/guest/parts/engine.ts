/**
 * The part that holds Node's modules that give access to the engine or the operating system. A run has neither.
 */
import { Family } from '../host-modules/build.ts';
import { HOST_MODULES } from '../host-modules/reasons.ts';
import { SHAPES } from '../host-modules/shapes/engine.gen.ts';
import type { Internals } from '../internals.ts';

const BEHAVIOUR = {
  sea: { isSea: () => false },
  inspector: { url: () => undefined },
  trace_events: { getEnabledCategories: () => undefined },
};

export default function create({ builtin }: Internals) {
  return new Family(SHAPES, { builtin, reasons: HOST_MODULES.engine, behaviour: BEHAVIOUR }).modules();
}
