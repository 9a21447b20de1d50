/**
 * The part that holds `URLPattern`. Layer 0, guest side.
 * @see https://urlpattern.spec.whatwg.org/
 */
import { URLPattern } from 'urlpattern-polyfill/urlpattern';
import { shapeInterface } from '../web/webidl.ts';

const COMPONENTS = ['protocol', 'username', 'password', 'hostname', 'port', 'pathname', 'search', 'hash'];

export default function create() {
  shapeInterface(URLPattern, 'URLPattern', [...COMPONENTS, 'hasRegExpGroups', 'exec', 'test']);
  return { URLPattern };
}
