/**
 * `npm run bench [-- NAME]`: measures every row, or the one named, and prints one table.
 */
import type { Row } from './row.ts';
import { clone } from './rows/clone.ts';
import { commit } from './rows/commit.ts';
import { guestFs } from './rows/guest-fs.ts';
import { latency } from './rows/latency.ts';
import { memory } from './rows/memory.ts';
import { merge } from './rows/merge.ts';
import { bigMount, mountedRun } from './rows/mounted-run.ts';
import { oneCall } from './rows/one-call.ts';
import { openLoop } from './rows/open-loop.ts';
import { output } from './rows/output.ts';
import { packageLoad } from './rows/package-load.ts';
import { packedRead } from './rows/packed-read.ts';
import { push } from './rows/push.ts';
import { start } from './rows/start.ts';
import { throughput } from './rows/throughput.ts';

const ROWS: readonly Row[] = [
  throughput,
  latency,
  openLoop,
  mountedRun,
  bigMount,
  guestFs,
  packageLoad,
  commit,
  packedRead,
  merge,
  push,
  oneCall,
  clone,
  output,
  start,
  memory,
];

const wanted = process.argv.slice(2).join(' ');
const rows = ROWS.filter((row) => wanted === '' || row.name === wanted);
if (rows.length === 0) {
  console.error(`bench: no row is named "${wanted}"; there are: ${ROWS.map((row) => row.name).join(', ')}`);
  process.exit(2);
}

const table: string[][] = [['row', 'ours', 'yardstick', 'ratio', 'goal', '']];
for (const row of rows) {
  console.error(`measuring ${row.name} ...`);
  try {
    const { ours, yardstick, ratio, met } = await row.measure();
    table.push([row.name, ours, yardstick, ratio, row.goal, met ? 'met' : 'MISSED']);
  } catch (error) {
    table.push([row.name, `not measured: ${(error as Error).message}`, '', '', row.goal, 'MISSED']);
  }
}
const widths = table[0]?.map((_, column) => Math.max(...table.map((line) => line[column]?.length ?? 0))) ?? [];
for (const line of table)
  console.log(
    line
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
