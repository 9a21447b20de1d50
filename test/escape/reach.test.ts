/**
 * Guest code looks for a way out: through globals, prototypes, errors, thenables, proxies, getters and stack hooks it
 * reaches nothing but its own realm, and nothing that another run sees.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EMPTY_TREE } from '../../src/core/ids.ts';
import { TestPool } from '../support/pool.ts';

let tested: TestPool;
beforeAll(() => {
  tested = new TestPool();
});
afterAll(() => tested.close());

async function resultOf(source: string): Promise<unknown> {
  const end = await tested.pool.submit(tested.job(source, { tree: EMPTY_TREE }));
  expect(end).toMatchObject({ outcome: 'completed', error: null });
  return JSON.parse(end.result ?? 'null');
}

/** Every value that can be reached from some others must come from this realm, and lead to this realm's `Function`. */
const STRANGERS = `
const { Function: F, Object: O } = globalThis;
function strangers(...roots) {
  const seen = new Set(), found = [], queue = roots.map((value, at) => [value, 'root' + at]);
  while (queue.length > 0) {
    const [value, path] = queue.shift();
    if (value === null || (typeof value !== 'object' && typeof value !== 'function') || seen.has(value)) continue;
    seen.add(value);
    let base = value;
    for (let next = O.getPrototypeOf(base); next !== null; next = O.getPrototypeOf(base)) base = next;
    if (base !== O.prototype && O.getPrototypeOf(value) !== null) found.push(path + ' is of another realm');
    if (typeof value === 'function' && value !== F.prototype && !(value instanceof F)) found.push(path + ' is a function of another realm');
    if (/isolated|ivm|Reference|ExternalCopy|Callback/.test(O.prototype.toString.call(value))) found.push(path + ' is of the host');
    for (const key of Reflect.ownKeys(value)) {
      const { value: inner, get, set } = O.getOwnPropertyDescriptor(value, key);
      for (const next of [inner, get, set]) queue.push([next, path + '.' + String(key)]);
    }
    queue.push([O.getPrototypeOf(value), path + '.__proto__']);
    if (seen.size > 20_000) break;
  }
  return found;
}`;

