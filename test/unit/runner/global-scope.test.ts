import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestPool } from '../../support/pool.ts';

let tested: TestPool;
beforeAll(() => {
  tested = new TestPool();
});
afterAll(() => tested.close());

async function endOf(source: string) {
  const { outcome, error, result } = await tested.pool.submit(tested.job(source));
  return { outcome, error, result: result === null ? null : (JSON.parse(result) as unknown) };
}

describe('the global object as an EventTarget', () => {
  test('its listeners get its events, and see it as their target', async () => {
    const source = `const seen = []; addEventListener('x', function ({ target, currentTarget }) { seen.push(this === globalThis, target === self, currentTarget === self); });
      globalThis.dispatchEvent(new Event('x')); removeEventListener('x', null); EventTarget.prototype.dispatchEvent.call(undefined, new Event('x')); seen`;
    expect(await endOf(source)).toMatchObject({ outcome: 'completed', result: Array(6).fill(true) });
  });
});

describe('reportError', () => {
  test('fails the run with the error when nobody listens', async () => {
    expect(await endOf("reportError(new RangeError('told')); 1")).toMatchObject({
      outcome: 'threw',
      error: expect.stringContaining('RangeError: told'),
    });
  });

  test('tells the listeners at once, and one that prevents the default keeps the run going', async () => {
    const source = `const seen = []; const mine = new RangeError('told');
      addEventListener('error', (event) => { seen.push(event instanceof ErrorEvent, event.error === mine, event.message, event.filename, event.lineno > 0, event.cancelable); event.preventDefault(); });
      reportError(mine); seen.push('after'); seen`;
    expect(await endOf(source)).toMatchObject({
      outcome: 'completed',
      result: [true, true, 'Uncaught RangeError: told', 'main.ts', true, true, 'after'],
    });
  });
});

describe('error events', () => {
  test.each([
    ['a timer', "setTimeout(() => { throw 'mine'; })"],
    ['a microtask', "queueMicrotask(() => { throw 'mine'; })"],
    [
      'a listener',
      "const t = new EventTarget(); t.addEventListener('x', () => { throw 'mine'; }); t.dispatchEvent(new Event('x'))",
    ],
    ['a rejection', "Promise.reject('mine')"],
  ])('what %s throws comes to the handlers, and fails the run all the same', async (_name, source) => {
    const { outcome, error } = await endOf(
      `const hear = (event) => { fs.writeFileSync('/told', 'x'); }; onerror = hear; onunhandledrejection = hear; ${source}`,
    );
    expect({ outcome, error }).toEqual({ outcome: 'threw', error: 'Uncaught mine' });
  });

  test('onerror is called with the parts of the error, and its true ends the matter', async () => {
    const source = `let seen; onerror = (...args) => { seen = args.slice(0, 3).concat(args.length, args[4]); return true; };
      setTimeout(() => { throw 'mine'; }); await new Promise((done) => setTimeout(done, 5)); seen`;
    expect(await endOf(source)).toMatchObject({ outcome: 'completed', result: ['Uncaught mine', '', 0, 5, 'mine'] });
  });

  test('an unhandled rejection that a listener prevents does not fail the run', async () => {
    const source = `let seen; addEventListener('unhandledrejection', (event) => { event.preventDefault(); seen = [event.reason.name, event.reason.message, event.promise instanceof Promise]; });
      Promise.reject(new TypeError('dropped')); await new Promise((done) => setTimeout(done, 5)); seen`;
    expect(await endOf(source)).toMatchObject({ outcome: 'completed', result: ['TypeError', 'dropped', true] });
  });

  test('a listener that throws itself fails the run with that', async () => {
    const source =
      "addEventListener('error', () => { throw new Error('second'); }); setTimeout(() => { throw new Error('first'); })";
    expect(await endOf(source)).toMatchObject({ outcome: 'threw', error: expect.stringContaining('second') });
  });
});

describe('PromiseRejectionEvent', () => {
  test('needs its dictionary, and a promise in it', async () => {
    const source = `const promise = Promise.resolve(); const { reason } = new PromiseRejectionEvent('x', { promise, reason: 5 });
      const refused = [['x'], ['x', {}], ['x', { promise: 1 }], []].map((args) => { try { new PromiseRejectionEvent(...args); } catch (error) { return error.name; } });
      [reason, PromiseRejectionEvent.length, ErrorEvent.length, refused]`;
    expect(await endOf(source)).toMatchObject({ outcome: 'completed', result: [5, 2, 1, Array(4).fill('TypeError')] });
  });
});

