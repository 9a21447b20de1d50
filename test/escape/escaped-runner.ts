/**
 * The runner with a hatch: a source that begins with `//ESCAPED` is run as JavaScript of the process, as if a guest had
 * found a way out of its isolate. Tests start it in place of `src/runner/main.ts`.
 *
 * Started with `--allow-ffi`, which no runner has, it keeps all rights that Node's permission model has: what holds then
 * is the wall of the operating system.
 *
 * What it runs gets `message` (the request), `config` (the runner's), `send` (a message to the server), `write` (bytes to
 * the server as they are), `base` (a run's end to build others from) and `require`. What it returns is laid over `base`
 * and sent, unless it is `silent`.
 */
import { writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { encodeFrame, FrameReader } from '../../src/core/frames.ts';
import { CHANNEL_FD, type RunEnd, type RunRequest } from '../../src/runner/protocol.ts';

const HATCH = '//ESCAPED';
const config = JSON.parse(process.argv[2] ?? '');
const { push } = FrameReader.prototype;

const base: RunEnd = {
  type: 'done',
  outcome: 'completed',
  started: true,
  result: null,
  error: null,
  exitCode: 0,
  cpuMs: 0,
  stateEnd: null,
  artifacts: [],
  outputTruncated: false,
  tree: null,
  state: null,
  pack: null,
  isSpent: false,
  timings: { mount: 0, compile: 0, run: 0, commit: 0 },
};

function write(bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(CHANNEL_FD, bytes, at);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    }
  }
}

const send = (message: unknown) => write(encodeFrame(message as object));
const AsyncFunction = (async () => undefined).constructor as new (...text: string[]) => (...args: unknown[]) => unknown;

async function runEscaped(message: RunRequest): Promise<void> {
  try {
    const escaped = new AsyncFunction('message', 'config', 'base', 'send', 'write', 'require', message.source);
    const end = await escaped(message, config, base, send, write, createRequire(import.meta.url));
    if (end !== 'silent') send({ ...base, ...(end as object) });
  } catch (error) {
    send({ ...base, outcome: 'threw', error: String((error as Error).stack) });
  }
}

FrameReader.prototype.push = function* (piece) {
  for (const message of push.call(this, piece)) {
    const isEscape = (message as RunRequest).type === 'run' && (message as RunRequest).source.startsWith(HATCH);
    if (isEscape) void runEscaped(message as RunRequest);
    else yield message;
  }
};

if (process.execArgv.includes('--allow-ffi')) Object.assign(process.permission, { drop: () => undefined });

await import('../../src/runner/main.ts');
