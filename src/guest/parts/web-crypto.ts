/**
 * The part that holds Web Crypto.
 */
import { Crypto, crypto } from '../crypto/crypto-interface.ts';
import { CryptoKey, isExtractable, keyCloning, keyHandle, makeCryptoKey } from '../crypto/crypto-key.ts';
import { SubtleCrypto } from '../crypto/subtle-crypto.ts';
import type { Internals } from '../internals.ts';
import { adopt } from '../web/realm.ts';

/** Functions on keys for `node:crypto`, besides the interfaces. */
export interface WebCrypto {
  readonly crypto: Crypto;
  readonly CryptoKey: typeof CryptoKey;
  readonly keyHandle: typeof keyHandle;
  readonly isExtractable: typeof isExtractable;
  readonly makeCryptoKey: typeof makeCryptoKey;
}

export default function create(internals: Internals) {
  adopt(internals);
  return { crypto, Crypto, CryptoKey, SubtleCrypto, cloning: keyCloning, keyHandle, isExtractable, makeCryptoKey };
}
