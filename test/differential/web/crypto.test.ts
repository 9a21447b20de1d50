/** Web Crypto inside the isolate, judged by Node: the same snippet gives the same answers. */
import { describe, expect, test } from 'vitest';
import { agreesWithNode, runInSandbox } from '../../support/node-judge.ts';

const HEX = `const hex = (b) => Array.from(new Uint8Array(b), (x) => x.toString(16).padStart(2, '0')).join('');
const bytes = (...b) => new Uint8Array(b); const S = crypto.subtle; const why = (p) => p.then((v) => v, (e) => [e.constructor.name, e.name, e.code ?? null]);
`;

const snippets = (...bodies: string[]) => agreesWithNode(bodies, HEX);

describe('crypto.getRandomValues, crypto.randomUUID', () => {
  snippets(
    `const a = new Uint8Array(64); return [crypto.getRandomValues(a) === a, a.some((x) => x !== 0)]`,
    `const a = new Uint8Array(8); crypto.getRandomValues(a.subarray(2, 4)); return [...a.subarray(0, 2), ...a.subarray(4)]`,
    `return [Float32Array, Float64Array, DataView].map((T) => attempt(() => crypto.getRandomValues(new T(new ArrayBuffer(8)))))`,
    `return [attempt(() => crypto.getRandomValues()), attempt(() => crypto.getRandomValues('x')), attempt(() => crypto.getRandomValues(new Uint8Array(65537)))]`,
    `return attempt(() => crypto.getRandomValues(new BigUint64Array(2)).length)`,
    `const b = new ArrayBuffer(8); const a = new Uint8Array(b); b.transfer(); return crypto.getRandomValues(a).length`,
    `return [/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(crypto.randomUUID()), crypto.randomUUID() === crypto.randomUUID()]`,
    `return [attempt(() => new Crypto()), attempt(() => new SubtleCrypto()), attempt(() => new CryptoKey()), attempt(() => Crypto.prototype.subtle), attempt(() => crypto.randomUUID.call({}))]`,
    `return [String(crypto), String(S), crypto instanceof Crypto, S instanceof SubtleCrypto, Object.keys(Crypto.prototype).sort(), Object.keys(SubtleCrypto.prototype).sort(), Object.keys(CryptoKey.prototype).sort()]`,
    `return Object.getOwnPropertyNames(SubtleCrypto.prototype).sort().map((n) => [n, SubtleCrypto.prototype[n].length])`,
  );
});

describe('SubtleCrypto.digest', () => {
  snippets(
    `return Promise.all(['SHA-1', 'sha-256', { name: 'SHA-384' }, 'SHA-512', 'SHA3-256'].map(async (a) => hex(await S.digest(a, bytes(1, 2, 3)))))`,
    `return Promise.all([S.digest('MD5', bytes()), S.digest(), S.digest('SHA-1'), S.digest('SHA-1', 'x'), S.digest({}, bytes()), S.digest(Symbol(), bytes()), S.digest('SHA-1', new Uint8Array(new SharedArrayBuffer(4)))].map(why))`,
    `const b = bytes(1, 2, 3); const p = S.digest('SHA-256', b); b[0] = 9; return hex(await p)`,
    `const b = bytes(1, 2, 3); return hex(await S.digest({ get name() { b[0] = 9; return 'SHA-256' } }, b))`,
    `return why(S.digest({ get name() { throw new RangeError('mine') } }, bytes()))`,
    `return (await S.digest('SHA-1', new DataView(new ArrayBuffer(9), 1, 3))) instanceof ArrayBuffer`,
    `return why(SubtleCrypto.prototype.digest.call({}, 'SHA-1', bytes()))`,
  );
});

