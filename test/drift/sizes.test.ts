/**
 * Sizes that the product keeps to: 400 lines a file, 80 a function. Generated files do not count.
 *
 * A class in a function counts by its methods: it is there because it needs what the function was given.
 */
import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');
const FILE_LINES = 400;
const FUNCTION_LINES = 80;

interface Sized {
  readonly name: string;
  readonly lines: number;
}

/** Every function of a source that has a body, nested ones too, with its lines, those of classes in it left out. */
function functionsOf(file: string, text: string): Sized[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest);
  const lineOf = (position: number) => source.getLineAndCharacterOfPosition(position).line;
  const linesOfNode = (node: ts.Node) => lineOf(node.end) - lineOf(node.getStart(source)) + 1;
  const classLines = (node: ts.Node): number => {
    let lines = 0;
    ts.forEachChild(node, (child) => {
      lines += ts.isClassLike(child) ? linesOfNode(child) : classLines(child);
    });
    return lines;
  };
  const found: Sized[] = [];
  const visit = (node: ts.Node, holder?: ts.Node): void => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body) {
      const named = node.name ?? (holder && ts.isVariableDeclaration(holder) ? holder.name : undefined);
      const name = named?.getText(source) ?? '';
      found.push({ name: `${file} ${name}`, lines: linesOfNode(node) - classLines(node) });
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
  expect(long.map(([file]) => file)).toEqual([]);
});

test('sizes: no function of the product has more than 80 lines', () => {
  const long = [...texts]
    .flatMap(([file, text]) => functionsOf(file, text))
    .filter(({ lines }) => lines > FUNCTION_LINES);
  expect(long.map(({ name }) => name)).toEqual([]);
});

test('sizes: a function is measured with the functions that it holds, and without the classes', () => {
  expect(
    functionsOf('a.ts', 'const f = () => {\n  function g() {\n  }\n  class C {\n m() { return 1; }\n }\n};'),
  ).toEqual([
    { name: 'a.ts f', lines: 4 },
    { name: 'a.ts g', lines: 2 },
    { name: 'a.ts m', lines: 1 },
  ]);
});
