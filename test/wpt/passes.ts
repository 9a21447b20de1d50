/**
 * The table of passes, which may only grow, and the reasons for what fails.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { folderOf } from './test-files.ts';
import type { FileResult } from './test-run.ts';

/** Subtests passed and subtests in all; a file that fails as a whole counts as one subtest more. */
type Count = readonly [passed: number, total: number];

const PASSES = new URL('passes.json', import.meta.url);
const REASONS = new URL('reasons.json', import.meta.url);
const PROPOSALS = new URL('proposals.json', import.meta.url);

/** Files, by the starts of their paths, that judge what is not yet standard and what V8 has not turned on. */
const proposals = Object.keys(JSON.parse(readFileSync(PROPOSALS, 'utf8')) as Record<string, string>);

function count({ subtests, failure }: FileResult): Count {
  return [subtests.filter((one) => one.failure === null).length, subtests.length + (failure === null ? 0 : 1)];
}

function keyOf({ file }: FileResult): string {
  return file.path + file.search;
}

function readPasses(): Record<string, Count> {
  return existsSync(PASSES) ? (JSON.parse(readFileSync(PASSES, 'utf8')) as Record<string, Count>) : {};
}

/** What passed once and does not any more, a line for each file. */
export function compare(results: readonly FileResult[]): string[] {
  const before = readPasses();
  return results.flatMap((result) => {
    const [passed] = count(result);
    const [had] = before[keyOf(result)] ?? [0];
    return passed < had ? [`${keyOf(result)}: ${passed} subtests passed, ${had} did before`] : [];
  });
}

/** What fails without a reason in `reasons.json`, and what has one and does not fail; a proposal is one. */
export function explain(results: readonly FileResult[]): string[] {
  const reasons = [...proposals, ...Object.keys(JSON.parse(readFileSync(REASONS, 'utf8')) as Record<string, string>)];
  const used = new Set<string>();
  const lines: string[] = [];
  for (const result of results) {
    const key = keyOf(result);
    const reason = reasons.find((start) => key.startsWith(start));
    const [passed, total] = count(result);
    if (passed === total) continue;
    if (reason === undefined)
      lines.push(`${key}: ${total - passed} of ${total} fail, and reasons.json does not say why`);
    else used.add(reason);
  }
  for (const reason of reasons) {
    const applies = results.some((result) => keyOf(result).startsWith(reason));
    if (applies && !used.has(reason)) lines.push(`${reason}: reasons.json says why it fails, and it does not`);
  }
  return lines;
}

/** Takes the results into `passes.json`, beside what they do not speak of. */
export function record(results: readonly FileResult[]): void {
  const all = new Map(Object.entries(readPasses()));
  for (const result of results) all.set(keyOf(result), count(result));
  const lines = [...all]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, [passed, total]]) => `  ${JSON.stringify(key)}: [${passed}, ${total}]`);
  writeFileSync(PASSES, `{\n${lines.join(',\n')}\n}\n`);
}

function shareOf(counts: readonly Count[]): string {
  const [passed, total] = counts.reduce(([a, b], [c, d]) => [a + c, b + d], [0, 0]);
  return `${`${passed}/${total}`.padStart(13)}  ${(total === 0 ? '' : percent(passed, total)).padStart(8)}`;
}

/** Rounded down: what is short of a bound is shown short of it. */
function percent(passed: number, total: number): string {
  return `${(Math.floor((10_000 * passed) / total) / 100).toFixed(2)} %`;
}

/** Prints folders with their files and subtests, and once more without those of proposals where that differs. */
export function printTable(results: readonly FileResult[]): void {
  const folders = Map.groupBy(results, ({ file }) => folderOf(file.path));
  for (const [folder, of] of [...folders, ['all', results] as const]) {
    const counts = of.map(count);
    const whole = counts.filter(([passed, total]) => passed === total).length;
    const standard = of.filter((result) => !proposals.some((start) => keyOf(result).startsWith(start)));
    const apart = standard.length === of.length ? '' : `  without proposals ${shareOf(standard.map(count))}`;
    console.log(
      `${folder.padEnd(36)} files ${`${whole}/${of.length}`.padStart(9)}  subtests ${shareOf(counts)}${apart}`,
    );
  }
}
