/**
 * Reads and writes numbers in a buffer, with Node's checks and messages.
 * @see https://nodejs.org/api/buffer.html#bufreadbigint64beoffset
 */
import { getter } from '../primordials.ts';
import { codedError, invalidArgument, outOfRange } from '../web/errors.ts';

type Viewer =
  | 'Int8'
  | 'Uint8'
  | 'Int16'
  | 'Uint16'
  | 'Int32'
  | 'Uint32'
  | 'Float32'
  | 'Float64'
  | 'BigInt64'
  | 'BigUint64';

/** The name of each type in Node, with its name in `DataView` and its size in bytes. */
const FIXED: Readonly<Record<string, readonly [Viewer, number]>> = {
  Int8: ['Int8', 1],
  UInt8: ['Uint8', 1],
  Int16: ['Int16', 2],
  UInt16: ['Uint16', 2],
  Int32: ['Int32', 4],
  UInt32: ['Uint32', 4],
  Float: ['Float32', 4],
  Double: ['Float64', 8],
  BigInt64: ['BigInt64', 8],
  BigUInt64: ['BigUint64', 8],
};
/** Maximum size of an integer for `readIntBE` and similar methods. */
const BYTES_MAX = 6;

const { apply, getPrototypeOf } = Reflect;
const TypedArrayPrototype = getPrototypeOf(Uint8Array.prototype) as object;
const lengthOf = getter<number>(TypedArrayPrototype, 'length');
const memoryOf = getter<ArrayBuffer>(TypedArrayPrototype, 'buffer');
const offsetOf = getter<number>(TypedArrayPrototype, 'byteOffset');
const { isInteger } = Number;
const { floor, trunc } = Math;
const BigIntOf = BigInt;
const DataViewType = DataView;
const DataViewPrototype = DataView.prototype;
const RangeErrorType = RangeError;
const TypeErrorType = TypeError;

function viewOf(bytes: Uint8Array): DataView {
  return new DataViewType(memoryOf(bytes), offsetOf(bytes), lengthOf(bytes));
}

function needNumber(value: unknown, name: string): asserts value is number {
  if (typeof value !== 'number') throw invalidArgument(name, 'of type number', value);
}

/** Checks that `size` bytes follow an offset. @throws RangeError if there are fewer */
function checkOffset(bytes: Uint8Array, offset: unknown, size: number): number {
  needNumber(offset, 'offset');
  const last = lengthOf(bytes) - size;
  if (offset >= 0 && offset <= last && isInteger(offset)) return offset;
  if (floor(offset) !== offset) throw outOfRange('offset', 'an integer', offset);
  if (last >= 0) throw outOfRange('offset', `>= 0 and <= ${last}`, offset);
  throw codedError(RangeErrorType, 'ERR_BUFFER_OUT_OF_BOUNDS', 'Attempt to access memory outside buffer bounds');
}

function checkSize(size: unknown): number {
  needNumber(size, 'byteLength');
  if (floor(size) !== size) throw outOfRange('byteLength', 'an integer', size);
  if (size < 1 || size > BYTES_MAX) throw outOfRange('byteLength', `>= 1 and <= ${BYTES_MAX}`, size);
  return size;
}

/** @throws RangeError ERR_OUT_OF_RANGE for a value that does not fit */
function checkValue(value: number | bigint, bits: number, signed: boolean): void {
  const big = typeof value === 'bigint';
  const n = big ? 'n' : '';
  const most = big ? 2n ** BigIntOf(signed ? bits - 1 : bits) - 1n : 2 ** (signed ? bits - 1 : bits) - 1;
  const least = signed ? (big ? -(most as bigint) - 1n : -(most as number) - 1) : 0;
  if (value >= least && value <= most) return;
  if (!(value > most || value < least)) return;
  let range = `>= ${least}${n} and <= ${most}${n}`;
  if (bits > 32) {
    range = signed
      ? `>= -(2${n} ** ${bits - 1}${n}) and < 2${n} ** ${bits - 1}${n}`
      : `>= 0${n} and < 2${n} ** ${bits}${n}`;
  }
  throw outOfRange('value', range, value);
}

function define(prototype: object, name: string, value: (...args: never[]) => unknown): void {
  for (const alias of new Set([name, name.replace('UInt', 'Uint')])) {
    Object.defineProperty(prototype, alias, { value, writable: true, enumerable: true, configurable: true });
  }
}

/** Defines the methods from `readInt8` to `writeDoubleBE`. */
export function defineNumbers(prototype: object): void {
  for (const [name, [viewer, size]] of Object.entries(FIXED)) {
    const isBig = viewer.startsWith('Big');
    const isUnsigned = viewer.includes('Uint');
    const get = DataViewPrototype[`get${viewer}`];
    const set = DataViewPrototype[`set${viewer}`];
    const isFloat = viewer.startsWith('Float');
    for (const order of size === 1 ? [''] : ['LE', 'BE']) {
      const little = order === 'LE';
      define(prototype, `read${name}${order}`, function (this: Uint8Array, offset: unknown = 0) {
        return apply(get, viewOf(this), [checkOffset(this, offset, size), little]) as number | bigint;
      });
      define(prototype, `write${name}${order}`, function (this: Uint8Array, given: unknown, offset: unknown = 0) {
        const value = isBig ? (given as bigint) : +(given as number);
        if (isBig && typeof value !== 'bigint')
          throw new TypeErrorType('Cannot mix BigInt and other types, use explicit conversions');
        if (size === 1) needNumber(offset, 'offset');
        if (!isFloat) checkValue(value, size * 8, !isUnsigned);
        const at = checkOffset(this, offset, size);
        apply(set, viewOf(this), [at, value, little]);
        return at + size;
      });
    }
  }
  for (const order of ['LE', 'BE']) {
    for (const signed of [true, false]) {
      const name = `${signed ? 'Int' : 'UInt'}${order}`;
      define(prototype, `read${name}`, function (this: Uint8Array, offset: unknown, byteLength: unknown) {
        if (offset === undefined) throw invalidArgument('offset', 'of type number', offset);
        const size = checkSize(byteLength);
        const at = checkOffset(this, offset, size);
        let value = 0;
        for (let index = 0; index < size; index += 1) {
          value = value * 256 + (this[order === 'BE' ? at + index : at + size - 1 - index] as number);
        }
        return signed && value >= 2 ** (size * 8 - 1) ? value - 2 ** (size * 8) : value;
      });
      define(
        prototype,
        `write${name}`,
        function (this: Uint8Array, given: unknown, offset: unknown, byteLength: unknown) {
          const size = checkSize(byteLength);
          const value = +(given as number);
          needNumber(offset, 'offset');
          checkValue(value, size * 8, signed);
          const at = checkOffset(this, offset, size);
          let rest = trunc(value) || 0;
          if (rest < 0) rest += 2 ** (size * 8);
          for (let index = 0; index < size; index += 1) {
            this[order === 'LE' ? at + index : at + size - 1 - index] = rest % 256;
            rest = floor(rest / 256);
          }
          return at + size;
        },
      );
    }
  }
}
