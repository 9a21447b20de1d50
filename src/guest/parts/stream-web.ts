/**
 * The part that holds `stream/web`: the web's streams by Node's name.
 */
import { GLOBALS } from '../globals.ts';
import type { Internals } from '../internals.ts';

export default function create({ load }: Internals) {
  const web: Record<string, unknown> = {};
  for (const [name, part] of Object.entries(GLOBALS)) {
    if (part === 'streams' || part === 'compression') web[name] = (load(part) as Record<string, unknown>)[name];
  }
  return { web };
}