describe('SubtleCrypto: secret keys', () => {
  snippets(
    `const k = await S.importKey('raw', new Uint8Array(16), 'AES-GCM', true, ['encrypt', 'decrypt']); const alg = { name: 'AES-GCM', iv: new Uint8Array(12), additionalData: bytes(7), tagLength: 96 };
const c = await S.encrypt(alg, k, bytes(1, 2, 3)); return [hex(c), hex(await S.decrypt(alg, k, c)), await why(S.decrypt({ ...alg, iv: bytes(1) }, k, c)), k.type, k.extractable, k.algorithm, k.usages, await S.exportKey('jwk', k)]`,
    `const k = await S.importKey('raw', new Uint8Array(32), { name: 'AES-CBC' }, false, ['encrypt']); return [hex(await S.encrypt({ name: 'AES-CBC', iv: new Uint8Array(16) }, k, bytes(5))), await why(S.exportKey('raw', k)), await why(S.decrypt({ name: 'AES-CBC', iv: new Uint8Array(16) }, k, bytes(5)))]`,
    `const k = await S.importKey('raw', new Uint8Array(24), 'AES-CTR', true, ['encrypt']); return hex(await S.encrypt({ name: 'AES-CTR', counter: new Uint8Array(16), length: 64 }, k, new Uint8Array(40)))`,
    `const k = await S.importKey('raw', new Uint8Array(20), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify']); const s = await S.sign('HMAC', k, bytes(1)); return [hex(s), await S.verify('HMAC', k, s, bytes(1)), await S.verify('HMAC', k, s, bytes(2)), k.algorithm]`,
    `const k = await S.generateKey({ name: 'AES-KW', length: 256 }, true, ['wrapKey', 'unwrapKey']); const i = await S.importKey('raw', new Uint8Array(16), 'AES-GCM', true, ['encrypt']); const w = await S.wrapKey('raw', i, k, 'AES-KW'); const u = await S.unwrapKey('raw', w, k, 'AES-KW', 'AES-GCM', true, ['encrypt']); return [w.byteLength, hex(await S.exportKey('raw', u))]`,
    `const k = await S.importKey('raw', bytes(1, 2), 'PBKDF2', false, ['deriveBits', 'deriveKey']); const a = { name: 'PBKDF2', hash: 'SHA-512', salt: bytes(3), iterations: 7 }; const d = await S.deriveKey(a, k, { name: 'HMAC', hash: 'SHA-1', length: 160 }, true, ['sign']); return [hex(await S.deriveBits(a, k, 128)), hex(await S.exportKey('raw', d)), await why(S.deriveBits(a, k, 7)), await why(S.deriveBits({ ...a, iterations: 0 }, k, 8)), await why(S.deriveBits(a, k))]`,
    `const k = await S.importKey('raw', bytes(1, 2), 'HKDF', false, ['deriveBits']); return hex(await S.deriveBits({ name: 'HKDF', hash: { name: 'SHA-256' }, salt: bytes(1), info: bytes(2) }, k, 256))`,
    `return Promise.all([S.generateKey('AES-GCM', true, ['encrypt']), S.generateKey({ name: 'AES-GCM', length: 100 }, true, ['encrypt']), S.generateKey({ name: 'AES-GCM', length: 128 }, true, []), S.generateKey({ name: 'AES-GCM', length: 128 }, true, ['sign']), S.generateKey({ name: 'AES-GCM', length: 128 }, true, ['nope']), S.generateKey({ name: 'AES-GCM', length: 128 }, true, 5), S.generateKey({ name: 'AES-GCM', length: 2 ** 40 }, true, ['encrypt']), S.generateKey({ name: 'AES-GCM', length: Symbol() }, true, ['encrypt']), S.generateKey({ name: 'nope' }, true, ['encrypt'])].map(why))`,
    `return Promise.all([S.importKey('raw', bytes(1), 'AES-GCM', true, ['encrypt']), S.importKey('jwk', { kty: 'oct', k: '@@' }, 'AES-GCM', true, ['encrypt']), S.importKey('jwk', bytes(1), 'AES-GCM', true, ['encrypt']), S.importKey('raw', {}, 'AES-GCM', true, ['encrypt']), S.importKey('zip', bytes(1), 'AES-GCM', true, ['encrypt'])].map(why))`,
    `const k = await S.importKey('jwk', { kty: 'oct', k: 'AAAAAAAAAAAAAAAAAAAAAA', ext: true, key_ops: new Set(['encrypt']) }, 'AES-GCM', true, ['encrypt']); return S.exportKey('jwk', k)`,
  );
});

