/**
 * One end of a pipe between two processes that send each other frames.
 */
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { encodeFrame, type FrameBounds, FrameReader, MalformedFrame } from './frames.ts';

export interface FrameListeners {
  /** Takes a message of unknown shape. A `MalformedFrame` that it throws counts as a fault. */
  readonly onMessage: (message: unknown) => void;
  /** Called once when the other side breaks the rules; nothing is read after that. */
  readonly onFault: (reason: string) => void;
  /** Called when the other side is gone. */
  readonly onEnd?: () => void;
}

export class FrameChannel {
  /** Takes bytes from the other side that were read without the stream. */
  readonly take: (piece: Buffer) => void;
  readonly #stream: Duplex;

  /** @param bounds limits of the messages from the other side */
  constructor(stream: Duplex, bounds: FrameBounds, { onMessage, onFault, onEnd }: FrameListeners) {
    this.#stream = stream;
    const reader = new FrameReader(bounds);
    const read = (piece: Buffer) => {
      try {
        for (const message of reader.push(piece)) onMessage(message);
      } catch (error) {
        if (!(error instanceof MalformedFrame)) throw error;
        stream.off('data', read);
        stream.destroy();
        onFault(error.message);
      }
    };
    this.take = read;
    stream.on('data', read);
    // The pipe breaks when the other process ends. Its exit is reported elsewhere, so ignore the error.
    stream.on('error', () => stream.destroy());
    if (onEnd) stream.once('close', onEnd);
  }

  /** Sends a message of plain JSON values; does nothing once the other side is gone. */
  send(message: object): void {
    this.sendFrame(encodeFrame(message));
  }

  /** Sends a message that was encoded before, such as a large one that several processes get. */
  sendFrame(frame: Buffer): void {
    if (this.#stream.writable) this.#stream.write(frame);
  }
}

/** Size of the memory into which a pipe is read, in bytes: as large as Linux makes a pipe's own. */
const READ_BYTES = 64 * 1024;

/**
 * Opens this process's end of a pipe that its parent made. It reads without a stream's buffers, which would cost each
 * message as much as decoding it (bench row `throughput`).
 * @param fd the pipe's descriptor
 * @param bounds limits of the messages from the other side
 */
export function inheritedChannel(fd: number, bounds: FrameBounds, listeners: FrameListeners): FrameChannel {
  const callback = (size: number, memory: Uint8Array) => {
    channel.take((memory as Buffer).subarray(0, size));
    return true;
  };
  const channel = new FrameChannel(
    new Socket({ fd, onread: { buffer: Buffer.alloc(READ_BYTES), callback } }),
    bounds,
    listeners,
  );
  return channel;
}