describe("what can be reached is of the guest's own realm", () => {
  test.each([
    ['every global, its prototypes and accessors', 'globalThis'],
    [
      'every built-in module',
      "...['assert','buffer','crypto','events','fs','fs/promises','os','path','process','stream','string_decoder','timers','util','zlib'].map((name) => require(name))",
    ],
    [
      "errors of the host's calls",
      "...[() => fs.readFileSync('/none'), () => require('zlib').gunzipSync('x'), () => require('crypto').createHash('none'), () => new URL('x'), () => require('./none')].map((call) => { try { return call(); } catch (error) { return error; } })",
    ],
    [
      "errors of promises of the host's",
      "...await Promise.all([fs.promises.readFile('/none'), crypto.subtle.digest('none', new Uint8Array(1)), import('./none.js')].map((p) => p.catch((error) => error)))",
    ],
    [
      'what fs answers',
      "(fs.writeFileSync('/a', 'x'), fs.statSync('/a')), fs.statSync('/a', { bigint: true }), fs.readdirSync('/', { withFileTypes: true }), fs.createReadStream('/a'), fs.createWriteStream('/b'), fs.opendirSync('/'), await fs.promises.open('/a'), fs.readFileSync('/a')",
    ],
    [
      'objects of crypto and zlib',
      "crypto.subtle, await crypto.subtle.generateKey({ name: 'AES-GCM', length: 128 }, true, ['encrypt']), require('crypto').createHash('sha1'), require('crypto').createSecretKey(Buffer.alloc(8)), require('zlib').createGzip()",
    ],
    [
      'message channels, their events and the events of errors',
      "...await (async () => { const { port1, port2 } = new MessageChannel(); const { port1: moved } = new MessageChannel(); const seen = [port1, port2]; const done = new Promise((done) => { port2.onmessage = (event) => { seen.push(event); done(); }; }); port1.postMessage({ a: [1] }, [moved]); await done; const hear = (event) => { event.preventDefault(); seen.push(event, event.error, event.reason, event.promise); }; addEventListener('error', hear); addEventListener('unhandledrejection', hear); reportError(new Error('x')); Promise.reject(new TypeError('y')); Promise.reject({ z: 1 }); await new Promise((done) => setTimeout(done, 5)); return seen; })(), new URLPattern({ pathname: '/:a' }).exec({ pathname: '/b' })",
    ],
    [
      'the files and the fetch types of the web, and what they give',
      "navigator, new Blob(['x']), new Blob(['x']).stream(), new Blob(['x']).textStream(), await new Blob(['x']).bytes(), new File(['x'], 'n'), new FileReader(), new FormData().entries(), new Headers({ a: 'b' }).keys(), new Request('http://a/', { method: 'POST', body: 'x' }), new Request('http://a/').signal, new Response('x').clone().body, Response.json(1), await new Response('a=b', { headers: { 'content-type': 'application/x-www-form-urlencoded' } }).formData(), structuredClone(new File(['x'], 'n')), require('buffer').resolveObjectURL(URL.createObjectURL(new Blob(['x'])))",
    ],
    [
      'errors of the fetch types',
      "...await Promise.all([fetch('http://a/'), new Response('{').json(), new Response('x').formData(), new Response('x', { headers: { 'content-type': 'multipart/form-data; boundary=b' } }).formData(), Blob.prototype.text.call({})].map((p) => p.catch((error) => error))), ...[() => new Headers(1), () => new Blob(1), () => new Request('x'), () => new Response('', { status: 1 }), () => structuredClone(new Headers())].map((call) => { try { return call(); } catch (error) { return error; } })",
    ],
    ['timers', 'setTimeout(() => {}), setImmediate(() => {}), setInterval(() => {}, 1000).unref()'],
    [
      'prototypes of functions that no global names',
      '(async () => {}), function* () {}, (async function* () {}), (async function* () {})(), (async () => {})(), [][Symbol.iterator](), new Map().keys(), "".matchAll(/./g)',
    ],
    ['promises of our own', "fs.promises.readFile('/').catch(() => {}), fs.readFile('/').catch(() => {})"],
    ['what a handle on the run is', "(import('node:fs'), eval('imp\\u4e00rt'))"],
  ])('%s', async (_name, roots) => {
    expect(await resultOf(`${STRANGERS}\nstrangers(${roots})`)).toEqual([]);
  });

  test("a constructor's constructor makes functions of this realm, which see no host", async () => {
    const source = `
      globalThis.refused = (f) => { try { return typeof f(); } catch { return 'undefined'; } };
      const makers = [[].constructor.constructor, (async () => {}).constructor, (function* () {}).constructor,
        (async function* () {}).constructor, fs.statSync('/').constructor.constructor, new Error().constructor.constructor];
      const seen = (await Promise.all(makers.map((make) => make('return [refused(() => process.binding("fs")), typeof process?.mainModule, typeof globalThis.isolate, this === undefined || this === globalThis]')()))).flat();
      const out = [];
      for (const item of seen) out.push(item?.next ? item.next() : item);
      (await Promise.all(out)).flatMap((item) => item?.value ?? item)`;
    const seen = (await resultOf(source)) as unknown[];
    expect(seen.filter((item) => item !== 'undefined' && item !== true)).toEqual([]);
  });
});