describe('SubtleCrypto: key pairs', () => {
  snippets(
    `const p = await S.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']); const s = await S.sign({ name: 'ECDSA', hash: 'SHA-256' }, p.privateKey, bytes(1)); return [Object.keys(p), s.byteLength, await S.verify({ name: 'ECDSA', hash: 'SHA-256' }, p.publicKey, s, bytes(1)), await why(S.exportKey('pkcs8', p.privateKey)), (await S.exportKey('raw', p.publicKey)).byteLength, Object.keys(await S.exportKey('jwk', p.publicKey)).sort()]`,
    `const a = await S.generateKey({ name: 'ECDH', namedCurve: 'P-384' }, false, ['deriveBits']); const b = await S.generateKey({ name: 'ECDH', namedCurve: 'P-384' }, false, ['deriveBits']); return [hex(await S.deriveBits({ name: 'ECDH', public: b.publicKey }, a.privateKey, 128)) === hex(await S.deriveBits({ name: 'ECDH', public: a.publicKey }, b.privateKey, 128)), await why(S.deriveBits({ name: 'ECDH', public: {} }, a.privateKey, 128)), await why(S.deriveBits({ name: 'ECDH', public: a.privateKey }, a.privateKey, 128))]`,
    `const p = await S.generateKey('Ed25519', true, ['sign', 'verify']); const s = await S.sign('Ed25519', p.privateKey, bytes(1)); const spki = await S.exportKey('spki', p.publicKey); const again = await S.importKey('spki', spki, 'Ed25519', true, ['verify']); return [await S.verify('Ed25519', again, s, bytes(1)), p.publicKey.usages, p.privateKey.usages]`,
    `const p = await S.generateKey({ name: 'RSA-OAEP', modulusLength: 1024, publicExponent: bytes(1, 0, 1), hash: 'SHA-1' }, true, ['encrypt', 'decrypt']); const c = await S.encrypt({ name: 'RSA-OAEP', label: bytes(1) }, p.publicKey, bytes(4)); return [hex(await S.decrypt({ name: 'RSA-OAEP', label: bytes(1) }, p.privateKey, c)), p.publicKey.algorithm.publicExponent instanceof Uint8Array, hex(p.publicKey.algorithm.publicExponent), p.publicKey.algorithm.hash, p.publicKey.algorithm === p.publicKey.algorithm]`,
    `return Promise.all([S.generateKey({ name: 'RSA-PSS', modulusLength: 1024, publicExponent: new Uint16Array([3]), hash: 'SHA-1' }, true, ['sign']), S.generateKey({ name: 'RSA-PSS', modulusLength: 1024, publicExponent: bytes(2), hash: 'SHA-1' }, true, ['sign']), S.generateKey({ name: 'RSA-PSS', modulusLength: 2 ** 31, publicExponent: bytes(3), hash: 'SHA-1' }, true, ['sign']), S.generateKey({ name: 'ECDSA', namedCurve: 'P-1' }, true, ['sign']), S.generateKey('X25519', true, [])].map(why))`,
    `return SubtleCrypto.supports ? [SubtleCrypto.supports('digest', 'SHA-256'), SubtleCrypto.supports('digest', 'MD5'), SubtleCrypto.supports('deriveBits', 'X25519', 8), SubtleCrypto.supports('nope', 'X25519')] : null`,
  );
});

test('CryptoKey: what is not extractable stays with the host, whatever the guest does', async () => {
  const answer = await runInSandbox(`(async () => {
    const key = await crypto.subtle.importKey('raw', new Uint8Array(16).fill(77), 'AES-GCM', false, ['encrypt']);
    Object.defineProperty(key, 'extractable', { value: true });
    const forged = Object.create(CryptoKey.prototype);
    const reasons = [];
    for (const attempt of [() => crypto.subtle.exportKey('raw', key), () => crypto.subtle.exportKey('raw', forged)]) {
      await attempt().then(() => reasons.push('got it'), (e) => reasons.push(e.name));
    }
    return [reasons, Reflect.ownKeys(key), JSON.stringify(key).includes('77')];
  })()`);
  expect(JSON.parse(answer)).toEqual([['InvalidAccessError', 'TypeError'], ['extractable'], false]);
});

test('SubtleCrypto: an answer comes to nothing that the guest put on a prototype', async () => {
  const answer = await runInSandbox(`(async () => {
    const seen = [];
    Object.defineProperty(Object.prototype, 'k', { set(v) { seen.push(v); }, configurable: true });
    Array.prototype.map = () => { seen.push('map'); return []; };
    Map.prototype.get = () => { seen.push('get'); };
    const key = await crypto.subtle.importKey('raw', new Uint8Array(16), 'AES-GCM', true, ['encrypt']);
    const jwk = await crypto.subtle.exportKey('jwk', key);
    delete Object.prototype.k;
    return [seen, jwk.k];
  })()`);
  expect(JSON.parse(answer)).toEqual([[], 'AAAAAAAAAAAAAAAAAAAAAA']);
});
