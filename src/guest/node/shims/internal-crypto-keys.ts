/**
 * Keys in comparisons. Guest side.
 */
export { isCryptoKey, isKeyObject } from './internal-util-types.ts';
