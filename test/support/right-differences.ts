/**
 * Where the guest's `fs` rightly answers otherwise than Node on Linux.
 */
import { type FsStep, LONG_PATH, type Outcome } from './fs-programs.ts';

interface RightDifference {
  readonly reason: string;
  /** Whether this step's outcomes differ for that reason alone. */
  readonly applies: (step: FsStep, real: Outcome, ours: Outcome) => boolean;
}

const isOn = (options: unknown, name: string): boolean => (Object(options) as Record<string, unknown>)[name] === true;

const isDescriptor = (value: unknown): boolean => typeof value === 'string' && value.startsWith('slot:');

/** Of the times that a step told. */
const modificationOf = ({ value }: Outcome): unknown => (value as readonly unknown[] | undefined)?.[1];

/** Whether data, written in the encoding of the options, is no bytes at all. */
function isNothing(data: unknown, options: unknown): boolean {
  const { encoding } = Object(options) as { encoding?: BufferEncoding };
  return data === 'hex:' || (!`${data}`.startsWith('hex:') && Buffer.from(`${data}`, encoding).length === 0);
}

/** Each with its reason. */
export const RIGHT_DIFFERENCES: readonly RightDifference[] = [
  {
    reason:
      'the synchronous opendir of Node leaves the path out of its errors, its other forms name it: so do all of ours',
    applies: ({ call, form }, real, ours) =>
      call === 'opendir' && form === 'sync' && 'code' in real && real.code === ours.code && real.path === undefined,
  },
  {
    reason: 'the opendir of Node takes no bytes for a path when it is to be recursive',
    applies: ({ call, args }, real) =>
      call === 'opendir' &&
      `${args[0]}`.startsWith('as bytes:') &&
      isOn(args[1], 'recursive') &&
      real.code === 'ERR_INVALID_ARG_TYPE',
  },
  {
    reason:
      "Node's readFile with a descriptor and a callback loses the error of the read, and may fail over what it has lost",
    applies: ({ call, form, args }, real, ours) =>
      call === 'readFile' &&
      form === 'callback' &&
      isDescriptor(args[0]) &&
      ('value' in real || real.code === 'ERR_INVALID_ARG_TYPE') &&
      ['EBADF', 'EISDIR'].includes(ours.code as string),
  },
  {
    reason: 'writing nothing makes no call on the descriptor in any form; in Node it does in the one with a callback',
    applies: ({ call, form, args }, real, ours) =>
      ['writeFile', 'appendFile'].includes(call) &&
      form === 'callback' &&
      isNothing(args[1], args[2]) &&
      real.code === 'EBADF' &&
      'value' in ours,
  },
  {
    reason: 'cp looks at both paths at once in Node, so that either may be the one whose error is told',
    applies: ({ call }, real, ours) =>
      call === 'cp' &&
      real.syscall === ours.syscall &&
      ['lstat', 'stat'].includes(ours.syscall as string) &&
      real.path !== ours.path,
  },
  {
    reason:
      "a path that goes through the link it ends in reads that link: whether this counts as access is the mount's matter",
    applies: ({ call, args }, real, ours) =>
      call === 'lutimes' && `${args[0]}`.includes('/../') && modificationOf(real) === modificationOf(ours),
  },
  {
    reason:
      'openAsBlob refuses a folder at once; in Node its blob is as large as the disk says and fails when it is read',
    applies: ({ call }, _real, ours) => call === 'openAsBlob' && ours.code === 'EISDIR',
  },
  {
    reason: 'a path of more than 4,095 bytes is too long for every call; realpath.native of glibc walks it by itself',
    applies: ({ args, call, form }, _real, ours) =>
      ours.code === 'ENAMETOOLONG' &&
      (call === 'realpathNative' || (call === 'realpath' && (form === 'promise' || form === 'bare'))) &&
      `${args[0]}`.includes(LONG_PATH),
  },
  {
    reason: 'what rmSync of Node fails with has no code when it is C++ that fails',
    applies: ({ call, form }, real, ours) =>
      call === 'rm' && form === 'sync' && (real.code === '' || (real.syscall === 'rm' && real.code === ours.code)),
  },
  {
    reason:
      'mkdir fails with the same code in every form; in Node an asynchronous one through a dangling link does not',
    applies: ({ call, form }, real, ours) =>
      ['mkdir', 'cp'].includes(call) && form !== 'sync' && real.code === 'ENOTDIR' && ours.code === 'ENOENT',
  },
];

/** Both outcomes, made equal when they differ for a right reason. */
export function withoutRightDifferences(step: FsStep, real: Outcome, ours: Outcome): [Outcome, Outcome] {
  return RIGHT_DIFFERENCES.some(({ applies }) => applies(step, real, ours)) ? [real, real] : [real, ours];
}
