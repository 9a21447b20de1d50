/**
 * Sizes that the product keeps to: 400 lines a file, 80 a function. Generated files do not count.
 */
import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');
const FILE_LINES = 400;
const FUNCTION_LINES = 80;

/** Functions whose own parts are short, and which hold them because these share what one part of the library was given. */
const LONGER = new Set([
  'src/service/services.ts createServices',
  'src/guest/web/message-port.ts createMessaging',
  'src/guest/web/performance.ts createPerformance',
  'src/guest/v8/deserializer.ts deserializers',
  'src/guest/v8/serializer.ts serializers',
  'src/guest/stream/web-adapters.ts webAdapters',
  'src/guest/parts/async-hooks.ts create',
  'src/guest/parts/process.ts create',
  'src/guest/parts/test.ts create',
  'src/guest/fs/cp.ts createCopy',
  'src/guest/fs/file-handle.ts createFileHandle',
  'src/guest/fs/file-operations.ts fileOperations',
  'src/guest/fs/name-operations.ts nameOperations',
  'src/guest/fs/promises.ts createPromises',
  'src/guest/fs/streams.ts createStreams',
  'src/guest/fetch/file-reader.ts createFileReader',
  'src/guest/events/event-emitter.ts createEventEmitter',
  'src/guest/events/functions.ts createEventFunctions',
  'src/guest/events/functions.ts on',
]);
/** Files that are being split. */
const LARGER = new Set(['src/service/labels.ts']);

interface Sized {
  readonly name: string;
  readonly lines: number;
}

/** Every function of a source that has a body, nested ones too, with the lines from its first to its last. */
function functionsOf(file: string, text: string): Sized[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest);
  const lineOf = (position: number) => source.getLineAndCharacterOfPosition(position).line;
  const found: Sized[] = [];
  const visit = (node: ts.Node, holder?: ts.Node): void => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body) {
      const named = node.name ?? (holder && ts.isVariableDeclaration(holder) ? holder.name : undefined);
      const name = named?.getText(source) ?? '';
      found.push({ name: `${file} ${name}`, lines: lineOf(node.end) - lineOf(node.getStart(source)) + 1 });
    }
    ts.forEachChild(node, (child) => visit(child, node));
  };
  visit(source);
  return found;
}

const linesOf = (text: string): number => text.trimEnd().split('\n').length;

const texts = new Map(
  globSync(['src/**/*.{ts,tsx}', 'vfs/**/*.ts'], { cwd: ROOT, exclude: ['**/node_modules/**', '**/*.gen.ts'] }).map(
    (file) => [file, readFileSync(join(ROOT, file), 'utf8')],
  ),
);

test('sizes: no file of the product has more than 400 lines', () => {
  expect(texts.size).toBeGreaterThan(400);
  const long = [...texts].filter(([, text]) => linesOf(text) > FILE_LINES);
  expect(long.map(([file]) => file).filter((file) => !LARGER.has(file))).toEqual([]);
});

test('sizes: no function of the product has more than 80 lines', () => {
  const long = [...texts]
    .flatMap(([file, text]) => functionsOf(file, text))
    .filter(({ lines }) => lines > FUNCTION_LINES);
  expect(long.map(({ name }) => name).filter((name) => !LONGER.has(name))).toEqual([]);
  // A name leaves the list when its function has become shorter.
  expect([...LONGER].filter((name) => !long.some((one) => one.name === name))).toEqual([]);
});

test('sizes: a function is measured with what it holds', () => {
  expect(functionsOf('a.ts', 'const f = () => {\n  function g() {\n  }\n};\nclass C { m() { return 1; } }')).toEqual([
    { name: 'a.ts f', lines: 4 },
    { name: 'a.ts g', lines: 2 },
    { name: 'a.ts m', lines: 1 },
  ]);
});
