/**
 * Everything that esbuild does for treebox. Layer 3; the only importer of esbuild.
 *
 * Guest sources are text to esbuild and nothing else: it strips types and JSX, and never resolves or reads a file for them.
 */
import { readdir } from 'node:fs/promises';
import { build, type Message, transform } from 'esbuild';
import type { Compiled, CompileFailure, GuestLibrary } from './protocol.ts';

const GUEST = new URL('../guest/', import.meta.url);

/** Bundles one module of the guest library into an expression that evaluates to its default export. */
async function bundleExpression(path: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [new URL(path, GUEST).pathname],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'exported',
    platform: 'browser',
    target: 'esnext',
    define: { global: 'globalThis' },
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    logLevel: 'silent',
  });
  return `(()=>{${outputFiles[0]?.text ?? ''};return exported.default})()`;
}

/**
 * Bundles the guest library from its sources.
 * @returns each text an expression: `boot` evaluates to the boot function, a part to its factory
 */
export async function bundleGuestLibrary(): Promise<GuestLibrary> {
  const files = (await readdir(new URL('parts/', GUEST))).filter((name) => name.endsWith('.ts'));
  const [boot, ...texts] = await Promise.all(
    ['boot.ts', ...files.map((name) => `parts/${name}`)].map(bundleExpression),
  );
  const parts: Record<string, string> = Object.create(null);
  for (const [at, name] of files.entries()) parts[name.slice(0, -'.ts'.length)] = texts[at] ?? '';
  return { boot: boot ?? '', parts };
}

function failureOf(error: unknown): CompileFailure | undefined {
  const first = (error as { errors?: Message[] }).errors?.[0];
  if (!first) return undefined;
  return { ok: false, message: first.text, line: first.location?.line ?? 1, column: (first.location?.column ?? 0) + 1 };
}

/**
 * Strips types and JSX from a source.
 * @param file the name that the source map and error positions speak of
 */
export async function compileSource(source: string, file: string): Promise<Compiled | CompileFailure> {
  let furthest: CompileFailure | undefined;
  // A generic arrow or an angle-bracket cast is TypeScript that TSX can't say, so plain TypeScript goes first.
  for (const loader of ['ts', 'tsx'] as const) {
    try {
      const { code, map } = await transform(source, {
        loader,
        target: 'esnext',
        sourcefile: file,
        sourcemap: 'external',
        sourcesContent: false,
        tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
        logLevel: 'silent',
      });
      return { ok: true, code, map };
    } catch (error) {
      const failure = failureOf(error);
      if (!failure) throw error;
      if (!furthest || failure.line > furthest.line) furthest = failure;
    }
  }
  return furthest as CompileFailure;
}
