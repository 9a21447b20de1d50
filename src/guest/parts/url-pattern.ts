/**
 * The part that holds `URLPattern`.
 */
import type { Internals } from '../internals.ts';
import { adopt } from '../web/realm.ts';
import { URLPattern } from '../web/url-pattern.ts';

export default function create(internals: Internals) {
  adopt(internals);
  return { URLPattern };
}
