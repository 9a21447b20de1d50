/**
 * Where the guest's `fs` rightly answers otherwise than Node on Linux.
 */
import { type FsStep, LONG_PATH, type Outcome } from './fs-programs.ts';

interface RightDifference {
  readonly reason: string;
  /** Whether this step's outcomes differ for that reason alone. */
  readonly applies: (step: FsStep, real: Outcome, ours: Outcome) => boolean;
}

const isDescriptor = (value: unknown): boolean => typeof value === 'string' && value.startsWith('slot:');

const hasValues = (real: Outcome, ours: Outcome): boolean => 'value' in real && 'value' in ours;

/** Each with its reason. */
export const RIGHT_DIFFERENCES: readonly RightDifference[] = [
  {
    reason:
      'the synchronous opendir of Node leaves the path out of its errors, its other forms name it: so do all of ours',
    applies: ({ call, form }, real, ours) =>
      call === 'opendir' && form === 'sync' && real.code === ours.code && real.path === undefined,
  },
  {
    reason: 'the opendir of Node takes no bytes for a path when it is to be recursive',
    applies: ({ call, args }, real) =>
      call === 'opendir' && `${args[0]}`.startsWith('as bytes:') && real.code === 'ERR_INVALID_ARG_TYPE',
  },
  {
    reason: 'in Node the folders of a recursive listing have their names in its encoding too, or are not normalised',
    applies: ({ call, args }, real, ours) => {
      const { recursive, withFileTypes, encoding } = Object(args[1]) as Record<string, unknown>;
      const isDecoded = encoding === undefined || encoding === 'utf8';
      return call === 'readdir' && recursive === true && withFileTypes === true && !isDecoded && hasValues(real, ours);
    },
  },
  {
    reason:
      'the package string_decoder makes fewer replacement characters of invalid text that is cut by a chunk than Node',
    applies: ({ call }, real, ours) => {
      const [expected, actual] = [real, ours].map((outcome) => JSON.stringify(outcome).replace(/\ufffd+/g, '\ufffd'));
      return /readstream|descriptorstream|handle/i.test(call) && expected === actual;
    },
  },
  {
    reason: "Node's readFile with a descriptor and a callback loses the error of the read",
    applies: ({ call, form, args }, _real, ours) =>
      call === 'readFile' &&
      form === 'callback' &&
      isDescriptor(args[0]) &&
      ['EBADF', 'EISDIR'].includes(ours.code as string),
  },
  {
    reason: 'writing nothing makes no call on the descriptor in any form; in Node it does in the one with a callback',
    applies: ({ call, form }, real, ours) =>
      ['writeFile', 'appendFile'].includes(call) && form === 'callback' && real.code === 'EBADF' && 'value' in ours,
  },
  {
    reason: 'cp looks at both paths at once in Node, so that either may be the one whose error is told',
    applies: ({ call }, real, ours) =>
      call === 'cp' && real.syscall === ours.syscall && ['lstat', 'stat'].includes(ours.syscall as string),
  },
  {
    reason: 'rm of a link with a slash after it is refused in every form; in Node an asynchronous one does nothing',
    applies: ({ call, form, args }, real, ours) =>
      call === 'rm' && form !== 'sync' && `${args[0]}`.endsWith('/') && 'value' in real && ours.code === 'ENOTDIR',
  },
  {
    reason:
      'rm with force takes a path through a file for one that is not there, in every form as in the synchronous one',
    applies: ({ call }, real, ours) => call === 'rm' && real.code === 'ENOTDIR' && 'value' in ours,
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
