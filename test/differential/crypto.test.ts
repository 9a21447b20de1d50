/** `node:crypto` inside the isolate, judged by Node: the same snippet gives the same answers. */
import crypto from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { agreesWithNode, runInSandbox } from '../support/node-judge.ts';

const PRELUDE = `
const crypto = require('crypto'); const { Buffer } = require('buffer');
const why = (f) => { try { return f(); } catch (e) { return [e.constructor.name, e.name, e.code ?? null]; } };
const call = (name, ...args) => new Promise((resolve) => crypto[name](...args, (e, ...v) => resolve(e ? [e.constructor.name, e.code ?? null] : v)));
const hex = (b) => Buffer.from(b).toString('hex');
const ODD = [undefined, null, 5, {}, [], Symbol('x'), true, () => {}, new Date(0)];
`;

const snippets = (...bodies: string[]) => agreesWithNode(bodies, PRELUDE);

describe('crypto: hashes', () => {
  snippets(
    `return ['md5', 'sha1', 'sha256', 'sha512', 'sha3-256', 'blake2b512', 'ripemd160', 'SHA256'].map((a) => crypto.createHash(a).update('a').update(Buffer.from('b')).update('6364', 'hex').digest('hex'))`,
    `return ['hex', 'base64', 'base64url', 'latin1', undefined, 'buffer'].map((e) => crypto.createHash('sha1').update('x').digest(e))`,
    `const h = crypto.createHash('sha256').update('a'); const c = h.copy(); return [h.update('b').digest('hex'), c.update('b').digest('hex'), why(() => h.digest()), why(() => h.update('x')), why(() => h.copy())]`,
    `return [crypto.createHash('shake256', { outputLength: 7 }).update('a').digest('hex'), why(() => crypto.createHash('nope')), why(() => crypto.createHash('sha1', { outputLength: -1 }))]`,
    `return ODD.map((v) => [why(() => crypto.createHash(v)), why(() => crypto.createHash('sha1').update(v))])`,
    `return [crypto.hash('sha1', 'x'), crypto.hash('sha1', Buffer.from('x'), 'base64'), crypto.hash('md5', 'x', 'buffer'), why(() => crypto.hash('nope', 'x')), why(() => crypto.hash('sha1'))]`,
    `return [crypto.createHmac('sha256', 'key').update('x').digest('hex'), crypto.createHmac('sha1', Buffer.alloc(100, 1)).update('x').digest('base64'), crypto.createHmac('md5', crypto.createSecretKey(Buffer.from('k'))).update('x').digest('hex')]`,
    `const h = crypto.createHmac('sha1', 'k').update('x'); return [h.digest('hex'), h.digest('hex'), hex(h.digest()), why(() => h.update('y')), why(() => crypto.createHmac('sha1')), why(() => crypto.createHmac('nope', 'k'))]`,
    `const h = crypto.createHash('sha1'); h.write('ab'); h.write('63', 'hex'); h.end(); const out = []; for await (const c of h) out.push(c); return hex(Buffer.concat(out))`,
    `const { pipeline } = require('stream/promises'); const { Readable } = require('stream'); const h = crypto.createHmac('sha256', 'k').setEncoding('hex'); await pipeline(Readable.from(['a', 'b']), h); return h.read()`,
    `return [crypto.getHashes(), crypto.getCiphers(), crypto.getCurves()]`,
    `return crypto.createHash('sha256').update(new Uint16Array([1, 2])).update(new DataView(new ArrayBuffer(3))).digest('hex')`,
  );
});

