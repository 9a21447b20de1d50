/**
 * The part that holds `Proxy`, and knows the target and handler of each proxy.
 */
import type { Internals } from '../internals.ts';
import { type KnownProxies, knowProxies } from '../proxies.ts';

export default function create({ languageProxy }: Internals): KnownProxies {
  return knowProxies(languageProxy);
}
