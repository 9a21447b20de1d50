/**
 * The part that holds `stream/web`: the web's streams by Node's name.
 */
import { eachGlobal } from '../globals.ts';
import type { Internals } from '../internals.ts';
import { invalidArgument } from '../web/errors.ts';

interface Streams {
  readonly ReadableStream: new () => { tee(): [object, Piped] };
  readonly TransformStream: new (transformer: { transform(chunk: unknown, controller: Controller): void }) => object;
}

interface Piped {
  pipeThrough(transform: object): object;
}

interface Controller {
  enqueue(chunk: unknown): void;
}

/** Makes Node's `ReadableStreamTee`: a stream's `tee()`, whose second branch may get copies of the chunks. */
function teeing({ ReadableStream, TransformStream }: Streams, clone: (value: unknown) => unknown) {
  return function ReadableStreamTee(stream: unknown, cloneForBranch2: unknown = false): [object, object] {
    if (!(stream instanceof ReadableStream)) throw invalidArgument('stream', 'an instance of ReadableStream', stream);
    if (typeof cloneForBranch2 !== 'boolean')
      throw invalidArgument('cloneForBranch2', 'of type boolean', cloneForBranch2);
    const [first, second] = stream.tee();
    if (!cloneForBranch2) return [first, second];
    const transform = (chunk: unknown, controller: Controller) => controller.enqueue(clone(chunk));
    return [first, second.pipeThrough(new TransformStream({ transform }))];
  };
}

export default function create({ load }: Internals) {
  const web: Record<string, unknown> = {};
  eachGlobal((name, part) => {
    if (part === 'streams' || part === 'compression') web[name] = (load(part) as Record<string, unknown>)[name];
  });
  const clone = (value: unknown) =>
    (load('structured-clone') as { structuredClone(value: unknown): unknown }).structuredClone(value);
  web.ReadableStreamTee = teeing(web as unknown as Streams, clone);
  return { web };
}
