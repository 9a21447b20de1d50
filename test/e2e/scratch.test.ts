/** The folder `/tmp` of a run. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { EMPTY_TREE, type TreeId } from '../../src/core/ids.ts';
import { TestPool } from '../support/pool.ts';
import { storeFiles } from '../support/random-trees.ts';

let pool: TestPool;

beforeAll(() => {
  pool = new TestPool({ runners: 1, queueLimit: 10 });
});
afterAll(() => pool.close());

function run(source: string, tree: TreeId = EMPTY_TREE) {
  return pool.pool.submit(pool.job(source, { tree }));
}

const TEMPORARY = `const fs = require('fs'); const folder = fs.mkdtempSync(require('path').join(require('os').tmpdir(), 'x-'));
  fs.writeFileSync(folder + '/a', 'b'); fs.readFileSync(folder + '/a', 'utf8') + fs.existsSync('/tmp')`;

test('/tmp is there and is left out of the snapshot', async () => {
  const { result, tree, error } = await run(TEMPORARY);
  expect({ result, tree, error }).toEqual({ result: '"btrue"', tree: EMPTY_TREE, error: null });
});

test('/tmp of the tree is kept with what the run puts there', async () => {
  const files = new Map([['tmp/old', { mode: '100644' as const, content: Buffer.from('x') }]]);
  const mounted = pool.repository.incoming.write((writer) => storeFiles(writer, files));
  const { tree } = await run("require('fs').writeFileSync('/tmp/new', '1')", mounted);
  expect(tree).not.toBe(mounted);
  const { result } = await run("require('fs').readdirSync('/tmp')", tree as TreeId);
  expect(result).toBe('["new","old"]');
});

test('/tmp is not there for a run that does not name it', async () => {
  expect((await run("require('fs').readdirSync('/')")).result).toBe('[]');
});
