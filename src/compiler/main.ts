/**
 * The compiler process: answers requests until the server goes away. Layer 3.
 *
 * It is a process of its own, since esbuild needs a child process and a hostile source must not hold up the server.
 */
import { bundleGuestLibrary, compileSource } from './bundle.ts';
import type { CompilerReply, CompilerRequest } from './protocol.ts';

async function answer(request: CompilerRequest): Promise<CompilerReply> {
  const { id } = request;
  if (request.kind === 'library') return { id, kind: 'library', library: await bundleGuestLibrary() };
  return { id, kind: 'source', compiled: await compileSource(request.source, request.file) };
}

process.on('message', async (request: CompilerRequest) => process.send?.(await answer(request)));
process.on('disconnect', () => process.exit(0));
// The server decides when this process ends; a signal to the whole group must not end it before the server is done.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
