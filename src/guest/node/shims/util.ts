/**
 * What Node's library asks of `util`, for the part that makes that module. Guest side.
 */
export { getSystemErrorName } from '../../util/system-errors.ts';
