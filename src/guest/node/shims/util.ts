/**
 * Functions of `util` for the files of Node's library in the part that makes `util`.
 */
export { getSystemErrorName } from '../../util/system-errors.ts';
