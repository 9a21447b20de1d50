/** Streams of Node's that few programs use, judged by Node. */
import { agreesWithNode } from '../support/node-judge.ts';

const FOLDER = `
const { rmSync, readFileSync, Utf8Stream } = require('fs');
const folder = require('os').tmpdir() + '/treebox-utf8-stream';
const dest = folder + '/deep/file.txt';
const once = (emitter, name) => new Promise((done) => emitter.once(name, done));
const ending = async (stream) => { const closed = once(stream, 'close'); stream.end(); await closed; };
const read = () => { try { return readFileSync(dest, 'utf8'); } finally { rmSync(folder, { recursive: true }); } };
`;

agreesWithNode(
  [
    "const s = new Utf8Stream({ dest, mkdir: true }); s.write('one '); s.write('zwei ü'); await ending(s); return read()",
    "const s = new Utf8Stream({ dest, mkdir: true, sync: true, minLength: 100 }); s.write('x'.repeat(60)); s.flushSync(); s.write('y'); await ending(s); return read()",
    "const s = new Utf8Stream({ dest, mkdir: true, contentMode: 'buffer', fsync: true }); s.write(Buffer.from([65, 66])); await ending(s); return read()",
    "const s = new Utf8Stream({ dest, mkdir: true }); await once(s, 'ready'); s.write('a'); await new Promise((done) => s.flush(done)); await ending(s); return [read(), s.append, s.file === dest, s.contentMode]",
    'return attempt(() => new Utf8Stream({}))',
    "return [attempt(() => new Utf8Stream({ fd: {} })), attempt(() => new Utf8Stream({ dest, minLength: 'x' })), attempt(() => new Utf8Stream({ dest, contentMode: 'x' }))]",
    'return [Utf8Stream.name, Utf8Stream.length, Object.getOwnPropertyNames(Utf8Stream.prototype).sort()]',
  ],
  FOLDER,
);

const TEE = `
const { ReadableStreamTee } = require('stream/web');
const of = (...chunks) => new ReadableStream({ start(c) { for (const chunk of chunks) c.enqueue(chunk); c.close(); } });
const all = async (stream) => { const chunks = []; for await (const chunk of stream) chunks.push(chunk); return chunks; };
`;

agreesWithNode(
  [
    'const [a, b] = ReadableStreamTee(of(1, 2)); return [await all(a), await all(b)]',
    'const [a, b] = ReadableStreamTee(of({ x: 1 })); return (await all(a))[0] === (await all(b))[0]',
    'const [a, b] = ReadableStreamTee(of({ x: 1 }), true); const [x] = await all(a), [y] = await all(b); return [x === y, x, y]',
    'return [ReadableStreamTee.length, attempt(() => ReadableStreamTee({})), attempt(() => ReadableStreamTee(of(1), 7))]',
  ],
  TEE,
);
