/**
 * The Python client's own tests, against a real server.
 */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { ROOT } from '../../support/documentation.ts';
import { TestServer } from '../../support/server.ts';

const run = promisify(execFile);

test('clients/python: its tests pass', { timeout: 180_000 }, async () => {
  await using server = await TestServer.start({ args: ['--token', 'secret'] });
  const { stderr } = await run('python3', ['-W', 'error', '-m', 'unittest', 'discover', '-s', 'tests', '-v'], {
    cwd: join(ROOT, 'clients/python'),
    env: {
      ...process.env,
      TREEBOX_TEST_SERVER: server.url,
      TREEBOX_TEST_TOKEN: 'secret',
      PYTHONDONTWRITEBYTECODE: '1',
    },
  }).catch((error: Error & { stderr?: string }) => ({ stderr: `${error.message}\n${error.stderr}` }));
  expect(stderr).toMatch(/^Ran \d{1,3} tests in [\s\S]*^OK$/m);
});