describe('crypto: random', () => {
  snippets(
    `return [crypto.randomBytes(8).length, Buffer.isBuffer(crypto.randomBytes(0)), (await call('randomBytes', 4))[0].length, ...ODD.map((v) => why(() => crypto.randomBytes(v).length)), why(() => crypto.randomBytes(-1)), why(() => crypto.randomBytes(2 ** 31)), why(() => crypto.randomBytes(4, 5))]`,
    `const b = Buffer.alloc(8); return [crypto.randomFillSync(b, 2, 4) === b, hex(b.subarray(0, 2)), hex(b.subarray(6)), why(() => crypto.randomFillSync(b, 9)), why(() => crypto.randomFillSync(b, 1, 8)), why(() => crypto.randomFillSync('x')), crypto.randomFillSync(new Uint32Array(2), 1)[0], crypto.randomFillSync(new ArrayBuffer(3)).byteLength]`,
    `const b = new Uint16Array(4); return [(await call('randomFill', b, 1))[0] === b, b[0], (await call('randomFill', b, 1, 2))[0] === b, why(() => crypto.randomFill(b)), why(() => crypto.randomFill(b, 99, () => {}))]`,
    `const seen = new Set(); for (let i = 0; i < 400; i++) seen.add(crypto.randomInt(3, 6)); return [[...seen].sort(), crypto.randomInt(1), (await call('randomInt', 1, 2)), why(() => crypto.randomInt(0)), why(() => crypto.randomInt(1, 1)), why(() => crypto.randomInt(0, 2 ** 49)), why(() => crypto.randomInt(1.5)), why(() => crypto.randomInt('x')), why(() => crypto.randomInt(5, 'x'))]`,
    `return [/^[0-9a-f-]{36}$/.test(crypto.randomUUID({ disableEntropyCache: true })), why(() => crypto.randomUUID(5)), why(() => crypto.randomUUID({ disableEntropyCache: 5 })), crypto.randomUUIDv7?.()[14]]`,
    `return [crypto.webcrypto === globalThis.crypto, crypto.subtle === globalThis.crypto.subtle, crypto.getRandomValues(new Uint8Array(3)).length, crypto.webcrypto.subtle instanceof SubtleCrypto]`,
    `return [crypto.timingSafeEqual(Buffer.from('a'), Buffer.from('a')), crypto.timingSafeEqual(Buffer.from('a'), Buffer.from('b')), why(() => crypto.timingSafeEqual(Buffer.from('a'), Buffer.from('bc'))), why(() => crypto.timingSafeEqual('a', 'b'))]`,
    `return [crypto.generatePrimeSync(16).byteLength, crypto.generatePrimeSync(8, { bigint: true }) > 100n, crypto.checkPrimeSync(7n), crypto.checkPrimeSync(8n), await call('checkPrime', 13n), why(() => crypto.generatePrimeSync(0)), typeof (await call('generatePrime', 16, { bigint: true }))[0]]`,
  );
});

describe('crypto: derivation', () => {
  snippets(
    `return [hex(crypto.pbkdf2Sync('p', 's', 10, 20, 'sha256')), hex((await call('pbkdf2', 'p', Buffer.from('s'), 10, 20, 'sha512'))[0]), why(() => crypto.pbkdf2Sync('p', 's', 0, 20, 'sha1')), why(() => crypto.pbkdf2Sync('p', 's', 1, -1, 'sha1')), why(() => crypto.pbkdf2Sync('p', 's', 1, 20, 'nope')), why(() => crypto.pbkdf2Sync('p', 's', 1, 20)), why(() => crypto.pbkdf2('p', 's', 1, 20, 'sha1')), why(() => crypto.pbkdf2('p', 's', 'x', 20, 'sha1', () => {})), why(() => crypto.pbkdf2Sync('p', 's', 2 ** 31, 20, 'sha1'))]`,
    `return [hex(crypto.scryptSync('p', 's', 16)), hex(crypto.scryptSync('p', 's', 16, { N: 2, r: 1, p: 1 })), hex((await call('scrypt', 'p', 's', 8, { cost: 4 }))[0]), hex((await call('scrypt', 'p', 's', 8))[0]), why(() => crypto.scryptSync('p', 's', 16, { N: 3 })), why(() => crypto.scryptSync('p', 's', 16, { N: 2 ** 25 })), why(() => crypto.scryptSync('p', 's', 16, { N: 4, cost: 4 })), why(() => crypto.scrypt('p', 's', 16))]`,
    `const d = crypto.hkdfSync('sha256', 'k', 's', 'i', 20); return [d instanceof ArrayBuffer, hex(d), hex((await call('hkdf', 'sha256', 'k', 's', 'i', 20))[0]), why(() => crypto.hkdfSync('sha256', 'k', 's', 'i', 1e6)), why(() => crypto.hkdfSync('nope', 'k', 's', 'i', 1))]`,
    `return crypto.argon2Sync ? hex(crypto.argon2Sync('argon2id', { message: 'm', nonce: Buffer.alloc(16), parallelism: 1, tagLength: 16, memory: 64, passes: 1 })) : null`,
    `return require('util').promisify(crypto.scrypt)('p', 's', 4).then(hex)`,
  );
});

