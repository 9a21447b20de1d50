/**
 * The layout of the sources: an import may point to a lower layer or to its own folder, and imports go in no circle.
 */
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');

/** The layer of the files outside of folders, which may import each other. */
const PROGRAMS = 9;

/** Layer by folder or file, as the architecture has them. */
const LAYERS: Readonly<Record<string, number>> = {
  'src/core': 0,
  'src/guest': 0,
  'src/walls': 1,
  'src/processes': 2,
  'src/git': 3,
  vfs: 4,
  // Types that both a runner and the pool speak.
  'src/compiler/protocol.ts': 4,
  'src/runner': 5,
  'src/compiler': 5,
  'src/pool': 6,
  'src/service': 7,
  // Clients of the API: they know its types alone.
  'src/client': 1,
  'src/mcp': 7,
  'src/http': 8,
  'src/cli': 8,
  // Runs in the browser, against the API.
  'src/console': 8,
  'src/backup.ts': PROGRAMS,
  'src/backup-program.ts': PROGRAMS,
  'src/config.ts': PROGRAMS,
  'src/config-file.ts': PROGRAMS,
  'src/data-folder.ts': PROGRAMS,
  'src/data-format.ts': PROGRAMS,
  'src/descriptors.ts': PROGRAMS,
  'src/log.ts': PROGRAMS,
  'src/server.ts': PROGRAMS,
  'src/index.ts': PROGRAMS,
  'src/main.ts': PROGRAMS,
  'src/exec-once.ts': PROGRAMS,
};

/** A package that one place alone may import; everything else goes through it. */
const SOLE_IMPORTERS: Readonly<Record<string, RegExp>> = {
  'isomorphic-git': /^src\/git\//,
  memfs: /^vfs\//,
  'isolated-vm': /^src\/runner\/isolate\//,
  esbuild: /^src\/(compiler\/bundle|http\/console-assets)\.ts$/,
  'p-queue': /^src\/(pool|git)\//,
  fastify: /^src\/http\//,
  'node:sqlite': /^src\/(service\/|(?:backup|data-folder)\.ts$)/,
};

/** Of these the pool takes the protocols alone. */
const PROTOCOLS_ONLY = /^src\/(runner|compiler)\//;

interface Import {
  readonly from: string;
  /** A path from the project's folder, or a package's name. */
  readonly to: string;
}

const IMPORT =
  /^\s*(?:import|export)\b[^'"`;]*?\bfrom\s+'([^']+)'|\bimport\(\s*'([^']+)'\s*\)|^\s*import\s+'([^']+)'/gm;

const files = globSync(['src/**/*.{ts,tsx}', 'vfs/**/*.ts'], { cwd: ROOT, exclude: ['**/node_modules/**'] });
const imports = files.flatMap((from): Import[] => {
  const text = readFileSync(join(ROOT, from), 'utf8');
  return [...text.matchAll(IMPORT)].map((match) => {
    const name = (match[1] ?? match[2] ?? match[3]) as string;
    const to = name.startsWith('.') ? relative(ROOT, resolve(ROOT, dirname(from), name)) : packageName(name);
    return { from, to };
  });
});
const ours = imports.filter(({ to }) => placeOf(to) !== undefined);

function packageName(name: string): string {
  return name.startsWith('node:') ? name : name.split('/', name.startsWith('@') ? 2 : 1).join('/');
}

function placeOf(path: string): string | undefined {
  return path in LAYERS ? path : Object.keys(LAYERS).find((place) => path.startsWith(`${place}/`));
}

function layerOf(path: string): number {
  return LAYERS[placeOf(path) as string] as number;
}

test('layers: every source file has a place in the table', () => {
  expect(files.filter((file) => placeOf(file) === undefined)).toEqual([]);
  expect(ours.length).toBeGreaterThan(50);
});

test('layers: an import points to a lower layer or to its own folder', () => {
  const wrong = ours.filter(({ from, to }) => {
    if (layerOf(from) === PROGRAMS && layerOf(to) === PROGRAMS) return false;
    return placeOf(from) !== placeOf(to) && layerOf(to) >= layerOf(from);
  });
  expect(wrong).toEqual([]);
});

test('layers: imports go in no circle, those of types included', () => {
  expect(circles(ours)).toEqual([]);
  expect(
    circles([
      { from: 'a', to: 'b' },
      { from: 'b', to: 'c' },
      { from: 'c', to: 'b' },
      { from: 'd', to: 'd' },
    ]),
  ).toEqual([
    ['b', 'c', 'b'],
    ['d', 'd'],
  ]);
});

/** Every import that closes a circle, as the way from a file back to itself. */
function circles(edges: readonly Import[]): string[][] {
  const targets = Map.groupBy(edges, ({ from }) => from);
  const found: string[][] = [];
  const done = new Set<string>();
  const walk = (file: string, way: readonly string[]): void => {
    if (way.includes(file)) found.push([...way.slice(way.indexOf(file)), file]);
    if (done.has(file) || way.includes(file)) return;
    for (const { to } of targets.get(file) ?? []) walk(to, [...way, file]);
    done.add(file);
  };
  for (const file of targets.keys()) walk(file, []);
  return found;
}

test('layers: code of the isolate imports nothing of the host', () => {
  expect(ours.filter(({ from, to }) => placeOf(from) === 'src/guest' && placeOf(to) !== 'src/guest')).toEqual([]);
});

test('layers: the core imports nothing of ours', () => {
  expect(ours.filter(({ from, to }) => placeOf(from) === 'src/core' && placeOf(to) !== 'src/core')).toEqual([]);
});

test('layers: the pool knows the protocols of its processes alone', () => {
  const known = ours.filter(({ from, to }) => layerOf(from) >= layerOf('src/pool/pool.ts') && PROTOCOLS_ONLY.test(to));
  expect(known.filter(({ to }) => !to.endsWith('/protocol.ts'))).toEqual([]);
});

test('layers: the volume knows the object store and nothing of refs', () => {
  expect(ours.filter(({ from, to }) => placeOf(from) === 'vfs' && /refs|reflog|merge|http/.test(to))).toEqual([]);
});

test('layers: the command line imports nothing of the server', () => {
  const server = ours.filter(
    ({ from, to }) => placeOf(from) === 'src/cli' && !/^src\/(cli|client|core|mcp)\//.test(to),
  );
  expect(server).toEqual([]);
});

test('layers: a package with a sole importer is imported nowhere else', () => {
  const wrong = imports.filter(({ from, to }) => SOLE_IMPORTERS[to] && !SOLE_IMPORTERS[to].test(from));
  expect(wrong).toEqual([]);
  for (const name of ['isolated-vm', 'esbuild', 'fastify', 'p-queue'])
    expect(imports.map(({ to }) => to)).toContain(name);
});
