/**
 * How much of Node's built-in modules is here: the names that each exports and the members of the main classes, against
 * those of the Node that runs the tests.
 */
import { builtinModules, createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { NOT_HERE } from '../../src/guest/not-here.ts';
import { runGuest } from '../support/guest.ts';

const require = createRequire(import.meta.url);

/** Those that Node deprecates come last: loaded first, they would leave others half done. */
const MODULES = builtinModules.toReversed();

/** Expressions that give an object, most of them prototypes. */
const OBJECTS = [
  'Buffer',
  'Buffer.prototype',
  'require("events").prototype',
  'require("stream").Readable',
  'require("stream").Readable.prototype',
  'require("stream").Writable.prototype',
  'require("stream").Duplex',
  'require("stream").Duplex.prototype',
  'require("stream").Transform.prototype',
  'require("stream").PassThrough.prototype',
  'require("crypto").Hash.prototype',
  'require("crypto").Hmac.prototype',
  'require("crypto").Cipheriv.prototype',
  'require("crypto").Decipheriv.prototype',
  'require("crypto").Sign.prototype',
  'require("crypto").Verify.prototype',
  'require("crypto").DiffieHellman.prototype',
  'require("crypto").ECDH.prototype',
  'require("crypto").KeyObject.prototype',
  'require("crypto").X509Certificate.prototype',
  'require("string_decoder").StringDecoder.prototype',
  'require("util").TextDecoder.prototype',
  'require("util").TextEncoder.prototype',
  'require("util").MIMEType.prototype',
  'require("util").MIMEParams.prototype',
  'require("fs").Stats.prototype',
  'Object.getPrototypeOf(require("fs").Stats.prototype)',
  'require("fs").Dirent.prototype',
  'require("fs").Dir.prototype',
  'require("fs").ReadStream.prototype',
  'require("fs").WriteStream.prototype',
  'require("zlib").Gzip.prototype',
  'Object.getPrototypeOf(require("zlib").Gzip.prototype)',
  'require("url").Url.prototype',
  'URL',
  'URL.prototype',
  'URLSearchParams.prototype',
  'AbortSignal',
  'AbortSignal.prototype',
  'AbortController.prototype',
  'Event.prototype',
  'EventTarget.prototype',
  'ReadableStream.prototype',
  'WritableStream.prototype',
  'TransformStream.prototype',
  'Object.getPrototypeOf(setTimeout(() => 0))',
  'Object.getPrototypeOf(setImmediate(() => 0))',
  'require("path").posix',
  'require("util").promisify',
  'require("util").inspect',
];

const OF_EACH = 'a property of each object';
const NO_TERMINAL = 'a run has no terminal: the class refuses';
const CHILD = 'only the process of a parent has it';

/** What no run can have beside functions, which `NOT_HERE` refuses: by module or expression, name and reason. */
const WITHOUT: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  cluster: { domain: 'comes with the module domain once that is loaded' },
  process: {
    channel: CHILD,
    connected: CHILD,
    disconnect: CHILD,
    send: CHILD,
    finalization: 'calls back when the process ends, which a run does not see',
    report: 'tells of the host',
  },
  'require("fs").ReadStream.prototype': { autoClose: OF_EACH },
  'require("fs").WriteStream.prototype': { autoClose: OF_EACH },
  'require("fs").Stats.prototype': {
    atime: OF_EACH,
    birthtime: OF_EACH,
    ctime: OF_EACH,
    mtime: OF_EACH,
  },
  'require("string_decoder").StringDecoder.prototype': { lastChar: OF_EACH, lastNeed: OF_EACH, lastTotal: OF_EACH },
  'Event.prototype': { isTrusted: OF_EACH },
};

const REFUSED: Readonly<Record<string, Readonly<Record<string, string>>>> = NOT_HERE;

/** The names of what each expression gives, inherited ones too, in the sandbox. */
async function namesInside(expressions: readonly string[]): Promise<Record<string, string[]>> {
  const entries = expressions.map((expression) => `[${JSON.stringify(expression)}, names(() => ${expression})]`);
  const source = `const chain = (o) => (o ? [...Object.getOwnPropertyNames(o), ...chain(Object.getPrototypeOf(o))] : []);
    const names = (f) => { try { return chain(f()); } catch { return []; } };
    Object.fromEntries([${entries.join(',')}])`;
  const { result, failure } = await runGuest(source);
  expect(failure).toBeUndefined();
  return JSON.parse(result ?? '') as Record<string, string[]>;
}

function namesOnNode(expression: string): string[] {
  const value = new Function('require', `return ${expression}`)(require) as object;
  return Object.getOwnPropertyNames(value);
}

async function compare(subjects: readonly (readonly [label: string, expression: string])[]): Promise<string[]> {
  const inside = await namesInside(subjects.map(([, expression]) => expression));
  const lines: string[] = [];
  const complaints: string[] = [];
  for (const [label, expression] of subjects) {
    const isPublic = (name: string) => !name.startsWith('_') && !Object.hasOwn(WITHOUT[label] ?? {}, name);
    const wanted = namesOnNode(expression).filter(isPublic);
    const applicable = wanted.filter((name) => !Object.hasOwn(REFUSED[label] ?? {}, name));
    const missing = applicable.filter((name) => !inside[expression]?.includes(name));
    const share = applicable.length === 0 ? 1 : 1 - missing.length / applicable.length;
    lines.push(
      `${label.padEnd(60)} ${applicable.length - missing.length}/${applicable.length} ${(100 * share).toFixed(1)} % ${missing.join(' ')}`,
    );
    if (share < 1) complaints.push(`${label} lacks ${missing.join(', ')}`);
  }
  console.log(lines.join('\n'));
  return complaints;
}

