/**
 * Node judges how modules are found and loaded: random folders of packages, and what their files import and require.
 *
 * Where Node finds nothing, a run may: it looks once more without an extension, in folders and for TypeScript.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LibraryCode } from '../../src/runner/isolate/library-code.ts';
import { libraryCode } from '../support/library.ts';
import { asking, type Layout, layouts, type Question, questions } from '../support/module-layouts.ts';
import { runOnFiles } from '../support/run-on-files.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { SEARCH_TIMEOUT_MS, search } from '../support/search.ts';

const LAYOUTS = 40;

/** Where the folders stand, on Node in a folder of its own. */
const ROOT = '/w';

/** Codes of what Node does not find and a run may. */
const NOT_FOUND = new Set(['ERR_MODULE_NOT_FOUND', 'ERR_UNSUPPORTED_DIR_IMPORT', 'MODULE_NOT_FOUND']);

interface Answer {
  readonly value?: unknown;
  readonly name?: string;
  readonly code?: string;
  readonly message?: string;
}

const base = scratchFolder('modules');
let library: LibraryCode;

beforeAll(async () => {
  library = await libraryCode();
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

function onNode(layout: Layout, asked: readonly Question[]): Answer[] {
  const root = base + ROOT;
  rmSync(root, { recursive: true, force: true });
  const main = `${asking(asked)}\nprocess.stdout.write(JSON.stringify(answers));`;
  for (const [path, text] of Object.entries({ ...layout, 'main.mjs': main })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const answers = execFileSync(process.execPath, ['--no-warnings', join(root, 'main.mjs')], { encoding: 'utf8' });
  return JSON.parse(answers.replaceAll(base, '')) as Answer[];
}

async function inRun(layout: Layout, asked: readonly Question[]): Promise<Answer[]> {
  const files = Object.fromEntries(Object.entries(layout).map(([path, text]) => [`${ROOT}/${path}`, text]));
  return (await runOnFiles(
    library,
    `${asking(asked)}\nexport default answers;`,
    files,
    `${ROOT}/main.mjs`,
  )) as Answer[];
}

/** An answer without what may differ. */
function compared({ value, name, code, message }: Answer): unknown {
  if (code === undefined && name === undefined) return { value };
  // Where a text is broken, the code and the name are Node's; V8's place in the file is told another way.
  return name === 'SyntaxError' || name === 'ReferenceError'
    ? { name }
    : { name, code, message: message?.replace(/\nDid you mean to import.*$/, '') };
}

function agrees(node: Answer, run: Answer): boolean {
  if (NOT_FOUND.has(node.code ?? '') && !/^ERR_(?!IMPORT|REQUIRE|INVALID_PACKAGE_CONFIG)|^MODULE/.test(run.code ?? ''))
    return true;
  // JSON is taken without an attribute.
  if (node.code === 'ERR_IMPORT_ATTRIBUTE_MISSING' && run.code === undefined) return true;
  if (node.code === 'ERR_UNSUPPORTED_ESM_URL_SCHEME' && run.message?.startsWith(node.message ?? '')) return true;
  return JSON.stringify(compared(node)) === JSON.stringify(compared(run));
}

test(
  'modules are found and loaded as on Node',
  async () => {
    await search({
      values: fc.tuple(layouts, questions),
      examples: [],
      count: LAYOUTS,
      judge: async ([layout, asked]) => {
        const [node, run] = [onNode(layout, asked), await inRun(layout, asked)];
        const differing = asked.flatMap((question, at) => {
          const [left, right] = [node[at] as Answer, run[at] as Answer];
          return agrees(left, right) ? [] : [{ question, node: compared(left), run: compared(right) }];
        });
        expect(differing).toEqual([]);
      },
    });
  },
  SEARCH_TIMEOUT_MS,
);
