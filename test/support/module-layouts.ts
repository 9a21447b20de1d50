/**
 * Random folders of packages, and what their files are asked to import and to require.
 */
import fc from 'fast-check';

/** Files by path without a slash at its start. */
export type Layout = Readonly<Record<string, string>>;

/** Where requests start from. */
export const PROBES = ['probe', 'lib/probe', 'node_modules/a/probe', 'node_modules/a/lib/probe'] as const;

const TEXTS: Readonly<Record<string, (at: string) => string>> = {
  commonJs: (at) =>
    `exports.at = ${JSON.stringify(at)}; exports.kind = 'commonjs'; exports.main = require.main === module;`,
  plain: () => 'globalThis.ran = (globalThis.ran ?? 0) + 1;',
  replaced: (at) => `module.exports = { at: ${JSON.stringify(at)}, kind: 'replaced' };`,
  module: (at) =>
    `export const at = ${JSON.stringify(at)}; export default 'module'; export const url = import.meta.url;`,
  meta: () => 'globalThis.meta = import.meta.url;',
  exported: (at) => `const own = { at: ${JSON.stringify(at)} }; export { own as 'module.exports' };`,
  waiting: (at) => `export const at = await ${JSON.stringify(at)};`,
  json: (at) => JSON.stringify({ at }),
  marked: (at) => `\uFEFF${JSON.stringify({ at })}`,
  broken: () => '{',
};

const scripts = [
  'commonJs',
  'commonJs',
  'plain',
  'replaced',
  'module',
  'module',
  'meta',
  'exported',
  'waiting',
  'broken',
];
const jsons = ['json', 'json', 'marked', 'broken'];

const FILES = [
  'index.js',
  'index.json',
  'index.mjs',
  'x.js',
  'x.json',
  'y.mjs',
  'z.cjs',
  'plain',
  'odd.ext',
  'a b.mjs',
  'lib/index.js',
  'lib/x.js',
  'lib/c.cjs',
  'lib/m.mjs',
  'lib/deep/y.js',
  'dep.js',
] as const;

const FOLDERS = [
  '',
  'node_modules/a/',
  'node_modules/b/',
  'node_modules/@s/c/',
  'node_modules/a/node_modules/b/',
] as const;

const TARGETS: readonly unknown[] = [
  './x.js',
  './lib/x.js',
  './lib/m.mjs',
  './lib/*.js',
  './lib/*',
  './*',
  './lib/',
  './none.js',
  './node_modules/x.js',
  './lib/../x.js',
  '../x.js',
  'x.js',
  'fs',
  'node:path',
  'b',
  '/x.js',
  '',
  null,
  7,
  false,
  './lib/%2e%2e/x.js',
  './a%20b.mjs',
  './a b.mjs',
];
const KEYS = ['.', './x', './lib/*', './lib/*.js', './lib/c*', './*', './lib/', './x.js', './a*b', '.x', 'x'];
const CONDITIONS = ['node', 'import', 'require', 'module-sync', 'default', 'browser', 'types', '1'];
const IMPORTS = ['#x', '#lib/*', '#lib/*.js', '#b', '#', '#/x', '#fs'];

const target: fc.Arbitrary<unknown> = fc.letrec<{ target: unknown }>((tie) => ({
  target: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { arbitrary: fc.constantFrom(...TARGETS), weight: 6 },
    { arbitrary: fc.dictionary(fc.constantFrom(...CONDITIONS), tie('target'), { maxKeys: 3 }), weight: 2 },
    { arbitrary: fc.array(tie('target'), { maxLength: 3 }), weight: 1 },
  ),
})).target;

const exportsMap = fc.oneof(
  { arbitrary: target, weight: 2 },
  { arbitrary: fc.dictionary(fc.constantFrom(...KEYS), target, { maxKeys: 4 }), weight: 3 },
);

const manifest: fc.Arbitrary<string> = fc.oneof(
  {
    arbitrary: fc
      .record(
        {
          name: fc.constantFrom('a', 'b', '@s/c', 'other'),
          type: fc.constantFrom('module', 'commonjs', 'strange'),
          main: fc.constantFrom('./x', './x.js', 'lib', './lib/c', './lib/m.mjs', './none', '', 'lib/'),
          exports: exportsMap,
          imports: fc.dictionary(fc.constantFrom(...IMPORTS), target, { maxKeys: 3 }),
        },
        { requiredKeys: [] },
      )
      .map((value) => JSON.stringify(value)),
    weight: 12,
  },
  { arbitrary: fc.constantFrom('{', '[]', '"x"', '\uFEFF{"type":"module"}'), weight: 1 },
);

const folder = fc.record({
  manifest: fc.option(manifest, { freq: 4, nil: undefined }),
  files: fc.subarray([...FILES], { minLength: 2 }),
  texts: fc.array(fc.nat(60), { minLength: FILES.length, maxLength: FILES.length }),
});