describe('crypto: streams', () => {
  snippets(
    `const c = crypto.createCipheriv('aes-256-ctr', Buffer.alloc(32), Buffer.alloc(16)); const out = []; c.setEncoding('hex'); c.on('data', (d) => out.push(d)); c.write('abc'); c.write('def', 'hex'); c.write('x-_', 'base64'); c.end(); await new Promise((d) => c.on('end', d)); return out`,
    `const h = crypto.createHash('sha1'); h.write('def', 'hex'); h.write('zz', 'hex'); h.end('é', 'latin1'); await new Promise((d) => h.on('finish', d)); return h.read().toString('hex')`,
    `const d = crypto.createDecipheriv('aes-128-cbc', Buffer.alloc(16), Buffer.alloc(16)); const failed = new Promise((r) => d.on('error', (x) => r([x.code, x.reason, x.library]))); d.on('data', () => {}); d.write(Buffer.alloc(15)); d.end(); return failed`,
  );
});

describe('crypto: classes', () => {
  snippets(
    `const { DiffieHellman, DiffieHellmanGroup, ECDH, Sign, Verify } = crypto; return [Sign('sha1') instanceof Sign, Verify('sha1') instanceof Verify, ECDH('secp256k1') instanceof ECDH, DiffieHellman(Buffer.from([23])) instanceof DiffieHellman, DiffieHellmanGroup('modp1') instanceof DiffieHellmanGroup, new ECDH('secp256k1').constructor === ECDH, crypto.createSign('sha1').constructor === Sign, Object.prototype.toString.call(ECDH('secp256k1')), ECDH.length, typeof ECDH.convertKey]`,
    `class Own extends crypto.ECDH { twice() { return this.generateKeys('hex').length * 2; } } const own = new Own('secp256k1'); return [own.twice(), own instanceof crypto.ECDH, own.constructor === Own, crypto.createHash('sha1') instanceof crypto.Hash, crypto.createHmac('sha1', 'k').constructor.name]`,
  );
});

describe('crypto: arguments', () => {
  snippets(
    `return ['argon2', 'checkPrime', 'generateKey', 'generatePrime', 'hkdf', 'pbkdf2', 'scrypt', 'encapsulate', 'decapsulate', 'diffieHellman', 'generateKeyPair', 'hash', 'createHash'].map((name) => crypto[name].length)`,
    `return ['createHash', 'createSign', 'createECDH', 'generateKeySync', 'hash', 'scryptSync'].flatMap((name) => [{}, [], null, 5].map((v) => { try { crypto[name](v); } catch (e) { return e.message; } }))`,
    `return ['__proto__', 'constructor', 'toString'].map((name) => why(() => crypto.createHash('sha1', { [name]: 5, ['__proto__']: { outputLength: 20 } }).digest('hex')))`,
  );
});

