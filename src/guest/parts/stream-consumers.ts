/**
 * The part that holds `stream/consumers`: functions that read a whole stream.
 * @see https://nodejs.org/api/webstreams.html#utility-consumers
 */
import { Buffer } from 'buffer';
import type { Internals } from '../internals.ts';

type Chunks = AsyncIterable<unknown> | Iterable<unknown>;

export default function create({ load }: Internals) {
  async function blob(stream: Chunks): Promise<object> {
    const chunks: unknown[] = [];
    for await (const chunk of stream) chunks.push(chunk);
    return new (globalThis as unknown as { Blob: new (chunks: unknown[]) => object }).Blob(chunks);
  }
  async function buffer(stream: Chunks): Promise<Uint8Array> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of stream) chunks.push(Buffer.from(chunk as string));
    return Buffer.concat(chunks);
  }
  async function bytes(stream: Chunks): Promise<Uint8Array> {
    return new Uint8Array(await arrayBuffer(stream));
  }
  async function arrayBuffer(stream: Chunks): Promise<ArrayBuffer> {
    const whole = await buffer(stream);
    return whole.buffer.slice(whole.byteOffset, whole.byteOffset + whole.byteLength) as ArrayBuffer;
  }
  async function text(stream: Chunks): Promise<string> {
    const { TextDecoder } = load('encoding') as {
      TextDecoder: new () => { decode(bytes?: unknown, options?: object): string };
    };
    const decoder = new TextDecoder();
    let whole = '';
    for await (const chunk of stream) {
      whole += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
    }
    return whole + decoder.decode();
  }
  async function json(stream: Chunks): Promise<unknown> {
    return JSON.parse(await text(stream)) as unknown;
  }
  return { consumers: { arrayBuffer, blob, buffer, bytes, text, json } };
}
