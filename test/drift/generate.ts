/**
 * What is generated, from `openapi.json`, the program's own help and Node: run it (`npm run gen`) to write the files; the drift test compares
 * them.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import openapiTypescript, { astToString, type OpenAPI3 } from 'openapi-typescript';
import { readFigures, renderFigures } from '../bench/figures.ts';
import { generateNodeLibrary } from './node-library.ts';
import { generateReference } from './reference.ts';
import { generateShapes } from './shapes.ts';

const ROOT = new URL('../../', import.meta.url);

const HEADER = `/**
 * Types of the REST interface, generated from \`openapi.json\` by \`npm run gen\`; do not edit.
 */
`;

/** The generated files: path from the project's folder, and text. */
export async function generateFiles(): Promise<Map<string, string>> {
  const document = JSON.parse(await readFile(new URL('openapi.json', ROOT), 'utf8')) as OpenAPI3;
  const types = astToString(await openapiTypescript(document));
  return new Map([
    ['src/core/api.gen.ts', HEADER + types],
    ...generateShapes(),
    ...generateNodeLibrary(),
    ...(await generateReference()),
    ...renderFigures(readFigures(), await readFile(new URL('README.md', ROOT), 'utf8')),
  ]);
}

if (import.meta.main) {
  for (const [path, text] of await generateFiles()) {
    const file = new URL(path, ROOT);
    await mkdir(new URL('.', file), { recursive: true });
    await writeFile(file, text);
  }
}