describe('crypto: promisified', () => {
  snippets(
    `const { promisify } = require('util'); return [promisify.custom === Symbol.for('nodejs.util.promisify.custom'), (await promisify(crypto.randomBytes)(4)).length, Object.keys(await promisify(crypto.generateKeyPair)('ed25519')), await promisify(crypto.randomInt)(1, 2), (await promisify(crypto.randomFill)(Buffer.alloc(3))).length, (await promisify(crypto.hkdf)('sha1', 'k', 's', 'i', 5)).byteLength, await promisify(crypto.pbkdf2)('a', 'b', 0, 1, 'sha1').catch((e) => e.code)]`,
    `const { promisify } = require('util'); const f = promisify(crypto.scrypt); return [f.name, f.length, promisify(f) === f, why(() => promisify(5)), why(() => promisify({ [promisify.custom]: 5 })), why(() => promisify(Object.assign(() => {}, { [promisify.custom]: 5 })))]`,
    `const { promisify } = require('util'); return [promisify((done) => done(null, 1, 2))(), promisify(function (a, done) { done(this === undefined ? null : this.x, a); }).call({ x: null }, 7), promisify((done) => done(new TypeError('no')))().catch((e) => e.message), promisify(() => { throw new RangeError('at once'); })().catch((e) => e.message)].reduce(async (all, p) => [...(await all), await p], [])`,
  );
});

describe('crypto: ciphers', () => {
  snippets(
    `return ['aes-256-cbc', 'aes-256-ctr', 'aes-256-ecb', 'chacha20'].map((a) => { const { ivLength = 0 } = crypto.getCipherInfo(a); const iv = ivLength ? Buffer.alloc(ivLength) : null; const c = crypto.createCipheriv(a, Buffer.alloc(32), iv); const out = c.update('some text', 'utf8', 'hex') + c.final('hex'); const d = crypto.createDecipheriv(a, Buffer.alloc(32), iv); return [out, d.update(out, 'hex', 'utf8') + d.final('utf8')]; })`,
    `return [['aes-128-gcm', 16], ['chacha20-poly1305', 16], ['aes-128-ocb', 16]].map(([a, authTagLength]) => { const { keyLength } = crypto.getCipherInfo(a); const make = (f) => f(a, Buffer.alloc(keyLength), Buffer.alloc(12), { authTagLength }); const c = make(crypto.createCipheriv); const aad = a.includes('ccm') ? { plaintextLength: 4 } : undefined; c.setAAD(Buffer.from('aad'), aad); const out = Buffer.concat([c.update('text'), c.final()]); const tag = c.getAuthTag(); const d = make(crypto.createDecipheriv); d.setAuthTag(tag); d.setAAD(Buffer.from('aad'), aad); return [hex(out), hex(tag), d.update(out).toString() + d.final().toString()]; })`,
    `const d = crypto.createDecipheriv('aes-128-gcm', Buffer.alloc(16), Buffer.alloc(12)); d.setAuthTag(Buffer.alloc(16)); d.update('x'); return [why(() => d.final()), why(() => crypto.createDecipheriv('aes-128-gcm', Buffer.alloc(16), Buffer.alloc(12)).setAuthTag(Buffer.alloc(3)))]`,
    `return [why(() => crypto.createCipheriv('nope', 'k', 'i')), why(() => crypto.createCipheriv('aes-128-cbc', 'short', Buffer.alloc(16))), why(() => crypto.createCipheriv('aes-128-cbc', Buffer.alloc(16), Buffer.alloc(3))), why(() => crypto.createCipheriv('aes-128-cbc', Buffer.alloc(16))), ...ODD.map((v) => why(() => crypto.createCipheriv(v, v, v).constructor.name))]`,
    `const c = crypto.createCipheriv('aes-128-cbc', Buffer.alloc(16), Buffer.alloc(16)); c.setAutoPadding(false); return [hex(c.update(Buffer.alloc(16))), hex(c.final()), why(() => c.setAutoPadding()), why(() => c.getAuthTag()), why(() => c.update('x')), why(() => c.final())]`,
    `const c = crypto.createCipheriv('aes-128-cbc', Buffer.alloc(16), Buffer.alloc(16)); c.setAutoPadding(false); c.update('abc'); return why(() => c.final())`,
    `const { pipeline } = require('stream/promises'); const { Readable } = require('stream'); const k = Buffer.alloc(16); const out = []; await pipeline(Readable.from(['hello ', 'world']), crypto.createCipheriv('aes-128-cbc', k, k), crypto.createDecipheriv('aes-128-cbc', k, k), async function (s) { for await (const c of s) out.push(c); }); return Buffer.concat(out).toString()`,
    `return [crypto.getCipherInfo('aes-128-gcm'), crypto.getCipherInfo('nope') ?? null, crypto.getCipherInfo('aes-128-cbc', { keyLength: 9 }) ?? null, why(() => crypto.getCipherInfo({}))]`,
  );
});

