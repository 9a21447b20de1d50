/**
 * The part that holds text encoding and base64.
 */
import type { Internals } from '../internals.ts';
import { atob, btoa, TextDecoder, TextEncoder } from '../web/encoding.ts';
import { adopt } from '../web/realm.ts';

export default function create(internals: Internals) {
  adopt(internals);
  return { TextDecoder, TextEncoder, atob, btoa };
}
