/**
 * The runner process: runs one request at a time for the server.
 *
 * Between runs it keeps only the code cache, git objects that it read (they never change), one isolate made ahead, and
 * a list of the library parts that the last run used. It exits when the server goes away; otherwise only the server
 * ends it.
 */
import { writeSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import type { Compiled, CompileFailure } from '../compiler/protocol.ts';
import { readNow, writeNow } from '../core/descriptor-now.ts';
import { inheritedChannel } from '../core/frame-channel.ts';
import { encodeFrame } from '../core/frames.ts';
import { COMPILED_SOURCE_MAX } from '../core/limits.ts';
import { RepositoryObjects } from '../git/objects/repository-objects.ts';
import { ConsoleOutput } from './console-output.ts';
import { LibraryCode } from './isolate/library-code.ts';
import { Sandbox } from './isolate/sandbox.ts';
import {
  CHANNEL_FD,
  type FromRunner,
  METER_FD,
  OUT_OF_MEMORY_MARK,
  type RunEnd,
  type RunnerConfig,
  type RunRequest,
  TO_RUNNER_BOUNDS,
  type ToRunner,
} from './protocol.ts';
import { run } from './run.ts';
import { SpareSandbox } from './spare-sandbox.ts';
import { warmUp } from './warm-up.ts';

const config = JSON.parse(process.argv[2] ?? '') as RunnerConfig;
const objects = new RepositoryObjects(config.repository);
const console = new ConsoleOutput(() => send({ type: 'printing' }));
const meterBytes = Buffer.alloc(8);

giveUpRights();
// Stack size of the isolates made after this line, in KiB: V8's default, and a quarter of this process's own.
setFlagsFromString('--stack-size=984');

let library: LibraryCode | undefined;
let stop = new AbortController();
/** The compiler's last answer. */
let compiled: Compiled | CompileFailure | undefined;

const channel = inheritedChannel(CHANNEL_FD, TO_RUNNER_BOUNDS, {
  onMessage: (message) => void hear(message as ToRunner),
  onFault: (reason) => {
    throw new Error(`the server sent an invalid message: ${reason}`);
  },
  onEnd: () => process.exit(0),
});

/** Most bytes of a message that are written synchronously: a pipe takes as many without a wait. */
const SHORT_BYTES = 64 * 1024;
/** Error codes of a pipe whose other end is closed. */
const GONE: ReadonlySet<string | undefined> = new Set(['EPIPE', 'ECONNRESET']);

/**
 * Sends a message; a short one synchronously, because a stream takes as long again as encoding it (bench row
 * `throughput`). Only `done` can be long, and nothing follows it until the server has read it.
 */
function send(message: FromRunner): void {
  const frame = encodeFrame(message);
  if (frame.length > SHORT_BYTES) channel.sendFrame(frame);
  else withServer(() => writeNow(CHANNEL_FD, frame));
}

/** Uses the pipe, and exits if the server is gone. */
function withServer<T>(use: () => T): T {
  try {
    return use();
  } catch (error) {
    if (GONE.has((error as NodeJS.ErrnoException).code)) process.exit(0);
    throw error;
  }
}

/** Sends a source to the compiler and waits for the answer. */
function compile(source: string, file: string, tsconfig: string | null): Compiled | CompileFailure {
  if (source.length > COMPILED_SOURCE_MAX) {
    const message = `the source has ${source.length} characters, and at most ${COMPILED_SOURCE_MAX} of TypeScript or JSX are compiled`;
    return { ok: false, message, line: 1, column: 1, isTypeScript: true };
  }
  compiled = undefined;
  withServer(() => writeNow(CHANNEL_FD, encodeFrame({ type: 'compile', source, file, tsconfig } satisfies FromRunner)));
  while (compiled === undefined) {
    const piece = withServer(() => readNow(CHANNEL_FD));
    // The server is gone.
    if (piece.length === 0) process.exit(0);
    channel.take(piece);
  }
  return compiled;
}

/**
 * Gives up the rights that only the start needs: isolated-vm is loaded, and the output thread is running. Node 24 can't
 * do this.
 */
function giveUpRights(): void {
  const { permission } = process as unknown as { permission: { drop?(right: string): void } };
  for (const right of ['addon', 'worker']) permission.drop?.(right);
}

/** Called when V8 has given up on the isolate: nothing in this process can be trusted to continue. */
function onCatastrophe(): void {
  console.flush();
  writeSync(2, `${OUT_OF_MEMORY_MARK}\n`);
  process.kill(process.pid, 'SIGKILL');
}

const spare = new SpareSandbox((heapMiB) => {
  if (!library) throw new Error('a run was requested before the guest library arrived');
  return new Sandbox(library, heapMiB, onCatastrophe);
});

function meter(bytes: number): void {
  meterBytes.writeBigUInt64LE(BigInt(bytes));
  writeSync(METER_FD, meterBytes, 0, meterBytes.length, 0);
}

async function perform(request: RunRequest, sandbox: Sandbox): Promise<RunEnd> {
  stop = new AbortController();
  return await run(request, {
    config,
    objects,
    sandbox,
    console,
    stop: stop.signal,
    meter,
    compile,
  });
}

async function hear(message: ToRunner): Promise<void> {
  switch (message.type) {
    case 'library':
      library = new LibraryCode(message.library);
      await warmUp(library, onCatastrophe);
      spare.prepare([]);
      send({ type: 'ready' });
      break;
    case 'run': {
      const sandbox = spare.take(message.heapMiB);
      send(await perform(message, sandbox));
      sandbox.dispose();
      spare.prepare(sandbox.usedParts);
      break;
    }
    case 'stop':
      stop.abort();
      break;
    case 'compiled':
      compiled = message.compiled;
      break;
  }
}

// The server decides when this process ends; a signal to the whole group must not end it before the server is done.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
