/**
 * The compiler process with a hatch: a source that begins with `//ESCAPED` is run as JavaScript of the process, as if a
 * source had found a way to take it over. Tests start it in place of `src/compiler/main.ts`. What it returns is answered as the message of
 * a failure.
 */
import { writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { CompilerReply, CompilerRequest } from '../../src/compiler/protocol.ts';
import { encodeFrame, FrameReader } from '../../src/core/frames.ts';
import { CHANNEL_FD } from '../../src/processes/answer-requests.ts';

const HATCH = '//ESCAPED';
const { push } = FrameReader.prototype;
const AsyncFunction = (async () => undefined).constructor as new (...text: string[]) => (...args: unknown[]) => unknown;

async function runEscaped(source: string): Promise<void> {
  const message = String(await new AsyncFunction('require', source)(createRequire(import.meta.url)));
  const reply: CompilerReply = { kind: 'failure', ok: false, message, line: 1, column: 1, isTypeScript: false };
  writeSync(CHANNEL_FD, encodeFrame(reply));
}

FrameReader.prototype.push = function* (piece) {
  for (const message of push.call(this, piece)) {
    const request = message as CompilerRequest;
    if (request.kind === 'source' && request.source.startsWith(HATCH)) void runEscaped(request.source);
    else yield message;
  }
};

await import('../../src/compiler/main.ts');
