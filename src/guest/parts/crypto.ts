/**
 * The part that holds `node:crypto`.
 */
import { createNodeCrypto } from '../crypto/node-crypto.ts';
import type { Internals } from '../internals.ts';
import { adopt } from '../web/realm.ts';

export default function create(internals: Internals) {
  adopt(internals);
  return { crypto: createNodeCrypto() };
}
