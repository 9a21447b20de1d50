/**
 * Refuses versions of isolated-vm that guest code can escape from.
 * @see https://github.com/advisories/GHSA-864f-rcv7-6rh4
 */
import { createRequire } from 'node:module';

/** The first safe version: major, minor, patch. */
const FLOOR = [7, 0, 1] as const;

/** Checks the installed version. @throws Error when it has the published escape */
export function assertSafeIsolatedVm(): void {
  const { version } = createRequire(import.meta.url)('isolated-vm/package.json') as { version: string };
  const found = version.split('.').map((part) => Number.parseInt(part, 10));
  const at = FLOOR.findIndex((least, place) => found[place] !== least);
  if (at < 0 || (found[at] ?? 0) > (FLOOR[at] as number)) return;
  throw new Error(
    `isolated-vm ${version} lets a guest escape (GHSA-864f-rcv7-6rh4): install ${FLOOR.join('.')} or newer`,
  );
}