test('each built-in module has every export that Node has, unless a reason is given', async () => {
  expect(await compare(MODULES.map((name) => [name, `require(${JSON.stringify(name)})`]))).toEqual([]);
});

test('each main class has every member that it has in Node, unless a reason is given', async () => {
  expect(await compare(OBJECTS.map((expression) => [expression, expression]))).toEqual([]);
});

interface Export {
  readonly kind: string;
  /** Members of a class's prototype that are not Node's own business. */
  readonly members: readonly string[];
}

/** What each export is: runs on both sides as a text. */
const DESCRIBE = `(module) => Object.fromEntries(Object.getOwnPropertyNames(module).map((name) => {
  const value = module[name];
  const chain = (o) => !o || o === Object.prototype ? [] : [...Object.getOwnPropertyNames(o), ...chain(Object.getPrototypeOf(o))];
  const isClass = typeof value === 'function' && value.prototype && Object.hasOwn(value.prototype, 'constructor');
  const members = isClass ? chain(value.prototype).filter((member) => !member.startsWith('_') && member !== 'constructor') : [];
  return [name, { kind: typeof value, members }];
}))`;

/** Properties that each object has here, where Node has getters on the prototype. */
const OWN = ['atime', 'mtime', 'ctime', 'birthtime', 'autoClose', 'lastChar', 'lastNeed', 'lastTotal'];

/** Exports whose kind or members differ, each with its reason. */
const DIFFERENT: Readonly<Record<string, string>> = {
  'tty.ReadStream': NO_TERMINAL,
  'tty.WriteStream': NO_TERMINAL,
  'perf_hooks.PerformanceResourceTiming': 'a run fetches nothing, so there are none',
  'module.Module': 'modules are made by the loader alone',
  'console.Console': 'the methods are properties of each console',
  'http.CloseEvent': OF_EACH,
  'http.MessageEvent': 'initMessageEvent is there only for old browsers, and not in the standard of events here',
  'zlib.BrotliCompress': 'inherits params of zlib, which means nothing to it',
  'zlib.BrotliDecompress': 'inherits params of zlib, which means nothing to it',
};

test('each export is of the same kind as in Node, and classes have the same members', async () => {
  const describe = new Function(`return ${DESCRIBE}`)() as (module: unknown) => Record<string, Export>;
  const calls = MODULES.map((name) => `describe(require(${JSON.stringify(name)}))`);
  const { result, failure } = await runGuest(`const describe = ${DESCRIBE}; [${calls.join(',')}]`);
  expect(failure).toBeUndefined();
  const inside = JSON.parse(result ?? '') as Record<string, Export>[];
  const complaints = MODULES.flatMap((module, at) =>
    Object.entries(describe(require(module))).flatMap(([name, { kind, members }]) => {
      const own = inside[at]?.[name];
      if (!own || `${module}.${name}` in DIFFERENT || name in (REFUSED[module] ?? {})) return [];
      if (own.kind !== kind) return [`${module}.${name} is of kind ${own.kind}, not ${kind}`];
      const missing = members.filter((member) => !own.members.includes(member) && !OWN.includes(member));
      return missing.length > 0 ? [`${module}.${name} lacks ${missing.join(', ')}`] : [];
    }),
  );
  expect(complaints).toEqual([]);
});

/** Defines `said`: what a function says when it is called, made with `new`, and extended. */
const SAID = `const of = (f) => { try { f(); } catch (e) { return e.message; } };
  const said = (F) => [() => F('x'), () => new F('x'), () => new (class extends F {})('x')].map(of);`;

test('what a run does not have is there by its name, and says why when it is called, made or extended', async () => {
  const cases = Object.entries(REFUSED).flatMap(([of, names]) =>
    Object.entries(names).map(([name, reason]) => ({ of, name, reason })),
  );
  const calls = cases.map(({ of, name }) => `said(require('${of === 'test' ? 'node:test' : of}')['${name}'])`);
  const { result } = await runGuest(`${SAID} [${calls.join(',')}]`);
  const expected = cases.map(({ of, name, reason }) => {
    const message = `${of}.${name} is not available here: ${reason}`;
    return [message, message, message];
  });
  expect(JSON.parse(result ?? '')).toEqual(expected);
});

test('a class of a module that needs a host says why when it is called, made or extended', async () => {
  const { result } = await runGuest(`${SAID}
    [require('dns/promises').Resolver, require('inspector/promises').Session, require('tty').ReadStream].map(said)`);
  const messages = [
    'dns/promises.Resolver is not available here: a run has no network',
    'inspector/promises.Session is not available here: a run can not reach the engine that runs it',
    'tty.ReadStream is not available here: a run has no terminal',
  ];
  expect(JSON.parse(result ?? '')).toEqual(messages.map((message) => [message, message, message]));
});

test('what returns a promise in Node rejects with the reason', async () => {
  const { result } = await runGuest(`const { Session, Network } = require('inspector/promises');
    const kind = (f) => { try { return f() instanceof Promise ? 'rejects' : 'returns'; } catch { return 'throws'; } };
    const posted = Session.prototype.post('Runtime.enable');
    const code = await posted.catch((error) => error.message);
    [code, kind(() => Network.dataSent({}))]`);
  const message = 'inspector/promises.Session.prototype.post is not available here';
  expect(JSON.parse(result ?? '')).toEqual([`${message}: a run can not reach the engine that runs it`, 'throws']);
});
