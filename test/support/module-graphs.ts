/**
 * Random graphs of modules whose files print how they are evaluated: ES modules that wait at their top level, and ES
 * modules and CommonJS files that import and require each other.
 */
import fc from 'fast-check';

/** Files by name; `main.mjs` is where a graph starts. */
export type Graph = Readonly<Record<string, string>>;

const MODULES_MAX = 6;

interface Step {
  readonly does: 'print' | 'wait' | 'throw' | 'reject' | 'hang' | 'import' | 'peek' | 'timer';
  readonly target: number;
  readonly times: number;
}

const steps = (does: fc.Arbitrary<Step['does']>) =>
  fc.array(fc.record({ does, target: fc.nat(), times: fc.integer({ min: 1, max: 3 }) }), { maxLength: 4 });

const RARE = { throw: 1, reject: 1, hang: 1 } as const;

/** What a step is in the text of module `own` of `count`. */
function written({ does, target, times }: Step, own: number, count: number, at: number): string {
  const other = `m${target % count}`;
  switch (does) {
    case 'print':
      return `console.log('m${own} ${at}');`;
    case 'wait':
      return `for (let time = 0; time < ${times}; time += 1) await null; console.log('m${own} ${at} waited');`;
    case 'timer':
      return `await new Promise((done) => setTimeout(done, 1)); console.log('m${own} ${at} rested');`;
    case 'throw':
      return `throw new Error('m${own} threw');`;
    case 'reject':
      return `await Promise.reject(new Error('m${own} rejected'));`;
    case 'hang':
      return 'await new Promise(() => {});';
    case 'import':
      return (
        `try { const { default: value } = await import('./${other}.mjs'); console.log('m${own} ${at} has ' + value); }` +
        ` catch (error) { console.log('m${own} ${at} ' + error.name); }`
      );
    case 'peek':
      return `try { console.log('m${own} ${at} sees ' + peek.default); } catch ({ message }) { console.log('m${own} ${at} ' + message); }`;
  }
}

function waitingGraphs(does: fc.Arbitrary<Step['does']>): fc.Arbitrary<Graph> {
  const file = fc.record({ imports: fc.array(fc.nat(), { maxLength: 3 }), steps: steps(does), peeks: fc.nat() });
  return fc.array(file, { minLength: 1, maxLength: MODULES_MAX, size: 'max' }).map((files) => {
    const graph: Record<string, string> = { 'main.mjs': "import './m0.mjs';\nconsole.log('main');" };
    for (const [own, { imports, peeks, ...of }] of files.entries()) {
      const body = of.steps.map((step, at) => written(step, own, files.length, at));
      const links = imports.map((target) => `import './m${target % files.length}.mjs';`);
      graph[`m${own}.mjs`] = [
        ...links,
        ...(body.some((text) => text.includes('peek.'))
          ? [`import * as peek from './m${peeks % files.length}.mjs';`]
          : []),
        `console.log('m${own} begins');`,
        ...body,
        `export default 'value of m${own}';`,
        `console.log('m${own} ends');`,
      ].join('\n');
    }
    return graph;
  });
}

/** What a step does, by how often it is drawn. */
function oneOf(weights: Partial<Record<Step['does'], number>>): fc.Arbitrary<Step['does']> {
  const entries = Object.entries(weights) as [Step['does'], number][];
  return fc.oneof(...entries.map(([does, weight]) => ({ arbitrary: fc.constant(does), weight })));
}

/** Graphs whose lines have one order, which the language gives. */
export const waiting: fc.Arbitrary<Graph> = waitingGraphs(oneOf({ print: 4, wait: 8, peek: 4, ...RARE }));

/** Graphs with `import()` and timers: of two modules that wait side by side, either may go on first. */
export const importing: fc.Arbitrary<Graph> = waitingGraphs(oneOf({ wait: 6, timer: 2, import: 8, peek: 2, throw: 1 }));

interface MixedFile {
  readonly isModule: boolean;
  readonly uses: readonly number[];
  readonly ending: 'none' | 'throws' | 'replaces';
}

const mixedFile: fc.Arbitrary<MixedFile> = fc.record({
  isModule: fc.boolean(),
  uses: fc.array(fc.nat(), { maxLength: 3 }),
  ending: fc.oneof(
    { arbitrary: fc.constant('none' as const), weight: 8 },
    fc.constant('throws' as const),
    fc.constant('replaces' as const),
  ),
});

const SHOW = `const show = (own, value) => {
  try { console.log(own + ' has ' + Object.keys(value).map((key) => key + '=' + value[key]).join(' ')); }
  catch (error) { console.log(own + ' ' + error.name + ': ' + error.message); }
};
const tell = (own, error) => console.log([own, error.name, error.code, error.message].join(' '));`;

/** Graphs of ES modules and CommonJS files, in any cycles, that wait for nothing; the main module takes some of each. */
export const mixed: fc.Arbitrary<Graph> = fc
  .tuple(
    fc.array(mixedFile, { minLength: 2, maxLength: MODULES_MAX, size: 'max' }),
    fc.array(fc.record({ target: fc.nat(), isRequired: fc.boolean() }), { minLength: 1, maxLength: 4 }),
  )
  .map(([files, starts]) => {
    const nameOf = (target: number): string => {
      const own = target % files.length;
      return `./m${own}.${files[own]?.isModule ? 'mjs' : 'cjs'}`;
    };
    const graph: Record<string, string> = {};
    for (const [own, file] of files.entries())
      graph[nameOf(own).slice(2)] = (file.isModule ? moduleText : commonJsText)(file, own, nameOf);
    const begins = starts.map(({ target, isRequired }) => {
      const taken = isRequired ? `require('${nameOf(target)}')` : `await import('${nameOf(target)}')`;
      return `  show('main', ${taken});`;
    });
    graph['main.mjs'] = [
      "import { createRequire } from 'node:module';",
      'const require = createRequire(import.meta.url);',
      SHOW,
      // Nothing goes on after a failure: Node keeps what it has linked and evaluated in part.
      'try {',
      ...begins,
      "} catch (error) { tell('main', error); }",
    ].join('\n');
    return graph;
  });

function moduleText({ uses, ending }: MixedFile, own: number, nameOf: (target: number) => string): string {
  return [
    ...uses.map((target, at) => `import * as n${at} from '${nameOf(target)}';`),
    SHOW,
    `console.log('m${own} begins');`,
    ...uses.map((_, at) => `show('m${own}', n${at});`),
    'export const early = 1;',
    ending === 'throws' ? `throw new Error('m${own} threw');` : '',
    ending === 'replaces' ? `export { early as 'module.exports' };` : 'export const late = 2;',
    `console.log('m${own} ends');`,
  ].join('\n');
}

function commonJsText({ uses, ending }: MixedFile, own: number, nameOf: (target: number) => string): string {
  return [
    SHOW,
    `console.log('m${own} begins');`,
    'exports.early = 1;',
    ...uses.map((target) => `show('m${own}', require('${nameOf(target)}'));`),
    ending === 'throws' ? `throw new Error('m${own} threw');` : '',
    ending === 'replaces' ? `module.exports = { replaced: ${own} };` : 'exports.late = 2;',
    `console.log('m${own} ends');`,
  ].join('\n');
}
