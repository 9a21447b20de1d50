/** A source on files in memory, in a real sandbox of this process. */
import { basename, posix } from 'node:path';
import { NOTHING_GIVEN } from '../../src/guest/given.ts';
import { sourcePositions, userStack } from '../../src/runner/guest-error.ts';
import { Uncaught } from '../../src/runner/guest-failure.ts';
import { GuestSources } from '../../src/runner/guest-sources.ts';
import { ImportQueue } from '../../src/runner/import-queue.ts';
import { ModuleGraph } from '../../src/runner/module-graph.ts';
import { PendingWork } from '../../src/runner/pending-work.ts';
import type { VolumeFiles } from '../../src/runner/resolve.ts';
import { type LibraryCode, Sandbox } from '../../src/runner/sandbox.ts';
import { readSource } from '../../src/runner/source.ts';
import { compileNow } from './compile-now.ts';

/** Nothing stops a test early. */
const NEVER = new AbortController().signal;
const HEAP_MIB = 64;

/** Files by absolute path, as module resolution sees them. */
function filesOf(files: Readonly<Record<string, string>>): VolumeFiles {
  return {
    kind: (path) => {
      if (Object.hasOwn(files, path)) return 'file';
      return Object.keys(files).some((file) => file.startsWith(posix.join(path, '/'))) ? 'folder' : undefined;
    },
    read: (path) => files[path] ?? '',
    realpath: (path) => path,
  };
}

/**
 * Runs a source to its end.
 * @param main absolute path that the source stands at
 * @returns its result
 * @throws Error with the user's view of its failure
 */
export async function runOnFiles(
  library: LibraryCode,
  code: string,
  files: Readonly<Record<string, string>>,
  main = '/main.ts',
): Promise<unknown> {
  const name = basename(main);
  const source = readSource(code, main);
  if (!source) throw new Error('not plain JavaScript');
  const sandbox = new Sandbox(library, HEAP_MIB, () => undefined);
  const graph = new ModuleGraph(filesOf(files), compileNow, sandbox, new GuestSources());
  graph.positions.set(name, sourcePositions(source.mapPosition));
  graph.hidesScriptNames = source.kind === 'script';
  const pending = new PendingWork();
  const imports = new ImportQueue(graph, sandbox, pending);
  sandbox.connect({
    fs: () => ({ name: 'Error', message: 'no volume' }),
    call: () => ({ name: 'Error', message: 'no calls' }),
    write: () => undefined,
    modules: (call, ...args) => imports.answer(call, args),
  });
  try {
    sandbox.give({ ...NOTHING_GIVEN, main }, null);
    if (source.kind === 'module') sandbox.evaluate(graph.entry(source, main, name));
    else {
      sandbox.openScriptScope();
      sandbox.start(source, name, main);
    }
    for (;;) {
      const { state } = sandbox.step();
      if (state === 'failed') throw new Error(userStack(sandbox.failure().text, graph.positions, true));
      if (state === 'again') continue;
      if (pending.isBusy) await pending.wait(NEVER);
      else if (state === 'idle') return JSON.parse(sandbox.result() ?? 'null');
      else throw new Error(state);
    }
  } catch (error) {
    if (error instanceof Uncaught) throw new Error(userStack(error.failure.text, graph.positions, true));
    throw error;
  } finally {
    sandbox.dispose();
  }
}
