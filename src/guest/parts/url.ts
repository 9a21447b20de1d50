/**
 * The part that holds `URL` and `URLSearchParams`.
 */
import type { Internals } from '../internals.ts';
import type { PlatformCloning } from '../web/cloning.ts';
import { DOMExceptionType } from '../web/dom-exceptions.ts';
import { adopt } from '../web/realm.ts';
import { URL } from '../web/url.ts';
import { parseQuery, queryText, URLSearchParams } from '../web/url-search-params.ts';

/** Neither class can be cloned. */
const cloning: PlatformCloning = {
  serialize(value) {
    if (!(value instanceof URL) && !(value instanceof URLSearchParams)) return undefined;
    throw new (DOMExceptionType())('Cannot clone object of unsupported type.', 'DataCloneError');
  },
};

export default function create(internals: Internals) {
  adopt(internals);
  return { URL, URLSearchParams, cloning, parseQuery, queryText };
}
