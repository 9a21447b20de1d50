/**
 * Functions of `util` that Node's library uses inside the part that makes that module.
 */
export { getSystemErrorName } from '../../util/system-errors.ts';
