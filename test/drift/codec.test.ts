/**
 * What a format says stands in one place: the codec's constants have no second definition.
 */
import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');

/** Code that reads git's formats. The guest's library and the clients see only what the API says. */
const FILES = globSync(['src/*.ts', 'src/{core,git,runner,pool,service,http,cli}/**/*.ts', 'vfs/**/*.ts'], {
  cwd: ROOT,
  exclude: ['**/*.gen.ts'],
});

/** Each constant, how another definition of it would look, and where the one definition is. */
const CONSTANTS: readonly (readonly [name: string, pattern: RegExp, home: string])[] = [
  ['length of an oid in bytes', /(?:OID|HASH|NAME|TRAILER)_BYTES(?:: number)? = 20\b/, 'src/git/format/object-id.ts'],
  ['digits of an oid', /\{40\}|_(?:CHARS|DIGITS) = 40\b/, 'src/core/ids.ts'],
  ['modes of entries', /'0?(?:40000|100644|100755|120000|160000)'/, 'src/git/format/entry-mode.ts'],
  ['bits of modes', /\b0o(?:170000|100000|0?40000|120000|160000)\b/, 'src/git/format/entry-mode.ts'],
  ['a tree that ends early', /a tree object ends/, 'src/git/format/tree-cursor.ts'],
  ['header of a pack', /'PACK'|_HEADER_BYTES = 12\b/, 'src/git/format/pack-format.ts'],
  ['kinds of entries of a pack', />> 4\) & 7/, 'src/git/format/pack-format.ts'],
  ['names of objects', /\$\{type\} \$\{\w+(?:\.length)?\}\\0/, 'src/git/format/object-id.ts'],
  ['bounds of inflating', /size \+ 1, 64/, 'src/git/format/inflate.ts'],
];

test.each(CONSTANTS)('codec: %s: one definition', (_, pattern, home) => {
  const found = FILES.filter((file) => pattern.test(readFileSync(join(ROOT, file), 'utf8')));
  expect(found).toEqual(found.includes(home) ? [home] : []);
});
