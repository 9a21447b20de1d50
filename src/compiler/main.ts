/**
 * The compiler process: answers one request after the other until the server goes away.
 *
 * It is a process of its own, because esbuild needs a child process, and a hostile source must not delay the server.
 */
import { encodeFrame } from '../core/frames.ts';
import { answerRequests } from '../processes/answer-requests.ts';
import { bundleGuestLibrary, bundleRunner, compileSource } from './bundle.ts';
import type { CompilerReply, CompilerRequest } from './protocol.ts';

async function answer(request: CompilerRequest): Promise<CompilerReply> {
  if (request.kind === 'library') return { kind: 'library', library: await bundleGuestLibrary() };
  if (request.kind === 'runner') return { kind: 'runner', files: await bundleRunner() };
  const compiled = await compileSource(request.source, request.file, request.tsconfig);
  return compiled.ok ? { kind: 'source', ...compiled } : { kind: 'failure', ...compiled };
}

answerRequests(async (request) => encodeFrame(await answer(request as CompilerRequest)));
