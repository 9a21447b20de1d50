/**
 * Stands in for the `common` module of Node's own tests inside a run: as much of it as they use without a process.
 */
const assert = require('node:assert');
const util = require('node:util');

const noop = () => undefined;
const checks = [];

process.on('exit', (code) => {
  if (code !== 0) return;
  const failed = checks.filter(({ actual, exact, minimum }) =>
    exact === undefined ? actual < minimum : actual !== exact,
  );
  if (failed.length === 0) return;
  const lines = failed.map(
    ({ name, actual, exact, minimum }) => `${name}: called ${actual} times, expected ${exact ?? `at least ${minimum}`}`,
  );
  throw new Error(`mustCall: ${lines.join('; ')}`);
});

function counted(fn, expected, field) {
  if (typeof fn === 'number') [fn, expected] = [noop, fn];
  const called = fn ?? noop;
  const check = { name: called.name || 'a function', actual: 0, [field]: expected ?? 1 };
  checks.push(check);
  const form = function (...args) {
    check.actual += 1;
    return Reflect.apply(called, this, args);
  };
  Object.defineProperties(form, {
    name: { value: called.name, configurable: true },
    length: { value: called.length, configurable: true },
  });
  return form;
}

const mustCall = (fn, exact) => counted(fn, exact, 'exact');
const mustCallAtLeast = (fn, minimum) => counted(fn, minimum, 'minimum');

function mustSucceed(fn, exact) {
  return mustCall(function (error, ...args) {
    assert.ifError(error);
    if (typeof fn === 'function') return Reflect.apply(fn, this, args);
  }, exact);
}

function mustNotCall(message) {
  return (...args) => {
    const shown = args.length > 0 ? `\ncalled with arguments: ${args.map((one) => util.inspect(one)).join(', ')}` : '';
    assert.fail(`${message ?? 'function should not have been called'}${shown}`);
  };
}

function expectsError(validator, exact) {
  return mustCall((...args) => {
    assert.strictEqual(args.length, 1);
    assert.throws(() => {
      throw args[0];
    }, validator);
    return true;
  }, exact);
}

function invalidArgTypeHelper(input) {
  if (input == null) return ` Received ${input}`;
  if (typeof input === 'function') return ` Received function ${input.name}`;
  if (typeof input === 'object') {
    if (input.constructor?.name) return ` Received an instance of ${input.constructor.name}`;
    return ` Received ${util.inspect(input, { depth: -1 })}`;
  }
  let shown = util.inspect(input, { colors: false });
  if (shown.length > 28) shown = `${shown.slice(0, 25)}...${shown.at(-1) === "'" ? "'" : ''}`;
  return ` Received type ${typeof input} (${shown})`;
}

/** Warnings that have to come, by name. */
const awaited = [];
process.on('warning', (warning) => {
  const at = awaited.findIndex(({ name, message }) => name === warning.name && message === warning.message);
  if (at >= 0) {
    const [{ code }] = awaited.splice(at, 1);
    if (code !== undefined) assert.strictEqual(warning.code, code);
  }
});

function expectWarning(given, expected, code) {
  const byName = typeof given === 'string' ? { [given]: expected } : given;
  for (const [name, wanted] of Object.entries(byName)) {
    const list =
      typeof wanted === 'string'
        ? [[wanted, code]]
        : Array.isArray(wanted[0])
          ? wanted
          : typeof wanted[0] === 'string'
            ? [wanted]
            : Object.entries(wanted).map(([a, b]) => [b, a]);
    for (const [message, warningCode] of list) awaited.push({ name, message, code: warningCode });
  }
  process.on('exit', () =>
    assert.strictEqual(awaited.length, 0, `warnings that did not come: ${util.inspect(awaited)}`),
  );
}

/** Ends the run; the report counts the file as skipped. */
function skip(reason) {
  console.log(`NODE-TEST SKIPPED ${reason}`);
  process.exit(0);
}

function getArrayBufferViews(buffer) {
  const { buffer: memory, byteOffset, byteLength } = buffer;
  const types = [
    Int8Array,
    Uint8Array,
    Uint8ClampedArray,
    Int16Array,
    Uint16Array,
    Int32Array,
    Uint32Array,
    Float32Array,
    Float64Array,
    BigInt64Array,
    BigUint64Array,
    DataView,
  ];
  return types
    .filter((type) => byteLength % (type.BYTES_PER_ELEMENT ?? 1) === 0)
    .map((type) => new type(memory, byteOffset, byteLength / (type.BYTES_PER_ELEMENT ?? 1)));
}

const common = {
  allowGlobals: noop,
  buildType: 'Release',
  canCreateSymLink: () => true,
  enoughTestMem: true,
  expectWarning,
  expectsError,
  getArrayBufferViews,
  getBufferSources: (buffer) => [...getArrayBufferViews(buffer), new Uint8Array(buffer).buffer],
  getCallSite: () => '',
  hasCrypto: true,
  hasFipsCrypto: false,
  hasIntl: true,
  hasInspector: false,
  hasIPv6: false,
  hasMultiLocalhost: () => false,
  hasOpenSSL3: true,
  hasQuic: false,
  hasSQLite: false,
  invalidArgTypeHelper,
  isAIX: false,
  isASan: false,
  isAlive: () => false,
  isDebug: false,
  isDumbTerminal: true,
  isFreeBSD: false,
  isIBMi: false,
  isInsideDirWithUnusualChars: false,
  isLinux: true,
  isMacOS: false,
  isMainThread: true,
  isOpenBSD: false,
  isPi: () => false,
  isRiscv64: false,
  isSunOS: false,
  isWindows: false,
  localIPv6Hosts: [],
  mustCall,
  mustCallAtLeast,
  mustNotCall,
  mustNotMutateObjectDeep: (value) => value,
  mustSucceed,
  openSSLIsBoringSSL: false,
  PIPE: '/pipe',
  PORT: 0,
  platformTimeout: (ms) => ms,
  printSkipMessage: (reason) => console.log(`NODE-TEST SKIPPED ${reason}`),
  runWithInvalidFD: () => skip('needs descriptors of a process'),
  skip,
  skipIf32Bits: noop,
  skipIfEslintMissing: () => skip('needs eslint'),
  skipIfInspectorDisabled: () => skip('needs an inspector'),
  skipIfDumbTerminal: noop,
  skipIfSQLiteMissing: () => skip('needs a database'),
  skipIfWorker: noop,
  sleepSync: noop,
  spawnPromisified: () => skip('needs processes'),
};

// What a test asks for that is not here is told by its name.
module.exports = new Proxy(common, {
  get(target, name) {
    if (name in target || typeof name === 'symbol') return target[name];
    throw new Error(`test/node/common.js has no ${name}`);
  },
});
