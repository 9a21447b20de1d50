import { describe } from 'vitest';
import { agreesWithNode } from '../../support/node-judge.ts';

/** Two ports, and what the second one is told up to the last message. */
const PRELUDE = `
const told = (post, { last = 'end' } = {}) => new Promise((resolve) => {
  const { port1, port2 } = new MessageChannel();
  const seen = [];
  port2.onmessage = (event) => {
    seen.push(event);
    if (event.data === last) { port1.close(); resolve(seen); }
  };
  post(port1, port2, seen);
  port1.postMessage(last);
});
`;

describe('MessageChannel, MessagePort', () => {
  agreesWithNode(
    [
      `return (await told((port) => { port.postMessage({ a: [1, new Map([['k', 1n]])] }); port.postMessage(undefined); })).map(({ data }) => data?.a ? [data.a[0], data.a[1].get('k') === 1n] : String(data))`,
      `const [event] = await told(() => {}); return [event instanceof MessageEvent, event.type, event.origin, event.lastEventId, event.source, event.ports, event.target instanceof MessagePort]`,
      `const order = []; const done = told((port, other, seen) => { port.postMessage(1); port.postMessage(2); order.push('sync'); queueMicrotask(() => order.push('micro')); }); const seen = await done; return [order, seen.map(({ data }) => data)]`,
      `const seen = await told((port) => { const { port1, port2 } = new MessageChannel(); port1.postMessage('early'); port.postMessage({ port2 }, [port2]); port1.postMessage('late'); });
const moved = seen[0].data.port2; const got = []; await new Promise((done) => { moved.onmessage = ({ data }) => { got.push(data); if (data === 'late') { moved.close(); done(); } }; }); return [seen[0].ports[0] === moved, moved instanceof MessagePort, got]`,
      `const buffer = new Uint8Array([1, 2]).buffer; const [event] = await told((port) => port.postMessage(buffer, { transfer: [buffer] })); return [buffer.detached, [...new Uint8Array(event.data)], event.ports.length]`,
      `const { port1, port2 } = new MessageChannel(); const all = [attempt(() => port1.postMessage()), attempt(() => port1.postMessage(1, [port1])), attempt(() => port1.postMessage(() => {})), attempt(() => structuredClone(port1)), attempt(() => port1.postMessage(port1)), attempt(() => new MessagePort())]; port1.close(); return all`,
      `const { port1, port2 } = new MessageChannel(); const moved = structuredClone(port1, { transfer: [port1] }); const got = new Promise((done) => { port2.onmessage = ({ data }) => { port2.close(); done(data); }; }); moved.postMessage('through'); return [await got, attempt(() => structuredClone(port1, { transfer: [port1] }))]`,
      `const { port1, port2 } = new MessageChannel(); const got = []; port2.addEventListener('message', ({ data }) => got.push(data)); port2.start(); port1.postMessage(1); await new Promise((done) => setTimeout(done, 5)); port1.close(); port1.postMessage(2); await new Promise((done) => setTimeout(done, 5)); return got`,
      `const { port1, port2 } = new MessageChannel(); const closed = new Promise((done) => port2.addEventListener('close', ({ type }) => done(type))); port2.onmessage = () => {}; port1.close(); return closed`,
      `const { port1, port2 } = new MessageChannel(); port1.close(); return [port1.onmessage, typeof port1.ref, typeof port1.unref, typeof port1.hasRef, MessageChannel.length]`,
      `const { port1, port2 } = new MessageChannel(); const made = []; const got = new Promise((done) => { port2.onmessage = ({ data }) => { made.push(data); if (made.length === 2) { port2.close(); done(made); } }; });
attempt(() => port1.postMessage({ get x() { throw new Error('no'); } })); port1.postMessage(1); port1.postMessage(2); return got`,
    ],
    PRELUDE,
  );
});

describe('streams that are moved', () => {
  agreesWithNode([
    `const stream = new ReadableStream({ start(c) { c.enqueue({ a: 1 }); c.enqueue('two'); c.close(); } }); const moved = structuredClone(stream, { transfer: [stream] }); const seen = []; for await (const chunk of moved) seen.push(chunk); return [moved instanceof ReadableStream, seen]`,
    `const seen = []; const stream = new WritableStream({ write(chunk) { seen.push(chunk); }, close() { seen.push('closed'); } }); const moved = structuredClone(stream, { transfer: [stream] }); const w = moved.getWriter(); await w.write([1]); await w.close(); await new Promise((done) => setTimeout(done, 20)); return [moved instanceof WritableStream, seen]`,
    `const stream = new ReadableStream(); stream.getReader(); return [attempt(() => structuredClone(stream, { transfer: [stream] })), attempt(() => structuredClone(new ReadableStream()))]`,
  ]);
});
