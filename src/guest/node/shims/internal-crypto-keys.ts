/**
 * Keys in comparisons.
 */
export { isCryptoKey, isKeyObject } from './internal-util-types.ts';
