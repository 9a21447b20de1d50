/**
 * The conformance suite of the protocol's authors, run against an endpoint.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SUITE = new URL('../../../node_modules/@modelcontextprotocol/conformance/dist/index.js', import.meta.url)
  .pathname;

/** The revisions of the protocol for which the suite says what a server must do. */
export const REVISIONS = ['2025-11-25', '2026-07-28'] as const;
export type Revision = (typeof REVISIONS)[number];

/** The checks that failed, as `scenario: check`, by scenario; an empty list is a scenario that passed. */
export type Failures = ReadonlyMap<string, readonly string[]>;

interface Check {
  readonly id: string;
  readonly status: 'SUCCESS' | 'FAILURE' | 'WARNING' | 'SKIPPED' | 'INFO';
}

/**
 * Runs all scenarios that a revision requires, and those that it counts beside.
 * @param timeoutMs longest that one may take; one that does not end has failed
 */
export async function runSuite(url: string, revision: Revision, timeoutMs: number): Promise<Failures> {
  const folder = await mkdtemp(join(tmpdir(), 'treebox-conformance-'));
  try {
    const args = ['server', '--url', url, '--requirements', revision, '-o', folder, '--timeout', String(timeoutMs)];
    const suite = spawn(process.execPath, [SUITE, ...args], { stdio: 'ignore' });
    await once(suite, 'exit');
    const failures = new Map<string, string[]>();
    for (const name of await readdir(folder)) {
      const scenario = /^server-(.*)-\d{4}-\d\d-\d\dT/.exec(name)?.[1] as string;
      const checks = JSON.parse(await readFile(join(folder, name, 'checks.json'), 'utf8')) as Check[];
      const failed = checks.filter(({ status }) => status === 'FAILURE').map(({ id }) => `${scenario}: ${id}`);
      failures.set(scenario, failed);
    }
    return failures;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
