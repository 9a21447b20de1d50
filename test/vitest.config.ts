import { defineConfig } from 'vitest/config';

/** Three projects: `quick` is the gate before a commit, `whole` what starts processes, attacks or searches at length, `long` what measures
 * under load, by `npm run test:long` alone. */
const common = {
  pool: 'forks' as const,
  setupFiles: ['test/support/fast-check.ts'],
  execArgv: ['--no-node-snapshot'],
  testTimeout: 60_000,
  hookTimeout: 60_000,
  // Tests that may run beside each other start processes.
  maxConcurrency: 3,
  // What is polled for comes about; how soon depends on what else the machine does.
  expect: { poll: { timeout: 20_000 } },
};
const quick = ['unit', 'contract', 'drift'].map((folder) => `test/${folder}/**/*.test.ts`);
const whole = ['property', 'differential', 'escape', 'api', 'e2e'].map((folder) => `test/${folder}/**/*.test.ts`);

export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  test: {
    // Many tests wait for processes more than they compute.
    maxWorkers: '100%',
    projects: [
      { extends: true, test: { ...common, name: 'quick', include: quick } },
      { extends: true, test: { ...common, name: 'whole', include: whole } },
      { extends: true, test: { ...common, name: 'long', include: ['test/long/**/*.test.ts'], testTimeout: 600_000 } },
    ],
  },
});
