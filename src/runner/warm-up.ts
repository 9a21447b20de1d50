/**
 * Runs a few sources of our own before the first guest's, to cache the functions of the boot text that short runs call.
 */
import { HEAP_MIB } from '../core/limits.ts';
import { NOTHING_GIVEN } from '../guest/border.ts';
import { drive } from './drive.ts';
import { GuestSources } from './guest-sources.ts';
import { createHostCalls } from './host-calls.ts';
import { ImportQueue } from './import-queue.ts';
import type { LibraryCode } from './isolate/library-code.ts';
import { Sandbox } from './isolate/sandbox.ts';
import { ModuleGraph } from './module-graph.ts';
import { PendingWork } from './pending-work.ts';
import { readSource } from './source.ts';
import type { VolumeFiles } from './volume-files.ts';

const PATH = NOTHING_GIVEN.main;
const FILE = 'main.ts';

const SCRIPT = `
const path = require('path');
console.log('text', 1);
console.error(path.sep);
queueMicrotask(() => setTimeout(() => setImmediate(() => console.log('later')), 1));
globalThis.kept = { value: 1 };
`;
const MODULE = `
import { sep } from 'node:path';
await new Promise((done) => setTimeout(done, 0));
console.log(sep);
export default { sep };
`;
const SOURCES = ['1 + 1', SCRIPT, MODULE, "throw new Error('told')"];

const NO_FILES: VolumeFiles = { kind: () => undefined, read: () => '', realpath: (path) => path };

/** Runs the sources. @param onCatastrophe passed to each sandbox */
export async function warmUp(library: LibraryCode, onCatastrophe: () => void): Promise<void> {
  for (const source of SOURCES) await learnFrom(source, library, onCatastrophe);
}

async function learnFrom(text: string, library: LibraryCode, onCatastrophe: () => void): Promise<void> {
  const source = readSource(text, PATH);
  if (!source) throw new Error('a source of the warm-up is not JavaScript');
  const sandbox = new Sandbox(library, HEAP_MIB.default, onCatastrophe);
  const sources = new GuestSources();
  const graph = new ModuleGraph(NO_FILES, notCompiled, sandbox.modules, sources);
  graph.hidesScriptNames = source.kind === 'script';
  const pending = new PendingWork();
  const calls = createHostCalls(pending, (id, answer) => sandbox.settle(id, answer), sources);
  const imports = new ImportQueue(graph, sandbox.modules, pending);
  sandbox.connect({
    fs: () => ({ name: 'Error', message: 'no volume is mounted' }),
    call: calls.call,
    write: () => undefined,
    modules: imports.answer,
  });
  sandbox.give(undefined, null, graph.hidesScriptNames);
  if (source.mayLeaveState) sandbox.carryState(null);
  if (source.kind === 'module') sandbox.modules.evaluate(graph.entry(source, PATH, FILE));
  else sandbox.start(source, FILE, PATH);
  const { state } = await drive(sandbox, pending);
  if (state === 'idle') sandbox.result();
  sandbox.leftState();
  sandbox.keepBoot();
  sandbox.dispose();
  calls.close();
}

function notCompiled(): never {
  throw new Error('the warm-up has no TypeScript');
}
