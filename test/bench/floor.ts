/**
 * The floor that executions are held against: isolates made, entered and disposed, and nothing else.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const SCRIPT = new URL('floor/isolates.ts', import.meta.url).pathname;
const run = promisify(execFile);

/** Isolates a second by this number of processes at once. */
export async function isolatesPerSecond(processes: number, forMs: number): Promise<number> {
  const counts = await Promise.all(
    Array.from({ length: processes }, () => run(process.execPath, ['--no-node-snapshot', SCRIPT, String(forMs)])),
  );
  return counts.reduce((sum, { stdout }) => sum + Number(stdout), 0) / (forMs / 1000);
}
