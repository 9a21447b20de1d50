import { describe } from 'vitest';
import { agreesWithNode } from '../../support/node-judge.ts';

const PRELUDE = `
const read = async (s) => { const out = []; for await (const c of s) out.push(c instanceof Uint8Array ? [...c] : c); return out };
const from = (...chunks) => new ReadableStream({ start(c) { chunks.forEach((x) => c.enqueue(x)); c.close() } });
const bytes = (text) => new TextEncoder().encode(text);
const text = async (s) => { let t = ''; const d = new TextDecoder(); for await (const c of s) t += d.decode(c, { stream: true }); return t + d.decode() };
`;

describe('streams', () => {
  agreesWithNode(
    [
      `return read(from(1, 'two', { three: 3 }))`,
      `return read(from(1, 2, 3).pipeThrough(new TransformStream({ transform(x, c) { c.enqueue(x * 2); if (x === 3) c.enqueue('end') } })))`,
      `const [a, b] = from(1, 2).tee(); return [await read(a), await read(b)]`,
      `return read(ReadableStream.from([1, Promise.resolve(2)]))`,
      `const seen = []; const w = new WritableStream({ write(x) { seen.push(x) }, close() { seen.push('closed') } }, { highWaterMark: 2 }); const writer = w.getWriter(); writer.write(1); writer.write(2); const size = writer.desiredSize; await writer.close(); return [seen, size]`,
      `let pulls = 0; const s = new ReadableStream({ pull(c) { pulls += 1; c.enqueue(pulls); if (pulls === 3) c.close() } }, new CountQueuingStrategy({ highWaterMark: 0 })); return [await read(s), pulls]`,
      `const s = new ReadableStream({ type: 'bytes', pull(c) { const v = c.byobRequest?.view; if (v) { v[0] = 7; c.byobRequest.respond(1) } else { c.enqueue(new Uint8Array([9])) } } }); const r = s.getReader({ mode: 'byob' }); const { value, done } = await r.read(new Uint8Array(4)); return [[...value], done, value.buffer.byteLength]`,
      `const s = new ReadableStream({ start(c) { c.error(new RangeError('broken')) } }); return attempt(() => s.getReader().read())`,
      `const abort = new AbortController(); const seen = []; const p = new ReadableStream({ pull(c) { c.enqueue(1) } }).pipeTo(new WritableStream({ write() { abort.abort() }, abort(e) { seen.push(e.name) } }), { signal: abort.signal }); return [await attempt(() => p), seen]`,
      `const s = from(1); s.getReader(); return [s.locked, attempt(() => s.getReader()).slice(0, 9), (await attempt(() => s.cancel())).slice(0, 9)]`,
      `return [ReadableStream, WritableStream, TransformStream, ByteLengthQueuingStrategy, ReadableStreamDefaultReader, WritableStreamDefaultWriter].map((t) => [t.name, Object.prototype.toString.call(t.prototype)])`,
    ],
    PRELUDE,
  );
});

describe('TextEncoderStream and TextDecoderStream', () => {
  agreesWithNode(
    [
      `return read(from('aé', '\\ud83d', '\\ude00', 1, '\\ud800').pipeThrough(new TextEncoderStream()))`,
      `return read(from(new Uint8Array([0xe2, 0x82]), new Uint8Array([0xac, 0x41]), new Uint8Array([0xff])).pipeThrough(new TextDecoderStream()))`,
      `return attempt(() => read(from(new Uint8Array([0xff])).pipeThrough(new TextDecoderStream('utf-8', { fatal: true }))).then(() => 'fine', (e) => e.name))`,
      `const d = new TextDecoderStream('latin1', { ignoreBOM: true }); return [d.encoding, d.fatal, d.ignoreBOM, new TextEncoderStream().encoding, attempt(() => new TextDecoderStream('nothing'))]`,
    ],
    PRELUDE,
  );
});

describe('CompressionStream and DecompressionStream', () => {
  agreesWithNode(
    [
      `return Promise.all(['gzip', 'deflate', 'deflate-raw', 'brotli'].map((f) => text(from(bytes('some text '.repeat(5000)), bytes('é')).pipeThrough(new CompressionStream(f)).pipeThrough(new DecompressionStream(f))).then((t) => [t.length, t.endsWith('é')])))`,
      `return Promise.all(['gzip', 'deflate', 'deflate-raw'].map((f) => read(from(bytes('x')).pipeThrough(new CompressionStream(f))).then((c) => c.flat().length)))`,
      `const packed = require('zlib').gzipSync('text'); const fails = (b) => text(from(b).pipeThrough(new DecompressionStream('gzip'))).then((t) => t, (e) => e.name); return [await fails(packed), await fails(packed.subarray(0, -4)), await fails(Buffer.concat([packed, Buffer.from('x')])), await fails(new Uint8Array([1, 2, 3])), await fails(new Uint8Array(0))]`,
      `return [attempt(() => new CompressionStream('zip')), attempt(() => new CompressionStream()).slice(0, 9), attempt(() => CompressionStream('gzip')), String(new CompressionStream('gzip')), Object.keys(CompressionStream.prototype).sort()]`,
    ],
    PRELUDE,
  );
});
