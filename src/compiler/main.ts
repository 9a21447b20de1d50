/**
 * The compiler process: answers one request after the other until the server goes away.
 *
 * It is a process of its own, because esbuild needs a child process, and a hostile source must not delay the server.
 */
import { Socket } from 'node:net';
import { FrameChannel } from '../core/frame-channel.ts';
import { bundleGuestLibrary, bundleRunner, compileSource } from './bundle.ts';
import { CHANNEL_FD, type CompilerReply, type CompilerRequest, TO_COMPILER_BOUNDS } from './protocol.ts';

async function answer(request: CompilerRequest): Promise<CompilerReply> {
  if (request.kind === 'library') return { kind: 'library', library: await bundleGuestLibrary() };
  if (request.kind === 'runner') return { kind: 'runner', files: await bundleRunner() };
  const compiled = await compileSource(request.source, request.file, request.tsconfig);
  return compiled.ok ? { kind: 'source', ...compiled } : { kind: 'failure', ...compiled };
}

const channel = new FrameChannel(new Socket({ fd: CHANNEL_FD }), TO_COMPILER_BOUNDS, {
  onMessage: async (message) => channel.send(await answer(message as CompilerRequest)),
  onFault: (reason) => {
    throw new Error(`the server sent an invalid message: ${reason}`);
  },
  onEnd: () => process.exit(0),
});
// The server decides when this process ends; a signal to the whole group must not end it before the server is done.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
