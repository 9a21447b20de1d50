/**
 * What a server under load is like for others: how long it is until it answers, and how large it becomes.
 */
import { ok } from 'node:assert/strict';
import { processorMs, treeBytes } from './processes.ts';
import type { TestServer } from './server.ts';

const MiB = 1024 * 1024;
/** How often the figures are taken, in ms. */
const SAMPLE_MS = 50;

/** Bound of the slowest answer of /health, in ms; other work on the machine delays that too, and may be allowed for. */
export const HEALTH_MS = Number(process.env.TREEBOX_TEST_HEALTH_MS ?? 250);
/** Bound of what the server's thread computes before such an answer, in ms. */
export const BLOCKED_MS = 250;

export interface LoadFigures {
  /** The slowest answer of /health. */
  readonly healthMs: number;
  /** The most processor time that the server's thread has used before one. */
  readonly blockedMs: number;
  /** How much of the time the server's thread was on a processor, or wanted to be. */
  readonly busyShare: number;
  /** The largest resident size of the server and all below it. */
  readonly treeBytes: number;
}

/** Works, prints what was measured meanwhile, and returns it. */
export async function figuresDuring(
  server: TestServer,
  what: string,
  work: () => Promise<unknown>,
): Promise<LoadFigures> {
  const pid = server.process.pid as number;
  const most = { healthMs: 0, blockedMs: 0, treeBytes: 0 };
  let isOver = false;
  const watch = async () => {
    while (!isOver) {
      const [from, ranFrom] = [performance.now(), processorMs(pid).ran];
      const health = await fetch(`${server.url}/health`);
      // Where the machine is busy, a runner's start or the disk may be later than /health allows: it answers all the same.
      ok([200, 503].includes(health.status), await health.text());
      most.healthMs = Math.max(most.healthMs, performance.now() - from);
      most.blockedMs = Math.max(most.blockedMs, processorMs(pid).ran - ranFrom);
      most.treeBytes = Math.max(most.treeBytes, treeBytes(pid));
      await new Promise((resolve) => setTimeout(resolve, SAMPLE_MS));
    }
  };
  const [from, before] = [performance.now(), processorMs(pid)];
  const watching = watch();
  try {
    await work();
  } finally {
    isOver = true;
    await watching;
  }
  const after = processorMs(pid);
  const busyMs = after.ran - before.ran + after.waited - before.waited;
  const busyShare = busyMs / (performance.now() - from);
  console.log(
    `${what}: /health at most ${Math.round(most.healthMs)} ms, the server computes at most` +
      ` ${Math.round(most.blockedMs)} ms before one and is busy for ${Math.round(busyShare * 100)} %,` +
      ` process tree at most ${Math.round(most.treeBytes / MiB)} MiB`,
  );
  return { ...most, busyShare };
}
