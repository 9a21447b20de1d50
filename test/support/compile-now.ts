/** The compiler within this process, for tests that run a sandbox of their own. */
import { transformSync } from 'esbuild';
import type { Compiled, CompileFailure } from '../../src/compiler/protocol.ts';

export function compileNow(source: string, file: string): Compiled | CompileFailure {
  const { code, map } = transformSync(source, {
    loader: 'ts',
    target: 'esnext',
    sourcefile: file,
    sourcemap: 'external',
    sourcesContent: false,
  });
  return { ok: true, code, map };
}
