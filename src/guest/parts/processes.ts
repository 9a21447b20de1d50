/**
 * The part that holds Node's modules for processes. A run can't start processes.
 */
import { Family } from '../host-modules/build.ts';
import { HOST_MODULES } from '../host-modules/reasons.ts';
import { SHAPES } from '../host-modules/shapes/processes.gen.ts';
import type { Internals } from '../internals.ts';

export default function create({ builtin }: Internals) {
  return new Family(SHAPES, { builtin, reasons: HOST_MODULES.processes, behaviour: {} }).modules();
}
