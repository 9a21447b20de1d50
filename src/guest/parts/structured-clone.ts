/**
 * The part that holds `structuredClone`.
 */
import type { Internals } from '../internals.ts';
import { adopt } from '../web/realm.ts';
import * as cloning from '../web/structured-clone.ts';

export default function create(internals: Internals) {
  adopt(internals);
  return { ...cloning };
}
