/**
 * What a guest does to the language does not change what its `fs` does.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { useFsPatched } from '../fixtures/use-fs-patched.js';
import { SandboxFs } from '../support/sandbox-fs.ts';
import { mount } from '../support/volume-fs.ts';

let library: SandboxFs;

beforeAll(async () => {
  library = await SandboxFs.create();
});

afterAll(() => {
  library.dispose();
});

describe('fs in the sandbox', () => {
  test('answers the same when every method, getter and setter of the language is patched', async () => {
    const use = async (patches: boolean) => {
      const told = await library.evaluate(mount().volume, `(${useFsPatched})(fs, ${patches})`);
      library.dispose();
      return told;
    };
    const unpatched = await use(false);
    expect(unpatched).toContain('system error: ENOENT -2 open /none');
    expect(unpatched).not.toContain('failed');
    expect(await use(true)).toBe(unpatched);
  });
});
