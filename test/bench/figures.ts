/**
 * The figures of the last measurement, kept in `figures.json`, and what the documentation shows of them: a page, a table
 * in the README, and a picture.
 */
import { readFileSync } from 'node:fs';
import type { Row } from './row.ts';

const FILE = new URL('figures.json', import.meta.url);

/** What a row measured, with what it is about. */
export interface Figure extends Pick<Row, 'name' | 'about' | 'against' | 'better' | 'goal'> {
  readonly ours: string;
  readonly yardstick: string;
  readonly ratio: string;
  readonly met: boolean;
}

export interface Figures {
  /** Day of the last measurement, as `2026-11-30`. */
  readonly measured: string;
  readonly machine: string;
  readonly rows: readonly Figure[];
}

/** Rows of the README's table: what users ask for first. */
const README_ROWS = ['latency', 'throughput', 'big mount', 'commit', 'merge', 'push', 'clone'];
const START = '<!-- figures: made by `npm run bench -- --svg`; do not edit -->';
const END = '<!-- end of figures -->';

export function readFigures(): Figures {
  return JSON.parse(readFileSync(FILE, 'utf8')) as Figures;
}

/** Returns the figures' own file. */
export function figuresFile(figures: Figures): [path: string, text: string] {
  return ['test/bench/figures.json', `${JSON.stringify(figures, null, 2)}\n`];
}

/** Returns the files of the documentation that show the figures, by path. @param readme text of the README */
export function renderFigures(figures: Figures, readme: string): Map<string, string> {
  return new Map([
    ['docs/benchmarks.md', page(figures)],
    ['docs/images/benchmarks.svg', picture(figures)],
    ['README.md', withTable(readme, figures)],
  ]);
}

function table(rows: readonly Figure[], isFull: boolean): string {
  const head = isFull
    ? '| what | treebox | yardstick | figure | ratio | goal |\n| --- | --- | --- | --- | --- | --- |'
    : '| what | treebox | yardstick | figure |\n| --- | --- | --- | --- |';
  const lines = rows.map(({ about, ours, against, yardstick, ratio, goal, met }) => {
    const cells = [about, ours, against, yardstick, ...(isFull ? [ratio, `${goal}: ${met ? 'met' : 'missed'}`] : [])];
    return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  });
  return [head, ...lines].join('\n');
}

function page({ measured, machine, rows }: Figures): string {
  return `# Benchmarks

<!-- Made by \`npm run bench -- --svg\`; do not edit. -->

\`npm run bench\` compares treebox with a yardstick for each kind of work. It measures both in alternation on one machine. The
figures depend on the machine; the ratios depend on it less. The last column has the project's goal, and says whether it is
met. These figures were measured on ${measured}, on ${machine}.

![Bars of treebox and its yardstick for each kind of work](images/benchmarks.svg)

${table(rows, true)}
`;
}

function withTable(readme: string, { measured, machine, rows }: Figures): string {
  const chosen = README_ROWS.flatMap((name) => rows.filter((row) => row.name === name));
  const [start, end] = [readme.indexOf(START), readme.indexOf(END)];
  if (start < 0 || end < start) throw new Error('README.md has no place for the figures');
  const text = `${START}\n${table(chosen, false)}\n\nMeasured on ${measured}, on ${machine}.\n`;
  return readme.slice(0, start) + text + readme.slice(end);
}

const WIDTH = 860;
const ROW_HEIGHT = 64;
const BAR_HEIGHT = 13;
const BAR_MAX = 440;
const TOP = 64;

/** Colours of both schemes are in the picture itself: it is shown by pages that do not say which one they have. */
const STYLE = `
    .ground { fill: #ffffff } .text { fill: #1f2328 } .quiet { fill: #57606a } .ours { fill: #0969da } .other { fill: #afb8c1 }
    @media (prefers-color-scheme: dark) {
      .ground { fill: #0d1117 } .text { fill: #e6edf3 } .quiet { fill: #9198a1 } .ours { fill: #4493f8 } .other { fill: #484f58 }
    }`;

function picture({ rows }: Figures): string {
  const shown = rows.filter(({ ours, yardstick }) => amountOf(ours) > 0 && amountOf(yardstick) > 0);
  const height = TOP + shown.length * ROW_HEIGHT;
  const bars = shown.flatMap((row, at) => barsOf(row, TOP + at * ROW_HEIGHT));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="t" font-family="system-ui, sans-serif" font-size="14">
  <title id="t">treebox and its yardsticks</title>
  <style>${STYLE}
  </style>
  <rect class="ground" width="${WIDTH}" height="${height}" rx="12"/>
  <rect class="ours" x="24" y="20" width="14" height="14" rx="3"/><text class="text" x="46" y="32">treebox</text>
  <rect class="other" x="120" y="20" width="14" height="14" rx="3"/><text class="text" x="142" y="32">yardstick</text>
  <text class="quiet" x="${WIDTH - 24}" y="32" text-anchor="end">Each pair of bars has a scale of its own.</text>
${bars.join('\n')}
</svg>
`;
}

function barsOf({ about, against, better, ours, yardstick }: Figure, y: number): string[] {
  const most = Math.max(amountOf(ours), amountOf(yardstick));
  const bar = (figure: string, kind: string, top: number, text: string) => {
    const width = Math.max(2, (amountOf(figure) / most) * BAR_MAX);
    return (
      `  <rect class="${kind}" x="24" y="${top}" width="${width.toFixed(1)}" height="${BAR_HEIGHT}" rx="3"/>` +
      `<text class="quiet" x="${(32 + width).toFixed(1)}" y="${top + 11}">${escaped(text)}</text>`
    );
  };
  const first = figureOf(ours);
  return [
    `  <text class="text" x="24" y="${y + 10}">${escaped(plain(about))} <tspan class="quiet">(${better} is better)</tspan></text>`,
    bar(ours, 'ours', y + 18, first),
    bar(yardstick, 'other', y + 34, `${figureOf(yardstick)}  ${plain(against)}`),
  ];
}

/** The first figure of a text such as `3.04 ms, p99 7.11 ms`; 0 when there is none. */
function amountOf(text: string): number {
  return Number.parseFloat(text) || 0;
}

const figureOf = (text: string) => text.split(',', 1)[0] as string;
const plain = (text: string) => text.replaceAll('`', '');
const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
