/**
 * `X509Certificate`, and the `Certificate` of signed keys and challenges.
 * @see https://nodejs.org/api/crypto.html#class-x509certificate
 */
import { adoptHandle, callHost, callMethod, onHeld, shareHandle } from './host-object.ts';
import type { Held } from './unwire.ts';

/** The attributes that are texts, lists, keys or certificates. */
const ATTRIBUTES = [
  'subject',
  'subjectAltName',
  'issuer',
  'issuerCertificate',
  'infoAccess',
  'validFrom',
  'validTo',
  'fingerprint',
  'fingerprint256',
  'fingerprint512',
  'keyUsage',
  'serialNumber',
  'signatureAlgorithm',
  'signatureAlgorithmOid',
  'raw',
  'publicKey',
  'ca',
] as const;

/** The methods that take plain values. */
const METHODS = [
  'checkHost',
  'checkEmail',
  'checkIP',
  'checkIssued',
  'checkPrivateKey',
  'verify',
  'toString',
  'toJSON',
  'toLegacyObject',
] as const;

/** Token that only this module passes to the constructor. */
const MADE_HERE = {};

const { defineProperty } = Object;

export class X509Certificate {
  constructor(buffer: unknown, token?: object, held?: Held) {
    if (token === MADE_HERE) adoptHandle(this, (held as Held).handle);
    else shareHandle(callHost('X509Certificate.parse', buffer) as X509Certificate, this);
  }

  get validFromDate(): Date {
    return new Date(callMethod(this, 'validFrom') as string);
  }

  get validToDate(): Date {
    return new Date(callMethod(this, 'validTo') as string);
  }
}

for (const name of ATTRIBUTES) {
  defineProperty(X509Certificate.prototype, name, {
    get(this: X509Certificate) {
      return callMethod(this, name);
    },
    enumerable: false,
    configurable: true,
  });
}
for (const name of METHODS) {
  const value = {
    [name](this: X509Certificate, ...args: unknown[]) {
      return callMethod(this, name, ...args);
    },
  }[name];
  defineProperty(X509Certificate.prototype, name, { value, writable: true, enumerable: false, configurable: true });
}

onHeld('X509Certificate', (held) => new X509Certificate(undefined, MADE_HERE, held));

export class Certificate {
  static exportChallenge(spkac: unknown, encoding?: unknown): unknown {
    return callHost('Certificate.exportChallenge', spkac, encoding);
  }

  static exportPublicKey(spkac: unknown, encoding?: unknown): unknown {
    return callHost('Certificate.exportPublicKey', spkac, encoding);
  }

  static verifySpkac(spkac: unknown, encoding?: unknown): unknown {
    return callHost('Certificate.verifySpkac', spkac, encoding);
  }

  exportChallenge(spkac: unknown, encoding?: unknown): unknown {
    return Certificate.exportChallenge(spkac, encoding);
  }

  exportPublicKey(spkac: unknown, encoding?: unknown): unknown {
    return Certificate.exportPublicKey(spkac, encoding);
  }

  verifySpkac(spkac: unknown, encoding?: unknown): unknown {
    return Certificate.verifySpkac(spkac, encoding);
  }
}