describe('crypto: keys and signatures', () => {
  snippets(
    `try { crypto.createPrivateKey('x'); } catch (e) { return [e.message.endsWith(e.reason), / routines$/.test(e.library), e.code.startsWith('ERR_OSSL_')]; }`,
    `const k = crypto.createSecretKey('secret', 'utf8'); return [k.type, k.symmetricKeySize, hex(k.export()), k.export({ format: 'jwk' }), k.equals(crypto.createSecretKey(Buffer.from('secret'))), k.equals(crypto.createSecretKey('x')), String(k), k instanceof crypto.KeyObject, ...ODD.map((v) => why(() => crypto.createSecretKey(v)))]`,
    `const { publicKey, privateKey } = crypto.generateKeyPairSync('ed25519'); const s = crypto.sign(null, Buffer.from('m'), privateKey); return [publicKey.asymmetricKeyType, privateKey.type, crypto.verify(null, Buffer.from('m'), publicKey, s), crypto.verify(null, Buffer.from('n'), publicKey, s), (await call('sign', null, Buffer.from('m'), privateKey))[0].equals(s), await call('verify', null, Buffer.from('m'), publicKey, s), Object.keys(privateKey.export({ format: 'jwk' })).sort(), publicKey.export({ type: 'spki', format: 'pem' }).split('\\n')[0], crypto.createPublicKey(privateKey).equals(publicKey)]`,
    `const { publicKey, privateKey } = crypto.generateKeyPairSync('rsa', { modulusLength: 1024, publicKeyEncoding: { type: 'pkcs1', format: 'pem' }, privateKeyEncoding: { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'p' } }); const key = crypto.createPrivateKey({ key: privateKey, passphrase: 'p' }); const s = crypto.createSign('sha256').update('m').sign({ key: privateKey, passphrase: 'p' }, 'base64'); const c = crypto.publicEncrypt(publicKey, Buffer.from('x')); return [publicKey.split('\\n')[0], privateKey.split('\\n')[0], crypto.createVerify('sha256').update('m').verify(publicKey, s, 'base64'), key.asymmetricKeyDetails.modulusLength, String(key.asymmetricKeyDetails.publicExponent), crypto.privateDecrypt(key, c).toString(), crypto.publicDecrypt(publicKey, crypto.privateEncrypt(key, Buffer.from('y'))).toString(), why(() => crypto.createPrivateKey(privateKey)), why(() => crypto.createPrivateKey({ key: privateKey, passphrase: 'wrong' }))]`,
    `const { publicKey, privateKey } = crypto.generateKeyPairSync('ec', { namedCurve: 'prime256v1' }); const s = crypto.sign('sha256', Buffer.from('m'), { key: privateKey, dsaEncoding: 'ieee-p1363' }); return [s.length, crypto.verify('sha256', Buffer.from('m'), { key: publicKey, dsaEncoding: 'ieee-p1363' }, s), publicKey.asymmetricKeyDetails, crypto.createPublicKey({ key: publicKey.export({ format: 'jwk' }), format: 'jwk' }).equals(publicKey)]`,
    `const [publicKey, privateKey] = await call('generateKeyPair', 'x25519', undefined); const pair = await crypto.generateKeyPair[Symbol.for('nodejs.util.promisify.custom')]?.('x25519', {}) ?? crypto.generateKeyPairSync('x25519'); const s = crypto.diffieHellman({ privateKey, publicKey: pair.publicKey }); return [s.length, s.equals(crypto.diffieHellman({ privateKey: pair.privateKey, publicKey })), publicKey.asymmetricKeyType, Object.keys(pair)]`,
    `return [why(() => crypto.generateKeyPairSync('nope')), why(() => crypto.generateKeyPairSync('rsa', {})), why(() => crypto.generateKeyPairSync('ec', { namedCurve: 'x' })), why(() => crypto.generateKeyPairSync('rsa', { modulusLength: 'x' })), why(() => crypto.generateKeyPair('rsa', { modulusLength: 1024 })), why(() => crypto.generateKeyPairSync('rsa', { modulusLength: 2 ** 30 })), crypto.generateKeySync('hmac', { length: 64 }).symmetricKeySize, (await call('generateKey', 'aes', { length: 128 }))[0].symmetricKeySize, why(() => crypto.generateKeySync('aes', { length: 5 }))]`,
    `return [why(() => crypto.createPrivateKey('x')), why(() => crypto.createPublicKey({ key: 'x', format: 'der', type: 'spki' })), why(() => crypto.createPrivateKey({ key: {}, format: 'jwk' })), why(() => crypto.sign('sha1', Buffer.from('x'), 'x')), why(() => crypto.sign('sha1', Buffer.from('x'))), why(() => crypto.createSign('nope')), why(() => crypto.createSign('sha1').sign()), why(() => crypto.createVerify('sha1').verify('x', 'y')), ...ODD.map((v) => why(() => crypto.createPublicKey(v).type))]`,
    `const s = crypto.createSign('sha1'); const { privateKey } = crypto.generateKeyPairSync('rsa', { modulusLength: 1024 }); s.write('x'); s.end(); return [s.sign(privateKey).length, why(() => s.sign(privateKey))]`,
    `const a = crypto.createECDH('secp256k1'); const b = crypto.createECDH('secp256k1'); a.generateKeys(); b.generateKeys(); const pub = a.getPublicKey('hex', 'compressed'); return [a.computeSecret(b.getPublicKey(), null, 'hex') === b.computeSecret(pub, 'hex', 'hex'), pub.length, crypto.ECDH.convertKey(pub, 'secp256k1', 'hex', 'hex', 'uncompressed') === a.getPublicKey('hex'), why(() => crypto.createECDH('x')), why(() => a.computeSecret('00', 'hex')), a.setPrivateKey('01', 'hex') === a, a.getPublicKey('hex')]`,
    `const a = crypto.getDiffieHellman('modp5'); const b = crypto.createDiffieHellman(a.getPrime(), a.getGenerator()); a.generateKeys(); b.generateKeys(); return [a.computeSecret(b.getPublicKey(), null, 'hex') === b.computeSecret(a.getPublicKey(), null, 'hex'), a.verifyError, b.verifyError, a.setPublicKey === undefined, why(() => crypto.getDiffieHellman('x')), why(() => crypto.createDiffieHellman('x', 'nope-encoding').getPrime('hex')), why(() => crypto.createDiffieHellman())]`,
    `const k = await globalThis.crypto.subtle.importKey('raw', new Uint8Array(16), 'AES-GCM', true, ['encrypt']); const o = crypto.KeyObject.from(k); const back = o.toCryptoKey('AES-CBC', true, ['decrypt']); return [hex(o.export()), back.algorithm, back instanceof CryptoKey, why(() => crypto.KeyObject.from({})), why(() => new crypto.KeyObject('secret')), why(() => new crypto.KeyObject('x'))]`,
    `return crypto.encapsulate ? (() => { const { publicKey, privateKey } = crypto.generateKeyPairSync('ml-kem-768'); const { sharedKey, ciphertext } = crypto.encapsulate(publicKey); return crypto.decapsulate(privateKey, ciphertext).equals(sharedKey) })() : null`,
    `return [crypto.Certificate.verifySpkac('x'), hex(crypto.Certificate.exportPublicKey('x')), why(() => new crypto.X509Certificate('x')), why(() => new crypto.X509Certificate())]`,
    `return [Object.keys(crypto.constants).sort(), crypto.constants.RSA_PKCS1_PADDING, crypto.getFips(), crypto.secureHeapUsed().total ?? null]`,
    `return Object.keys(crypto).filter((n) => typeof crypto[n] === 'function').sort()`,
  );
});