describe("process's uncaughtException", () => {
  test.each([
    ['a timer', "setTimeout(() => { throw new Error('first'); })"],
    ['a microtask', "queueMicrotask(() => { throw new Error('first'); })"],
    ['the source', "throw new Error('first')"],
  ])('a listener that throws on what %s threw fails the run, whoever hears of rejections', async (_name, source) => {
    const listeners = `process.on('unhandledRejection', () => {}); addEventListener('unhandledrejection', (event) => event.preventDefault());
      process.on('uncaughtException', () => { throw new Error('second'); });`;
    expect(await endOf(`${listeners} ${source}`)).toMatchObject({
      outcome: 'threw',
      error: expect.stringContaining('second'),
    });
  });

  test('hears what a listener for rejections throws', async () => {
    const source = `const seen = []; process.on('uncaughtException', ({ message }) => seen.push(message));
      process.on('unhandledRejection', ({ message }) => { throw new Error('of ' + message); });
      Promise.reject(new Error('first')); await new Promise((done) => setTimeout(done, 2)); seen`;
    expect(await endOf(source)).toMatchObject({ outcome: 'completed', result: ['of first'] });
  });
});

describe('a rejection that nothing handles and nothing refers to', () => {
  test('fails the run, wherever in the young generation the run stands', async () => {
    for (let padding = 0; padding < 28_000; padding += 700) {
      const source = `const pad = []; for (let at = 0; at < ${padding}; at += 1) pad.push({ at });
        let heard = 0; addEventListener('unhandledrejection', () => { heard += 1; });
        Promise.reject(new TypeError('dropped')); await new Promise((done) => setTimeout(done)); heard`;
      expect({ padding, ...(await endOf(source)) }).toMatchObject({ padding, outcome: 'threw' });
    }
  });
});

describe('a rejection that nothing handles while a module is evaluated', () => {
  const stray = "Promise.reject(new Error('stray'))";
  const heard = "globalThis.seen = []; process.on('unhandledRejection', ({ message }) => seen.push(message));";
  const importing = `fs.writeFileSync('/m.js', ${JSON.stringify(`${stray}; export const a = 1;`)}); const { a } = await import('./m.js');`;

  test('fails the run that has imported the module', async () => {
    expect(await endOf(`${importing} a`)).toMatchObject({
      outcome: 'threw',
      error: expect.stringMatching(/^Error: stray\n.*m\.js:1/),
    });
  });

  test('comes to the listeners', async () => {
    expect(await endOf(`${heard} ${importing} [a, seen]`)).toMatchObject({
      outcome: 'completed',
      result: [1, ['stray']],
    });
    expect(await endOf(`import 'fs'; ${heard} ${stray}; export default { toJSON: () => seen };`)).toMatchObject({
      outcome: 'completed',
      result: ['stray'],
    });
  });

  test('what a module throws is none', async () => {
    const thrown = "throw new Error('thrown')";
    const source = `${heard} fs.writeFileSync('/m.js', ${JSON.stringify(`${thrown}; export const a = 1;`)}); let caught; try { await import('./m.js'); } catch ({ message }) { caught = message; } [caught, seen]`;
    expect(await endOf(source)).toMatchObject({ outcome: 'completed', result: ['thrown', []] });
    expect(await endOf(`import 'fs'; ${heard} ${thrown};`)).toMatchObject({
      outcome: 'threw',
      error: expect.stringContaining('thrown'),
    });
  });
});

describe('MessagePort', () => {
  test('a port that is open keeps no run alive; a message that is under way does', async () => {
    const source = `const { port1, port2 } = new MessageChannel(); globalThis.got = []; port2.onmessage = ({ data }) => { got.push(data); if (data < 3) port1.postMessage(data + 1); }; port1.postMessage(1);
      ({ toJSON: () => got })`;
    expect(await endOf(source)).toMatchObject({ outcome: 'completed', result: [1, 2, 3] });
  });

  test('a hundred thousand messages that wait for the port to be started come in order', async () => {
    const source = `const { port1, port2 } = new MessageChannel(); for (let at = 0; at < 100_000; at += 1) port1.postMessage(at);
      let next = 0; await new Promise((done) => { port2.onmessage = ({ data }) => { next = data === next ? next + 1 : NaN; if (data === 99_999) done(); }; }); next`;
    expect(await endOf(source)).toMatchObject({ outcome: 'completed', result: 100_000 });
  });

  test('two that never stop answering each other take no more memory with time, as immediates do not', async () => {
    const ports = `const { port1, port2 } = new MessageChannel(); let left = 30_000; const big = 'x'.repeat(2_000);
      port1.onmessage = ({ data }) => { left -= 1; if (left > 0) port1.postMessage([left + big]); }; port2.onmessage = ({ data }) => port2.postMessage(data);
      for (let at = 0; at < 3; at += 1) port1.postMessage([]);`;
    const immediates =
      'let n = 0; const next = () => { const held = new Array(200).fill(n); if (n++ < 100_000) setImmediate(() => next(held)); }; next(); next();';
    for (const source of [ports, immediates]) {
      const job = tested.job(`{ ${source} }`, { heapMiB: 16 });
      expect(await tested.pool.submit(job)).toMatchObject({ outcome: 'completed', error: null });
    }
  });
});