describe('stacks', () => {
  test('name no file of the host nor of our own', async () => {
    const source = `
      const stacks = [];
      for (const call of [() => null.x, () => fs.readFileSync('/none'), () => require('zlib').gunzipSync('x'), () => new URL('x')])
        try { call(); } catch (error) { stacks.push(error.stack); }
      await new Promise((done) => setTimeout(() => { stacks.push(new Error('t').stack); done(); }));
      await fs.promises.readFile('/none').catch((error) => stacks.push(error.stack));
      await fetch('http://a/').catch((error) => stacks.push(error.stack));
      const o = {}; Error.captureStackTrace(o); stacks.push(o.stack);
      Error.stackTraceLimit = 200; stacks.push(new Error('long').stack); stacks`;
    const stacks = (await resultOf(source)) as string[];
    expect(stacks).toHaveLength(9);
    for (const stack of stacks) expect(stack).not.toMatch(/treebox:|node:|file:|node_modules|isolated|\/src\//);
    expect(stacks[0]).toMatch(/^TypeError: .*\n {4}at .*main\.ts:\d+:\d+/);
  });

  test.each([
    ['an error', "new Error('x')"],
    ['an error whose stack is no text', "Object.assign(new Error('x'), { stack: {} })"],
    ['an error whose stack is empty', "Object.assign(new Error('x'), { stack: '' })"],
    ['an error whose getters throw', "Object.defineProperty(new Error('x'), 'stack', { get() { throw 1; } })"],
    ['an object', '{ code: 5 }'],
    ['a function', '() => 1'],
    ['a symbol', "Symbol('x')"],
    ['a proxy', "new Proxy({}, { get() { throw new Error('trap'); } })"],
  ])('of %s that is rejected or thrown while a module is evaluated name no file of the host', async (_name, thrown) => {
    const source = `
      const stacks = [];
      const told = (reason) => stacks.push(String(reason), String(reason?.stack), reason?.message);
      addEventListener('unhandledrejection', ({ reason }) => told(reason));
      process.on('unhandledRejection', told);
      Promise.reject(${thrown});
      await new Promise((done) => setTimeout(done));
      setTimeout(() => { Promise.reject(${thrown}); });
      await new Promise((done) => setTimeout(done, 2));
      void crypto.subtle.digest('SHA-1', new Uint8Array(1)).then(() => { throw (${thrown}); });
      while (stacks.length < 18) await new Promise((done) => setTimeout(done));
      fs.writeFileSync('/m.js', ${JSON.stringify(`throw (${thrown}); export const a = 1;`)});
      await import('./m.js').catch(told);
      stacks`;
    const stacks = (await resultOf(source)) as unknown[];
    expect(stacks).toHaveLength(21);
    for (const stack of stacks)
      expect(String(stack)).not.toMatch(/isolated-vm|treebox:|node:|file:|node_modules|boundary|\/src\//);
  });

  test("a hook of the guest's own is given no function and no receiver of our code", async () => {
    const source = `
      const told = [];
      Error.prepareStackTrace = (_error, sites) => {
        for (const site of sites) if (site.getFileName() !== 'main.ts') told.push([typeof site.getThis(), typeof site.getFunction(), site.getEvalOrigin?.() ?? null]);
        return 'x';
      };
      const look = () => new Error('x').stack;
      look();
      try { fs.readFileSync('/none'); } catch (error) { error.stack; }
      try { crypto.subtle.digest({ get name() { look(); return 'SHA-1'; } }, new Uint8Array(1)); } catch {}
      console.log({ get [Symbol.toStringTag]() { look(); return 'T'; } });
      await new Promise((done) => setTimeout(() => { look(); done(); }));
      queueMicrotask(look); await null;
      [told.length > 0, told.filter(([self, made, origin]) => self !== 'undefined' || made !== 'undefined' || origin !== null)]`;
    expect(await resultOf(source)).toEqual([true, []]);
  });

  test('no function of ours tells its caller or its arguments', async () => {
    const source = `
      function look() { const at = look.caller; return at === null ? 'none' : Function.prototype.toString.call(at).slice(0, 2000); }
      const seen = []; setTimeout(() => seen.push(look()), 0); [1].forEach(function each() { seen.push(typeof each.caller); });
      console.log({ [require('util').inspect.custom]: function shown() { seen.push(shown.caller === null); return ''; } });
      await new Promise((done) => setTimeout(done, 2)); seen.filter((item) => /treebox|host\\./.test(String(item)))`;
    expect(await resultOf(source)).toEqual([]);
  });
});

describe('thenables, proxies and getters given to the runtime', () => {
  test.each([
    [
      'a thenable as the result',
      '({ then(done) { done([typeof arguments[0], arguments[0].constructor === Function]); } })',
      ['function', true],
    ],
    [
      'a proxy as the result',
      'new Proxy({ a: 1 }, { get: (o, k, r) => k === "toJSON" ? () => [r === undefined] : o[k] })',
      [false],
    ],
    [
      'a getter that throws an object of its own',
      'let out; try { fs.readFileSync({ get href() { throw { mine: true }; } }); } catch (e) { out = e.mine ?? e.code; } out',
      true,
    ],
  ])('%s', async (_name, source, result) => {
    expect(await resultOf(source)).toEqual(result);
  });
});

describe('memory', () => {
  test("a buffer's memory holds no bytes of the host's nor of another run", async () => {
    const secret = 'SECRET-OF-THE-FIRST-RUN';
    await resultOf(
      `const kept = []; for (let i = 0; i < 200; i += 1) kept.push(Buffer.from(${JSON.stringify(secret)}.repeat(50))); fs.writeFileSync('/s', kept[0]); fs.readFileSync('/s').length`,
    );
    const source = `
      const all = [Buffer.allocUnsafe(8192), Buffer.from('x'), fs.readFileSync('/a'), require('crypto').randomBytes(4), require('zlib').gzipSync('x'), require('crypto').createHash('sha1').update('x').digest()];
      for (let i = 0; i < 200; i += 1) all.push(Buffer.allocUnsafe(4096), Buffer.allocUnsafeSlow(4096));
      [...new Set(all.map((one) => one.buffer))].map((one) => Buffer.from(one).toString('latin1')).filter((text) => /SECRET|node_modules|PATH=/.test(text)).length`;
    expect(await resultOf(`fs.writeFileSync('/a', 'y'); ${source}`)).toBe(0);
  });

  test('bytes given to the host are copied: what is changed afterwards changes nothing', async () => {
    const source = `
      const bytes = Buffer.from('before'); fs.writeFileSync('/a', bytes); bytes.fill(0);
      const read = fs.readFileSync('/a'); read.fill(0);
      fs.readFileSync('/a', 'utf8')`;
    expect(await resultOf(source)).toBe('before');
  });
});