const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBvjCCAWWgAwIBAgIUEwdlkXOix7ZRYJ6975I2Zi7w27UwCgYIKoZIzj0EAwIw
KDEUMBIGA1UEAwwLZXhhbXBsZS5vcmcxEDAOBgNVBAoMB0V4YW1wbGUwIBcNMjYx
MTI0MTIzMDU1WhgPMjEyNjEwMzExMjMwNTVaMCgxFDASBgNVBAMMC2V4YW1wbGUu
b3JnMRAwDgYDVQQKDAdFeGFtcGxlMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE
q07lbnp0/P8Nypz95/HuLU0a9obCyYTkrmpjVhy9VgN55i7dM+2yFlSwtx6aQIxx
b5MXiVMJYW9tynYp4V/14KNrMGkwHQYDVR0OBBYEFANzkCYiqDNG+CGn/adQ4VSg
WEdBMB8GA1UdIwQYMBaAFANzkCYiqDNG+CGn/adQ4VSgWEdBMA8GA1UdEwEB/wQF
MAMBAf8wFgYDVR0RBA8wDYILZXhhbXBsZS5vcmcwCgYIKoZIzj0EAwIDRwAwRAIg
GBkn2PGMa5AWJVHsHzpUo1HQ2M21vnDUIWFiq8vpCXACIBErJRuS96NQzUVMfY9/
9/hIuMRrl0ctPe1FLBpL3fYP
-----END CERTIFICATE-----`;

describe('crypto.X509Certificate', () => {
  snippets(
    `const c = new crypto.X509Certificate(${JSON.stringify(CERTIFICATE)}); const own = (n) => why(() => c[n]);
