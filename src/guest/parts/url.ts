/**
 * The part that holds `URL` and `URLSearchParams`. Layer 0, guest side.
 */
import type { Internals } from '../internals.ts';
import { adopt } from '../web/realm.ts';
import { URL } from '../web/url.ts';
import { URLSearchParams } from '../web/url-search-params.ts';

export default function create(internals: Internals) {
  adopt(internals);
  return { URL, URLSearchParams };
}
