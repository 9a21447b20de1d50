/**
 * The names that both sides of the border use for URL patterns.
 * @see https://urlpattern.spec.whatwg.org/
 */

export const COMPONENTS = [
  'protocol',
  'username',
  'password',
  'hostname',
  'port',
  'pathname',
  'search',
  'hash',
] as const;

/** Members of a `URLPatternInit`, in the order in which they are read. */
export const INIT_MEMBERS = [
  'baseURL',
  'hash',
  'hostname',
  'password',
  'pathname',
  'port',
  'protocol',
  'search',
  'username',
] as const;
