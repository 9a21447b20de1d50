/**
 * `npx treebox` as in a folder where the package is installed, or on a machine that fetches it.
 */
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const PROGRAM = new URL('../../bin/treebox', import.meta.url).pathname;
const NPX = `#!/bin/sh
[ "$1" = -y ] && shift
[ "$1" = treebox ] || { echo "npx: only treebox is here" >&2; exit 2; }
shift
exec ${PROGRAM} "$@"
`;

/** Puts it into a folder that is to be first on the path. */
export async function addNpx(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'npx'), NPX);
  await chmod(join(folder, 'npx'), 0o755);
}
