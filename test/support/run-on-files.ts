/** A source on files in memory, in a real sandbox of this process. */
import { basename, posix } from 'node:path';
import { NOTHING_GIVEN } from '../../src/guest/border.ts';
import { drive } from '../../src/runner/drive.ts';
import { sourcePositions, userStack } from '../../src/runner/guest-error.ts';
import { Uncaught } from '../../src/runner/guest-failure.ts';
import { GuestSources } from '../../src/runner/guest-sources.ts';
import { createHostCalls } from '../../src/runner/host-calls.ts';
import { ImportQueue } from '../../src/runner/import-queue.ts';
import type { LibraryCode } from '../../src/runner/isolate/library-code.ts';
import { Sandbox } from '../../src/runner/isolate/sandbox.ts';
import { ModuleGraph } from '../../src/runner/module-graph.ts';
import { PendingWork } from '../../src/runner/pending-work.ts';

import { readSource } from '../../src/runner/source.ts';
import type { VolumeFiles } from '../../src/runner/volume-files.ts';
import { compileNow } from './compile-now.ts';

const HEAP_MIB = 64;

/** Files by absolute path, as module resolution sees them. */
export function filesOf(files: Readonly<Record<string, string>>): VolumeFiles {
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
 * @param write takes what it prints
 * @returns its result
 * @throws Error with the user's view of its failure
 */
export async function runOnFiles(
  library: LibraryCode,
  code: string,
  files: Readonly<Record<string, string>>,
  main = '/main.ts',
  write: (text: string) => void = () => undefined,
): Promise<unknown> {
  const name = basename(main);
  const source = readSource(code, main);
  if (!source) throw new Error('not plain JavaScript');
  const sandbox = new Sandbox(library, HEAP_MIB, () => undefined);
  const graph = new ModuleGraph(filesOf(files), compileNow, sandbox.modules, new GuestSources());
  graph.positions.set(name, sourcePositions(source.mapPosition));
  graph.hidesScriptNames = source.kind === 'script';
  const pending = new PendingWork();
  const calls = createHostCalls(pending, (id, answer) => sandbox.settle(id, answer));
  const imports = new ImportQueue(graph, sandbox.modules, pending);
  sandbox.connect({
    fs: () => ({ name: 'Error', message: 'no volume' }),
    call: calls.call,
    write,
    modules: imports.answer,
  });
  try {
    sandbox.give({ ...NOTHING_GIVEN, main }, null, source.kind === 'script');
    if (source.kind === 'module') sandbox.modules.evaluate(graph.entry(source, main, name));
    else {
      sandbox.start(source, name, main);
    }
    const end = await drive(sandbox, pending);
    if (end.state === 'failed') throw new Error(userStack(end.failure.text, graph.positions, true));
    if (end.state !== 'idle') throw new Error(end.state);
    return JSON.parse(sandbox.result() ?? 'null');
  } catch (error) {
    if (error instanceof Uncaught) throw new Error(userStack(error.failure.text, graph.positions, true));
    throw error;
  } finally {
    sandbox.dispose();
    calls.close();
  }
}
