/**
 * Node judges how random graphs of modules are evaluated: what they print, in which order, and how they end.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LibraryCode } from '../../src/runner/isolate/library-code.ts';
import { libraryCode } from '../support/library.ts';
import { type Graph, importing, mixed, waiting } from '../support/module-graphs.ts';
import { runOnFiles } from '../support/run-on-files.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { SEARCH_TIMEOUT_MS, search } from '../support/search.ts';

const GRAPHS = 40;

/** Where the files stand, on Node in a folder of its own. */
const ROOT = '/w';

/** Exit status of Node where the main module waits for what can't come any more. */
const STUCK = 13;

/** What a graph prints and how it ends: with an error's message, stuck, or null. */
interface Evaluation {
  readonly lines: readonly string[];
  readonly end: string | null;
}

const base = scratchFolder('module-graphs');
let library: LibraryCode;

beforeAll(async () => {
  library = await libraryCode();
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

const linesOf = (text: string) => text.split('\n').slice(0, -1);
const thrown = (text: string) => /Error: (.*)/.exec(text)?.[1] ?? text;

/** Undefined where V8 ends the process, as it does for some cycles of which a module has failed. */
function onNode(graph: Graph): Evaluation | undefined {
  const root = base + ROOT;
  rmSync(root, { recursive: true, force: true });
  mkdirSync(root, { recursive: true });
  for (const [name, text] of Object.entries(graph)) writeFileSync(join(root, name), text);
  const options = { encoding: 'utf8' } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--no-warnings', join(root, 'main.mjs')], options);
  if (status === null) return undefined;
  const lines = linesOf(stdout.replaceAll(base, ''));
  if (status === 0) return { lines, end: null };
  return { lines, end: status === STUCK ? 'stuck' : thrown(stderr) };
}

async function inRun(graph: Graph): Promise<Evaluation> {
  const files = Object.fromEntries(Object.entries(graph).map(([name, text]) => [`${ROOT}/${name}`, text]));
  let printed = '';
  const ended = runOnFiles(library, graph['main.mjs'] ?? '', files, `${ROOT}/main.mjs`, (text) => {
    printed += text;
  });
  const end = await ended.then(
    () => null,
    ({ message }: Error) => (message === 'stuck' ? message : thrown(message)),
  );
  return { lines: linesOf(printed), end };
}

/** Lines by the module that prints them, where modules go on side by side. */
function byModule({ lines, end }: Evaluation): unknown {
  const groups = Map.groupBy(lines, (line) => line.split(' ', 1)[0]);
  return { lines: [...groups].toSorted(([a = ''], [b = '']) => a.localeCompare(b)), end };
}

const REFUSED = /ERR_REQUIRE_CYCLE_MODULE Cannot require\(\) ES Module \/w\/(\S+)/;

/** The names of what a file imports, and of what that imports. */
function reached(graph: Graph, name: string, into = new Set<string>()): Set<string> {
  for (const [, target = ''] of graph[name]?.matchAll(/from '\.\/(.*)'/g) ?? []) {
    if (into.has(target)) continue;
    into.add(target);
    reached(graph, target, into);
  }
  return into;
}

/**
 * The number of lines up to where the two may part, if they may: a run refuses to require a module that has not begun
 * though what it imports has, where Node evaluates it, or dies.
 */
function linesBeforeParting(graph: Graph, node: Evaluation, run: Evaluation): number | undefined {
  const at = run.lines.findIndex((line, index) => line !== node.lines[index]);
  const name = REFUSED.exec(run.lines[at] ?? '')?.[1];
  if (name === undefined) return undefined;
  const before = run.lines.slice(0, at);
  const isUnderWay = (file: string) => {
    const module = file.split('.', 1)[0];
    return before.lastIndexOf(`${module} begins`) > before.lastIndexOf(`${module} ends`);
  };
  // An ES module prints after its imports have been evaluated, so one that waits for them has printed nothing yet.
  return !isUnderWay(name) && [...reached(graph, name)].some(isUnderWay) ? at : undefined;
}

function evaluatesAsNode(
  name: string,
  graphs: fc.Arbitrary<Graph>,
  judge: (node: Evaluation, run: Evaluation, graph: Graph) => void,
): void {
  test(
    name,
    () =>
      search({
        values: graphs,
        examples: [],
        count: GRAPHS,
        judge: async (graph) => {
          const node = onNode(graph);
          if (node) judge(node, await inRun(graph), graph);
        },
      }),
    SEARCH_TIMEOUT_MS,
  );
}

evaluatesAsNode('modules that wait at their top level are evaluated in the order of Node', waiting, (node, run) => {
  // Node ends as soon as its main module has failed; a run goes on to the end of the microtasks.
  const lines = node.end === null ? run.lines : run.lines.slice(0, node.lines.length);
  expect({ ...run, lines }).toEqual(node);
});

evaluatesAsNode('import() beside them gives what it gives on Node', importing, (node, run) => {
  expect(byModule(run)).toEqual(byModule(node));
});

evaluatesAsNode('ES modules and CommonJS files in cycles see what they see on Node', mixed, (node, run, graph) => {
  const parting = linesBeforeParting(graph, node, run);
  if (parting === undefined) expect(run).toEqual(node);
  else expect(run.lines.slice(0, parting)).toEqual(node.lines.slice(0, parting));
});
