/**
 * The conformance suite of the protocol's authors: what a server can be asked for on the real endpoint, and all of it on a server that has
 * the tools, prompts and resources which the suite calls by name, and is wired as the real one is.
 */
import type { AddressInfo } from 'node:net';
import fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { apiOver } from '../../../src/client/api.ts';
import { mountMcp } from '../../../src/http/mcp.ts';
import { requireOwnHost } from '../../../src/http/origin.ts';
import { makeServer } from '../../../src/mcp/server.ts';
import { makeLibraryServer } from '../../support/conformance/library-server.ts';
import { PRODUCT_TOOLS } from '../../support/conformance/product-tools.ts';
import { type Failures, REVISIONS, type Revision, runSuite } from '../../support/conformance/suite.ts';
import { TestServer } from '../../support/server.ts';

/** Longest scenario that has to end, in ms: some wait for ten runs of three seconds. */
const ENDS_MS = 90_000;
/** The same where some scenarios never end, and the others do at once. */
const HANGS_MS = 10_000;

const NO_SESSION = 'there is no session in the 2025 revisions, by which a call could ask its caller';
const ASKS_NOTHING = 'a run asks nothing of its caller, so that no task waits for an answer';

/** Checks that fail, with the reason. The test fails for one that passes meanwhile: the list only gets shorter. */
const EXPECTED: Readonly<Record<Revision, Readonly<Record<string, string>>>> = {
  '2025-11-25': {
    'tools-call-sampling: scenario-timeout': NO_SESSION,
    'tools-call-elicitation: scenario-timeout': NO_SESSION,
    'elicitation-sep1034-defaults: scenario-timeout': NO_SESSION,
    'elicitation-sep1330-enums: scenario-timeout': NO_SESSION,
  },
  '2026-07-28': {
    'tasks-lifecycle: sep-2663-tasks-get-status-failed':
      'what goes wrong in a run is its result, never an error of the protocol',
    'tasks-required-task-error: sep-2663-server-returns-missing-capability-when-required':
      'no tool may be called as a task only',
    'tasks-mrtr-input: sep-2663-tasks-get-status-input-required': ASKS_NOTHING,
    'tasks-mrtr-input: tasks-mrtr-partial-fulfillment': ASKS_NOTHING,
    'tasks-mrtr-input: tasks-mrtr-tasks-update-resumes': ASKS_NOTHING,
    'tasks-mrtr-composition: sep-2663-mrtr-synchronous-before-task-creation': ASKS_NOTHING,
  },
};

/** Scenarios that need nothing of a server but what it always has, by revision; checks that want a tool of the suite's are named. */
const APPLICABLE: Readonly<Record<Revision, readonly string[]>> = {
  '2025-11-25': [
    'server-initialize',
    'server-session-lifecycle',
    'ping',
    'tools-list',
    'resources-list',
    'server-sse-multiple-streams',
    'dns-rebinding-protection',
  ],
  '2026-07-28': [
    'server-stateless',
    'tools-list',
    'resources-list',
    'server-sse-multiple-streams',
    'sep-2164-resource-not-found',
    'dns-rebinding-protection',
    'caching',
    'http-header-validation',
    'input-required-result-unsupported-methods',
  ],
};
const WANTS_A_FIXTURE = [
  'server-stateless: sep-2575-server-rejects-undeclared-capability',
  'server-stateless: sep-2575-missing-capability-http-400',
  'server-stateless: sep-2575-http-server-no-independent-requests-on-stream',
  'server-stateless: sep-2575-server-no-log-without-loglevel',
  'caching: sep-2549-prompts-list-caching-hints',
];

let server: TestServer;
let fixtures: FastifyInstance;
beforeAll(async () => {
  server = await TestServer.start();
  fixtures = fastify();
  fixtures.addHook('onRequest', requireOwnHost([]));
  const api = apiOver(server.url, (request) => fetch(request));
  const product = { api, tools: PRODUCT_TOOLS, transport: 'http' as const, isPrivate: false };
  mountMcp(fixtures, { '/product': (context) => makeServer(context, product), '/library': makeLibraryServer }, []);
  await fixtures.listen({ port: 0, host: '127.0.0.1' });
});
afterAll(async () => {
  await fixtures.close();
  await server.close();
});

/** The library leaves tasks to us. */
function isTasks(scenario: string): boolean {
  return scenario.startsWith('tasks-');
}

// Most of the time a scenario waits.
describe.concurrent.each(REVISIONS)('%s', (revision) => {
  test('the real endpoint passes every scenario that applies', { timeout: 180_000 }, async () => {
    const failures = await runSuite(`${server.url}/mcp`, revision, ENDS_MS);
    expect([...failures.keys()]).toEqual(expect.arrayContaining([...APPLICABLE[revision]]));
    const failed = APPLICABLE[revision].flatMap((scenario) => failures.get(scenario) ?? []);
    expect(failed.filter((check) => !WANTS_A_FIXTURE.includes(check))).toEqual([]);
  });

  test('the whole suite passes, but for what is expected', { timeout: 300_000 }, async () => {
    const url = `http://127.0.0.1:${(fixtures.server.address() as AddressInfo).port}`;
    const [product, library] = (await Promise.all([
      runSuite(`${url}/product`, revision, ENDS_MS),
      runSuite(`${url}/library`, revision, HANGS_MS),
    ])) as [Failures, Failures];
    expect(product.size).toBeGreaterThan(30);
    const failed = [...product].flatMap(([scenario, ofProduct]) => {
      const ofLibrary = library.get(scenario) ?? [];
      return isTasks(scenario) || ofProduct.length < ofLibrary.length ? ofProduct : ofLibrary;
    });
    expect(failed.toSorted()).toEqual(Object.keys(EXPECTED[revision]).toSorted());
  });
});
