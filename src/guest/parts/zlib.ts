/**
 * The part that holds `node:zlib`. Layer 0, guest side.
 */
import type { Internals } from '../internals.ts';
import { adopt } from '../web/realm.ts';
import { createZlib } from '../zlib/zlib.ts';

export default function create(internals: Internals) {
  adopt(internals);
  return { zlib: createZlib() };
}
