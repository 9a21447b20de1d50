/**
 * Boundary 9: searches that cost the most end within their bounds, and their end costs nobody else.
 */
import { expect, onTestFinished, test } from 'vitest';
import type { TreeId } from '../../src/core/ids.ts';
import { encodeTree } from '../../src/git/format/tree-codec.ts';
import type { Repository } from '../../src/git/repository.ts';
import { SearchProcesses } from '../../src/git/search/search-processes.ts';
import type { SearchRequest } from '../../src/git/search/search-tree.ts';
import { processTree } from '../support/processes.ts';
import { entry, storeTree, temporaryRepository } from '../support/real-git.ts';

const MiB = 1024 * 1024;

function searchesOn(repository: Repository, timeMs?: number) {
  const problems: unknown[] = [];
  const settings = { walls: 'auto', onProblem: (error: unknown) => problems.push(error) } as const;
  const searches = new SearchProcesses(repository.path, settings, timeMs);
  onTestFinished(() => searches.close());
  return { searches, problems };
}

function requestFor(tree: TreeId): SearchRequest {
  return { tree, pattern: '(a|b)*c', isRegex: true, glob: undefined, ignoreCase: true, context: 0, limit: 10 };
}

/** A tree with many names for one file. Its many short lines cost the most: about 60 ms for 1 MiB. */
function costly(repository: Repository, files: number, mib = 8): TreeId {
  return repository.incoming.write((writer) => {
    const blob = writer.write('blob', Buffer.from('abab\n'.repeat((mib * MiB) / 5)));
    return writer.write('tree', encodeTree(Array.from({ length: files }, (_, at) => entry(`f${10_000 + at}`, blob))));
  });
}

const workers = () => processTree(process.pid).filter(({ command }) => command.includes('search-worker'));

async function expectToServe(searches: SearchProcesses, repository: Repository): Promise<void> {
  await expect(searches.search(requestFor(storeTree(repository, { text: 'abc' })))).resolves.toMatchObject({
    total: 1,
  });
}

test.each(['SIGKILL', 'SIGABRT'] as const)(
  'SearchProcesses: the end of a process by %s refuses its search, and others are served',
  async (signal) => {
    const repository = temporaryRepository();
    const { searches, problems } = searchesOn(repository);
    await expectToServe(searches, repository);
    const [worker] = workers();
    const refused = expect(searches.search(requestFor(costly(repository, 200)))).rejects.toMatchObject({
      code: 'busy',
      message: expect.stringContaining('has ended; try again'),
    });
    // It runs beside the first one, in another process.
    await expectToServe(searches, repository);
    process.kill(worker?.pid as number, signal);
    await refused;
    await expectToServe(searches, repository);
    expect(problems).toMatchObject([{ reason: 'ended', message: `the search process ended (${signal})` }]);
  },
);

test('SearchProcesses: ends a search whose single file takes too long, says so, and serves on', async () => {
  const repository = temporaryRepository();
  const { searches, problems } = searchesOn(repository, 150);
  await expect(searches.search(requestFor(costly(repository, 1, 15)))).rejects.toMatchObject({
    code: 'too_large',
    message: expect.stringContaining('too long'),
  });
  await expectToServe(searches, repository);
  expect(problems).toEqual([]);
});

test('SearchProcesses: a search past its time has the matches so far', async () => {
  const repository = temporaryRepository();
  const { searches } = searchesOn(repository, 2_000);
  await expect(searches.search(requestFor(costly(repository, 2_000, 1)))).resolves.toMatchObject({ truncated: true });
});

test('SearchProcesses: lists as many matches as fit into an answer, however their characters are encoded', async () => {
  const repository = temporaryRepository();
  const { searches, problems } = searchesOn(repository);
  const line = `abc${'\u0001'.repeat(397)}\n`;
  const request = { ...requestFor(storeTree(repository, { text: line.repeat(8_000) })), context: 20, limit: 1_000 };
  const { matches, total, truncated } = await searches.search(request);
  expect([total, truncated]).toEqual([8_000, true]);
  expect(Buffer.byteLength(JSON.stringify(matches))).toBeGreaterThan(2 * MiB);
  expect(problems).toEqual([]);
});

test('SearchProcesses: keeps one process of those that ran at the same time', async () => {
  const repository = temporaryRepository();
  const { searches } = searchesOn(repository);
  await Promise.all(Array.from({ length: 6 }, () => expectToServe(searches, repository)));
  await expect.poll(() => workers().length).toBe(1);
});

test('SearchProcesses.close: refuses what is under way and what comes later, and leaves no process', async () => {
  const repository = temporaryRepository();
  const { searches } = searchesOn(repository);
  const request = requestFor(costly(repository, 200));
  const refused = [1, 2, 3].map(() => expect(searches.search(request)).rejects.toMatchObject({ code: 'stopping' }));
  await searches.close();
  await Promise.all(refused);
  await expect(searches.search(request)).rejects.toMatchObject({ code: 'stopping' });
  expect(workers()).toEqual([]);
});
