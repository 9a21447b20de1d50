/**
 * The floor that executions are held against: isolates made, entered and disposed, and nothing else.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const SCRIPT = new URL('floor/isolates.ts', import.meta.url).pathname;
const run = promisify(execFile);

/** Isolates a second by this number of processes at once. */
export async function isolatesPerSecond(processes: number, forMs: number): Promise<number> {
  const made = await Promise.all(Array.from({ length: processes }, () => makeIsolates(forMs)));
  return made.reduce((sum, { count }) => sum + count, 0) / (forMs / 1000);
}

/** Processor time of one isolate, in ms. */
export async function isolateProcessorMs(forMs: number): Promise<number> {
  const { count, processorMs } = await makeIsolates(forMs);
  return processorMs / count;
}

async function makeIsolates(forMs: number): Promise<{ count: number; processorMs: number }> {
  const { stdout } = await run(process.execPath, ['--no-node-snapshot', SCRIPT, String(forMs)]);
  const [count, processorMs] = stdout.split(' ').map(Number) as [number, number];
  return { count, processorMs };
}
