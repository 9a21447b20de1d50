/**
 * A worker with a hatch: a merge whose `prefer` begins with `//ESCAPED` is run as JavaScript of the process, as if a tree had
 * found a way to take it over. Tests start it in place of `src/git/merge/merge-worker.ts`. What it returns is answered as the
 * message of a refusal; bytes are sent as they are; a function answers this and all later questions.
 */
import { writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { encodeFrame, FrameReader } from '../../src/core/frames.ts';
import { CHANNEL_FD } from '../../src/processes/answer-requests.ts';

const HATCH = '//ESCAPED';
const { push } = FrameReader.prototype;
const AsyncFunction = (async () => undefined).constructor as new (...text: string[]) => (...args: unknown[]) => unknown;

let impostor: (() => unknown) | undefined;

async function runEscaped(source: string): Promise<void> {
  const told = await new AsyncFunction('require', source)(createRequire(import.meta.url));
  if (typeof told === 'function') impostor = told as typeof impostor;
  tell(await (impostor ? impostor() : told));
}

function tell(told: unknown): void {
  const frame =
    told instanceof Uint8Array ? told : encodeFrame({ refusal: { code: 'bad_request', message: String(told) } });
  writeSync(CHANNEL_FD, frame);
}

FrameReader.prototype.push = function* (piece) {
  for (const message of push.call(this, piece)) {
    const { prefer } = message as { readonly prefer?: unknown };
    if (impostor) void Promise.resolve(impostor()).then(tell);
    else if (typeof prefer === 'string' && prefer.startsWith(HATCH)) void runEscaped(prefer);
    else yield message;
  }
};

await import('../../src/git/merge/merge-worker.ts');
