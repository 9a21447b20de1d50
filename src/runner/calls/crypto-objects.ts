/**
 * The parts of `node:crypto` that a guest may call: functions by name, methods by the kind of their object.
 *
 * These lists contain nothing that loads code or files, changes the process or takes a callback. No entry takes the
 * options of a stream either: a stream that fails by itself would end the process.
 */
import crypto from 'node:crypto';

/** A function and the largest number of arguments that it gets: a later argument might be a callback. */
type Listed = readonly [call: (...args: never[]) => unknown, most: number];

/** Node's module. It has functions that its types lack, and its version decides which ones. */
const node = crypto as unknown as Readonly<Record<string, ((...args: never[]) => unknown) | undefined>>;

function listed(counts: Readonly<Record<string, number>>): Record<string, Listed> {
  const found: Record<string, Listed> = Object.create(null);
  for (const [name, most] of Object.entries(counts)) {
    const call = node[name];
    if (call) found[name] = [call, most];
  }
  return found;
}

/** Every function that can be called. */
export const FUNCTIONS = {
  __proto__: null,
  ...listed({
    argon2Sync: 2,
    checkPrimeSync: 2,
    createCipheriv: 4,
    createDecipheriv: 4,
    createDiffieHellman: 4,
    createDiffieHellmanGroup: 1,
    createECDH: 1,
    createHash: 2,
    createHmac: 3,
    createMac: 3,
    createPrivateKey: 1,
    createPublicKey: 1,
    createSecretKey: 2,
    createSign: 1,
    createVerify: 1,
    decapsulate: 2,
    diffieHellman: 1,
    encapsulate: 1,
    generateKeyPairSync: 2,
    generateKeySync: 2,
    generatePrimeSync: 2,
    getCipherInfo: 2,
    getCiphers: 0,
    getCurves: 0,
    getHashes: 0,
    getMacs: 0,
    hash: 3,
    hkdfSync: 5,
    parsePKCS12: 2,
    pbkdf2Sync: 5,
    privateDecrypt: 2,
    privateEncrypt: 2,
    publicDecrypt: 2,
    publicEncrypt: 2,
    scryptSync: 4,
    secureHeapUsed: 0,
    sign: 3,
    timingSafeEqual: 2,
    verify: 4,
  }),
  constants: [() => ({ ...crypto.constants }), 0],
  'Certificate.exportChallenge': [crypto.Certificate.exportChallenge, 2],
  'Certificate.exportPublicKey': [crypto.Certificate.exportPublicKey, 2],
  'Certificate.verifySpkac': [crypto.Certificate.verifySpkac, 2],
  'ECDH.convertKey': [crypto.ECDH.convertKey, 5],
  'KeyObject.from': [(key: crypto.webcrypto.CryptoKey) => crypto.KeyObject.from(key), 1],
  'X509Certificate.parse': [(buffer: Buffer) => new crypto.X509Certificate(buffer), 1],
} as unknown as Readonly<Record<string, Listed>>;

type Kind = readonly [name: string, type: abstract new (...args: never[]) => object, members: readonly string[]];

const EXCHANGE = ['generateKeys', 'computeSecret', 'getPublicKey', 'getPrivateKey'];
const PRIME_EXCHANGE = [...EXCHANGE, 'getPrime', 'getGenerator', 'verifyError'];
const CIPHER = ['update', 'final', 'setAutoPadding', 'setAAD'];
const CERTIFICATE = [
  ...['subject', 'subjectAltName', 'issuer', 'issuerCertificate', 'infoAccess', 'validFrom', 'validTo', 'ca', 'raw'],
  ...['fingerprint', 'fingerprint256', 'fingerprint512', 'keyUsage', 'serialNumber', 'publicKey'],
  ...['signatureAlgorithm', 'signatureAlgorithmOid', 'checkHost', 'checkEmail', 'checkIP', 'checkIssued'],
  ...['checkPrivateKey', 'verify', 'toString', 'toJSON', 'toLegacyObject'],
];

const DIGESTER = ['update', 'digest', 'copy'];

/** Every kind of object that can be held, with the members that can be called. */
const KINDS = [
  ['KeyObject', crypto.KeyObject, ['equals', 'export', 'toCryptoKey']],
  ['CryptoKey', CryptoKey, []],
  ['X509Certificate', crypto.X509Certificate, CERTIFICATE],
  ['Hash', crypto.Hash, DIGESTER],
  ['Hmac', crypto.Hmac, DIGESTER],
  ['Cipheriv', crypto.Cipheriv, [...CIPHER, 'getAuthTag']],
  ['Decipheriv', crypto.Decipheriv, [...CIPHER, 'setAuthTag']],
  ['Sign', crypto.Sign, ['update', 'sign']],
  ['Verify', crypto.Verify, ['update', 'verify']],
  ['DiffieHellman', crypto.DiffieHellman, [...PRIME_EXCHANGE, 'setPublicKey', 'setPrivateKey']],
  ['DiffieHellmanGroup', crypto.DiffieHellmanGroup, PRIME_EXCHANGE],
  ['ECDH', crypto.ECDH, [...EXCHANGE, 'setPublicKey', 'setPrivateKey']],
] as unknown as readonly Kind[];

/** Returns whether an object is a `Mac`. Node does not export that class. */
function isMac(object: object): boolean {
  return node.createMac !== undefined && object.constructor.name === 'Mac';
}

/** Returns the kind of an object; undefined when the object may not be held. */
export function kindOf(object: object): string | undefined {
  return KINDS.find(([, type]) => object instanceof type)?.[0] ?? (isMac(object) ? 'Mac' : undefined);
}

/** Returns whether a member of an object may be called. */
export function mayAsk(object: object, member: string): boolean {
  const members = KINDS.find(([, type]) => object instanceof type)?.[2];
  return members ? members.includes(member) : isMac(object) && (member === 'update' || member === 'final');
}
