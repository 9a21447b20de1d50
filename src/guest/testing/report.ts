/**
 * Prints the results of tests, like Node's `spec` reporter.
 */
import type { Outcome, Test } from './test-tree.ts';

const SIGNS: Readonly<Record<Outcome, string>> = { pass: '✔', fail: '✖', skip: '﹣', todo: '⚠', cancelled: '✖' };
const INDENT = '  ';

interface Counts {
  tests: number;
  suites: number;
  pass: number;
  fail: number;
  cancelled: number;
  skipped: number;
  todo: number;
}

function line(test: Test): string {
  const { outcome = 'pass', note, name, durationMs, depth } = test;
  const marks = note === undefined ? '' : ` # ${note === true ? outcome.toUpperCase() : note}`;
  return `${INDENT.repeat(depth)}${SIGNS[outcome]} ${name} (${durationMs.toFixed(6).replace(/0+$/, '0')}ms)${marks}`;
}

/** Prints tests in the order of their declaration, each after all earlier tests have ended. */
export class Report {
  readonly #print: (text: string) => void;
  readonly #inspect: (value: unknown) => string;

  constructor(print: (text: string) => void, inspect: (value: unknown) => string) {
    this.#print = print;
    this.#inspect = inspect;
  }

  /** Prints a test with all its subtests. */
  show(test: Test): void {
    if (test.children.length === 0) {
      this.#print(line(test));
    } else {
      this.#print(`${INDENT.repeat(test.depth)}▶ ${test.name}`);
      for (const child of test.children) this.show(child);
      this.#print(line(test));
    }
    for (const text of test.diagnostics) this.#print(`${INDENT.repeat(test.depth)}ℹ ${text}`);
  }

  summary(root: Test, durationMs: number): void {
    const counts: Counts = { tests: 0, suites: 0, pass: 0, fail: 0, cancelled: 0, skipped: 0, todo: 0 };
    const failed: Test[] = [];
    const visit = (test: Test): void => {
      count(test, counts);
      if ((test.outcome === 'fail' || test.outcome === 'cancelled') && !test.children.some((each) => each.hasFailed)) {
        failed.push(test);
      }
      for (const child of test.children) visit(child);
    };
    for (const child of root.children) visit(child);
    for (const [name, value] of Object.entries(counts)) this.#print(`ℹ ${name} ${value}`);
    this.#print(`ℹ duration_ms ${durationMs}`);
    if (failed.length === 0) return;
    this.#print('\n✖ failing tests:');
    for (const test of failed) {
      const shown = this.#inspect(test.error).replaceAll('\n', `\n${INDENT}`);
      this.#print(`\n✖ ${test.name} (${test.durationMs}ms)\n${INDENT}${shown}`);
    }
  }
}

function count({ isSuite, outcome }: Test, counts: Counts): void {
  if (isSuite) {
    counts.suites += 1;
    return;
  }
  counts.tests += 1;
  if (outcome === 'skip') counts.skipped += 1;
  else if (outcome !== undefined) counts[outcome] += 1;
}
