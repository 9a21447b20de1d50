/**
 * `npm run bench [-- NAME] [-- --svg]`: measures every row, or the one named, and prints one table. With `--svg` it also
 * writes the page, the README's table and the picture of the documentation.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { type Figure, figuresFile, readFigures, renderFigures } from './figures.ts';
import type { Row } from './row.ts';
import { clone } from './rows/clone.ts';
import { commit } from './rows/commit.ts';
import { cpu } from './rows/cpu.ts';
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
  cpu,
];

const { values, positionals } = parseArgs({ allowPositionals: true, options: { svg: { type: 'boolean' } } });
const wanted = positionals.join(' ');
const rows = ROWS.filter((row) => wanted === '' || row.name === wanted);
if (rows.length === 0) {
  console.error(`bench: no row is named "${wanted}"; there are: ${ROWS.map((row) => row.name).join(', ')}`);
  process.exit(2);
}

const table: string[][] = [['row', 'ours', 'yardstick', 'ratio', 'goal', '']];
const figures: Figure[] = [];
for (const row of rows) {
  console.error(`measuring ${row.name} ...`);
  try {
    const { name, about, against, better, goal } = row;
    const { ours, yardstick, ratio, met } = await row.measure();
    table.push([name, ours, yardstick, ratio, goal, met ? 'met' : 'MISSED']);
    figures.push({ name, about, against, better, goal, ours, yardstick, ratio, met });
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
if (values.svg) await writeDocumentation();

/** Puts what was measured in the place of what was known of these rows, and writes the files that show it. */
async function writeDocumentation(): Promise<void> {
  const root = new URL('../../', import.meta.url);
  const known = readFigures().rows.filter(({ name }) => !figures.some((figure) => figure.name === name));
  const all = [...known, ...figures];
  const processor = cpus()[0]?.model.trim() ?? process.arch;
  const merged = {
    measured: new Date().toISOString().slice(0, 'yyyy-mm-dd'.length),
    machine: `${availableParallelism()} cores (${processor}), ${Math.round(totalmem() / 2 ** 30)} GiB, Node.js ${process.versions.node}`,
    rows: ROWS.flatMap((row) => all.filter(({ name }) => name === row.name)),
  };
  const readme = await readFile(new URL('README.md', root), 'utf8');
  const files = new Map([figuresFile(merged), ...renderFigures(merged, readme)]);
  for (const [path, text] of files) await writeFile(new URL(path, root), text);
}
