/**
 * Loaded into a server before its program: kills it at a step between the end of a run with a push and the answer.
 *
 * A step is a call that changes a file or the database. They are counted from the moment at which the run's end goes on
 * record; KILL_AT says before which one the process dies of SIGKILL.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { StatementSync } from 'node:sqlite';
import { isMainThread } from 'node:worker_threads';

const SYNC = [
  ...(['openSync', 'writeSync', 'writeFileSync', 'appendFileSync', 'renameSync', 'linkSync', 'unlinkSync'] as const),
  ...(['rmSync', 'fsyncSync', 'fdatasyncSync', 'mkdirSync', 'ftruncateSync', 'truncateSync'] as const),
];
const CALLBACK = ['open', 'write', 'writeFile', 'rename', 'link', 'unlink', 'rm', 'fsync', 'fdatasync'] as const;

let steps = -1;

/** Counts a step, and dies when it is the one. */
function step(): void {
  if (steps < 0) return;
  steps += 1;
  if (steps === Number(process.env.KILL_AT)) process.kill(process.pid, 'SIGKILL');
}

function count(owner: object, name: string): void {
  const original = Reflect.get(owner, name);
  Object.defineProperty(owner, name, {
    configurable: true,
    writable: true,
    enumerable: true,
    value(this: unknown, ...args: unknown[]) {
      step();
      return Reflect.apply(original, this, args);
    },
  });
}

// Runners, the compiler and threads inherit the options of the process: they are left alone.
if (isMainThread && process.argv[1]?.endsWith('/src/main.ts') && !/\/(?:runner|compiler)\//.test(process.argv[1])) {
  for (const name of [...SYNC, ...CALLBACK]) count(fs, name);
  for (const name of CALLBACK) if (name in fs.promises) count(fs.promises, name);
  syncBuiltinESMExports();
  count(StatementSync.prototype, 'run');
  const { ExecutionTable } = await import('../../src/service/store/execution-table.ts');
  const { awaitPush } = ExecutionTable.prototype;
  ExecutionTable.prototype.awaitPush = function awaitPushCounted(...args) {
    steps = 0;
    step();
    return awaitPush.apply(this, args);
  };
}