return [['subject', 'subjectAltName', 'issuer', 'infoAccess', 'validFrom', 'validTo', 'fingerprint', 'fingerprint256', 'keyUsage', 'serialNumber', 'ca', 'validFromDate', 'validToDate', 'signatureAlgorithm'].map(own), c.publicKey.asymmetricKeyType, c.raw.length, c.toString() === c.toJSON(), c.verify(c.publicKey), c.checkIssued(c), c.checkHost('example.org') ?? null, c.checkHost('nope.org') ?? null, c instanceof crypto.X509Certificate, why(() => c.checkHost(5)), Object.keys(c.toLegacyObject()).sort()]`,
  );
});

test('node:crypto: every export of Node is there or refused by its name', async () => {
  const here = JSON.parse(await runInSandbox(`Object.getOwnPropertyNames(require('crypto'))`)) as string[];
  expect(Object.getOwnPropertyNames(crypto).filter((name) => !here.includes(name))).toEqual([]);
  const refused = await runInSandbox(
    `['setEngine', 'setFips'].map((n) => { try { require('crypto')[n]('x') } catch (e) { return [e.code, e.message.includes(n)] } })`,
  );
  expect(JSON.parse(refused)).toEqual([
    ['ERR_FEATURE_UNAVAILABLE_ON_PLATFORM', true],
    ['ERR_FEATURE_UNAVAILABLE_ON_PLATFORM', true],
  ]);
});
