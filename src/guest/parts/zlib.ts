/**
 * The part that holds `node:zlib`.
 */
import type { Internals } from '../internals.ts';
import { adopt } from '../web/realm.ts';
import { createZlib } from '../zlib/zlib.ts';

export default function create(internals: Internals) {
  adopt(internals);
  return { zlib: createZlib() };
}
