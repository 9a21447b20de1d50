/**
 * The part that holds Node's modules for the network. A run has no network.
 */
import { Family } from '../host-modules/build.ts';
import { httpBehaviour } from '../host-modules/http.ts';
import { netBehaviour } from '../host-modules/net.ts';
import { HOST_MODULES } from '../host-modules/reasons.ts';
import { SHAPES } from '../host-modules/shapes/network.gen.ts';
import type { Internals } from '../internals.ts';
import { adopt } from '../web/realm.ts';

export default function create(internals: Internals) {
  adopt(internals);
  const { builtin } = internals;
  const own = (name: string): unknown => (Object.hasOwn(SHAPES, name) ? family.module(name) : builtin(name));
  const behaviour = { ...netBehaviour(own), ...httpBehaviour(own) };
  const family: Family = new Family(SHAPES, { builtin, reasons: HOST_MODULES.network, behaviour });
  const modules = family.modules();
  Object.assign(modules.dns as object, { promises: modules['dns/promises'] });
  return modules;
}