export const layouts: fc.Arbitrary<Layout> = fc
  .tuple(...FOLDERS.map(() => fc.option(folder, { freq: 6, nil: undefined })))
  .map((folders) => {
    const files: Record<string, string> = {};
    for (const [at, made] of folders.entries()) {
      if (!made) continue;
      const prefix = FOLDERS[at] ?? '';
      if (made.manifest !== undefined) files[`${prefix}package.json`] = made.manifest;
      for (const [index, name] of made.files.entries()) {
        const kinds = name.endsWith('.json') ? jsons : scripts;
        const kind = kinds[(made.texts[index] ?? 0) % kinds.length] as string;
        files[prefix + name] = (TEXTS[kind] as (at: string) => string)(prefix + name);
      }
    }
    for (const probe of PROBES) {
      files[`${probe}.mjs`] =
        'export default (specifier, options) => import(specifier, options); export const resolve = import.meta.resolve;';
      files[`${probe}.cjs`] = 'module.exports = { require, load: (specifier) => import(specifier) };';
    }
    return files;
  });

const SPECIFIERS = [
  './x',
  './x.js',
  './x.json',
  './y.mjs',
  './z.cjs',
  './plain',
  './odd.ext',
  './lib',
  './lib/',
  './lib/x',
  './lib/x.js',
  '../x.js',
  '../lib',
  '.',
  '..',
  './',
  'a',
  'a/',
  'a/x',
  'a/x.js',
  'a/lib/x',
  'a/lib/x.js',
  'a/lib/c.cjs',
  'a/lib/',
  'a/lib',
  'a/a%20b.mjs',
  'b',
  'b/x.js',
  'b/lib/x.js',
  '@s/c',
  '@s/c/x.js',
  '@s',
  'dep',
  'none',
  'none/x',
  '#x',
  '#lib/x',
  '#lib/x.js',
  '#b',
  '#',
  '#/x',
  '#none',
  '#fs',
  'other/x',
  './a%20b.mjs',
  './a b.mjs',
  './y.mjs?one',
  './y.mjs#two',
  './x.js?one',
  './lib%2fx.js',
  'path',
  'node:path',
  'node:none',
  'fs/none',
  '',
  '.hidden',
  'a\\x',
  '%61',
  'data:text/javascript,export default 1',
  'data:application/json,1',
  'data:text/plain,1',
  'https://a.test/x.js',
  'x:y',
];

export interface Question {
  readonly probe: number;
  readonly how: 'import' | 'require' | 'load' | 'resolve' | 'meta' | 'json';
  readonly specifier: string;
}

export const questions: fc.Arbitrary<readonly Question[]> = fc.array(
  fc.record({
    probe: fc.nat(PROBES.length - 1),
    how: fc.constantFrom('import', 'import', 'require', 'require', 'load', 'resolve', 'meta', 'json' as const),
    specifier: fc.constantFrom(...SPECIFIERS),
  }),
  { minLength: 10, maxLength: 30, size: 'max' },
) as fc.Arbitrary<readonly Question[]>;

/** The text of a module whose default export answers the questions; it stands at the root of the layout. */
export function asking(asked: readonly Question[]): string {
  const imports = PROBES.flatMap((probe, at) => [
    `import * as m${at} from ${JSON.stringify(`./${probe}.mjs`)};`,
    `import c${at} from ${JSON.stringify(`./${probe}.cjs`)};`,
  ]);
  return `${imports.join('\n')}
const modules = [${PROBES.map((_, at) => `m${at}`).join()}], commons = [${PROBES.map((_, at) => `c${at}`).join()}];
const shown = (value) => {
  if (typeof value === 'function') return 'function';
  if (typeof value !== 'object' || value === null) return value;
  const keys = Reflect.ownKeys(value).filter((key) => typeof key === 'string').sort();
  if (keys.length > 12) return 'large';
  return Object.fromEntries(keys.map((key) => [key, typeof value[key] === 'object' ? shown(value[key]) : String(value[key])]));
};
const ask = {
  import: (at, specifier) => modules[at].default(specifier),
  json: (at, specifier) => modules[at].default(specifier, { with: { type: 'json' } }),
  load: (at, specifier) => commons[at].load(specifier),
  require: (at, specifier) => commons[at].require(specifier),
  resolve: (at, specifier) => commons[at].require.resolve(specifier),
  meta: (at, specifier) => modules[at].resolve(specifier),
};
const answers = [];
for (const { how, probe, specifier } of ${JSON.stringify(asked)}) {
  try {
    answers.push({ value: shown(await ask[how](probe, specifier)) });
  } catch (error) {
    answers.push({ name: error?.name, code: error?.code, message: error?.message });
  }
}
`;
}
