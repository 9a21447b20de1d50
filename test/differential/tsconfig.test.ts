/** TypeScript judges where the `extends`, `paths` and `baseUrl` of a `tsconfig.json` lead a specifier. */
import { posix } from 'node:path';
import fc from 'fast-check';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { Resolver } from '../../src/runner/resolve.ts';
import { filesOf } from '../support/run-on-files.ts';
import { SEARCH_TIMEOUT_MS, search } from '../support/search.ts';

const LAYOUTS = 300;

type Layout = Readonly<Record<string, string>>;

const SOURCES = [
  '/src/a.ts',
  '/src/b/index.ts',
  '/src/deep/d.ts',
  '/lib/a.js',
  '/lib/c.tsx',
  '/app/src/a.ts',
  '/app/e.ts',
  '/configs/src/a.ts',
  '/node_modules/a/index.js',
  '/node_modules/@s/x/index.js',
];
const SPECIFIERS = [
  'a',
  'b',
  'c',
  'e',
  '@/a',
  '@/b',
  '@/deep/d',
  '@/c.jsx',
  '@/a.js',
  '@s/x',
  'x-a-y',
  'src/a',
  'none',
];
const ASKING = ['/main.ts', '/app/main.ts', '/node_modules/a/index.js'];

const baseUrl = fc.constantFrom('.', './src', 'lib', '..', `\${configDir}`, `\${configDir}/src`);
const target = fc.constantFrom('./src/*', 'lib/*', '*', './app/*', `\${configDir}/src/*`, './missing/*', '/lib/*');
const fixed = fc.constantFrom('./src/a', './src/a.ts', 'lib/c.tsx', './src/b', './missing');
const paths = fc
  .record(
    {
      '@/*': fc.array(target, { minLength: 1, maxLength: 2 }),
      '@/deep/*': fc.array(target, { minLength: 1, maxLength: 2 }),
      'x-*-y': fc.array(target, { minLength: 1, maxLength: 1 }),
      '*': fc.array(target, { minLength: 1, maxLength: 2 }),
      a: fc.array(fixed, { minLength: 1, maxLength: 2 }),
      '@s/x': fc.array(fixed, { minLength: 1, maxLength: 1 }),
    },
    { requiredKeys: [] },
  )
  .map((entries) => ({ ...entries }));
const baseName = fc.constantFrom(
  './configs/base',
  './configs/base.json',
  'shared',
  'shared/strict',
  'exported/strict',
  '../tsconfig',
);
const config = fc.record(
  {
    extends: fc.oneof(baseName, fc.array(baseName, { maxLength: 3 })),
    compilerOptions: fc.record({ baseUrl, paths }, { requiredKeys: [] }),
  },
  { requiredKeys: [] },
);
const text = config.map((value) => `// options\n${JSON.stringify(value).replace(/\}$/, ',}').replace(/^\{,/, '{')}`);

const layouts = fc
  .record({
    sources: fc.subarray(SOURCES, { minLength: 4 }),
    configs: fc.record(
      {
        '/tsconfig.json': text,
        '/app/tsconfig.json': text,
        '/configs/base.json': text,
        '/node_modules/shared/tsconfig.json': text,
        '/node_modules/shared/strict.json': text,
        '/node_modules/exported/options/strict.json': text,
      },
      { requiredKeys: ['/tsconfig.json'] },
    ),
  })
  .map(
    ({ sources, configs }): Layout => ({
      ...Object.fromEntries(sources.map((path) => [path, 'export {};'])),
      ...(configs as Layout),
      '/node_modules/exported/package.json': '{"exports":{"./strict":"./options/strict.json"}}',
    }),
  );

/** Where TypeScript finds a specifier. */
function byTypeScript(layout: Layout, specifier: string, from: string): string | null {
  const files = filesOf(layout);
  const host = {
    fileExists: (path: string) => files.kind(path) === 'file',
    readFile: (path: string) => (files.kind(path) === 'file' ? files.read(path) : undefined),
    directoryExists: (path: string) => path === '/' || files.kind(path) === 'folder',
    readDirectory: () => [],
    useCaseSensitiveFileNames: true,
  };
  const found = from.includes('/node_modules/') ? undefined : ts.findConfigFile(posix.dirname(from), host.fileExists);
  const read = found === undefined ? {} : ts.readConfigFile(found, host.readFile).config;
  const { options } = ts.parseJsonConfigFileContent(read, host, posix.dirname(found ?? '/'), undefined, found);
  const { resolvedModule } = ts.resolveModuleName(
    specifier,
    from,
    { ...options, module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler, allowJs: true },
    host,
  );
  return resolvedModule?.resolvedFileName ?? null;
}

function byRun(layout: Layout, specifier: string, from: string): (string | null)[] {
  const resolver = new Resolver(filesOf(layout));
  return (['import', 'require'] as const).map((way) => {
    try {
      const resolved = resolver[way](specifier, from);
      return resolved.kind === 'file' ? resolved.path : null;
    } catch {
      return null;
    }
  });
}

test('a specifier leads where TypeScript finds it', { timeout: SEARCH_TIMEOUT_MS }, async () => {
  let aliased = 0;
  await search({
    values: fc.tuple(layouts, fc.constantFrom(...ASKING)),
    examples: [],
    count: LAYOUTS,
    judge: async ([layout, from]) => {
      for (const specifier of SPECIFIERS) {
        const expected = byTypeScript(layout, specifier, from);
        if (expected !== null && !expected.includes('/node_modules/')) aliased += 1;
        expect([specifier, ...byRun(layout, specifier, from)]).toEqual([specifier, expected, expected]);
      }
    },
  });
  expect(aliased).toBeGreaterThan(LAYOUTS);
});
