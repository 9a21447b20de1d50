/**
 * The standard streams of a run.
 */
import type { Host } from '../host.ts';

type Stream = new (options: object) => object;

/** Functions that return the streams; each stream is made at its first use. */
export interface StandardStreams {
  stdin(): object;
  stdout(): object;
  stderr(): object;
}

/** Makes the streams. @param stdin text that the run can read */
export function standardStreams(load: Host['load'], host: Host, stdin: string): StandardStreams {
  /** Returns a function that makes a stream at its first call. */
  const lazily = (make: () => object) => {
    let made: object | undefined;
    return () => {
      made ??= make();
      return made;
    };
  };
  const streams = () => (load('stream') as { stream: Record<'Readable' | 'Writable', Stream> }).stream;
  const output = (fd: 1 | 2) =>
    lazily(() => {
      const { Writable } = streams();
      const write = (chunk: string | Uint8Array, _encoding: string, done: () => void) => {
        host.write(`${chunk as string}`, false, fd);
        done();
      };
      const stream = new Writable({ decodeStrings: false, write, emitClose: false });
      return Object.assign(stream, { fd, isTTY: false, _type: 'fs', _isStdio: true, destroySoon: undefined });
    });
  let left = stdin;
  const input = lazily(() => {
    const { Readable } = streams();
    const stream = new Readable({
      read(this: { push(chunk: string | null): void }) {
        if (left !== '') this.push(left);
        left = '';
        this.push(null);
      },
    });
    return Object.assign(stream, { fd: 0, isTTY: false });
  });

  return { stdin: input, stdout: output(1), stderr: output(2) };
}
