/**
 * The filter of system calls, as a program that the kernel runs before each call.
 *
 * Instructions load from `struct seccomp_data`: the number at 0, the architecture at 4, and arguments of 64 bits from 16 on,
 * low half first, because all architectures with a table are little-endian.
 * @see seccomp(2), bpf(4), Documentation/userspace-api/seccomp_filter.rst
 */
import { DEADLY, REFUSED } from './refused-calls.ts';
import { type Architecture, LAST_KNOWN, SYSTEM_CALLS } from './system-calls.ts';

/** Architectures as the kernel's audit names them (linux/audit.h). */
const AUDIT_ARCH: Readonly<Record<Architecture, number>> = { x64: 0xc000003e, arm64: 0xc00000b7 };
/** On x86-64, numbers from here on are those of the x32 ABI, which reaches the same calls. */
const X32_BIT = 0x40000000;

const LOAD = 0x20;
const JUMP_EQUAL = 0x15;
const JUMP_GREATER = 0x25;
const JUMP_GREATER_OR_EQUAL = 0x35;
const JUMP_ANY_BIT = 0x45;
const RETURN = 0x06;

const ALLOW = 0x7fff0000;
const KILL_PROCESS = 0x80000000;
const FAIL = 0x00050000;
const EPERM = 1;
const ENOSYS = 38;

const NUMBER = 0;
const ARCHITECTURE = 4;
const argument = (at: number) => 16 + 8 * at;

const CLONE_THREAD = 0x00010000;
const AF_UNIX = 1;
/**
 * Refused commands of fcntl(2) and ioctl(2): leases, notifications about folders, and the choice of the process that the
 * kernel signals when a file is ready. The last could send any signal to any process.
 */
const FCNTL_REFUSED = { F_SETOWN: 8, F_SETSIG: 10, F_SETOWN_EX: 15, F_SETLEASE: 1024, F_NOTIFY: 1026 };
const IOCTL_REFUSED = { FIOSETOWN: 0x8901, SIOCSPGRP: 0x8902 };

const INSTRUCTION_BYTES = 8;

export interface FilterOptions {
  readonly architecture: Architecture;
  /** Id of the filtered process: the only one that it may signal or set limits for. */
  readonly pid: number;
  /** True when it may start processes and talk to them, which only the compiler may. */
  readonly startsProcesses: boolean;
  /**
   * Address of the program's name in the only permitted `execve`. Code that runs after that call does not know it,
   * and a wrong guess ends the process.
   */
  readonly execveName: bigint;
}

/** One instruction: code, jump if true, jump if false, operand. */
type Instruction = readonly [code: number, ifTrue: number, ifFalse: number, operand: number];

const load = (at: number): Instruction => [LOAD, 0, 0, at];
const answer = (action: number): Instruction => [RETURN, 0, 0, action];
/** Continues when the test holds, else skips `count` instructions. */
const unless = (code: number, operand: number, count: number): Instruction => [code, 0, count, operand];

/** Makes the program, as an array of `struct sock_filter`. */
export function seccompFilter(options: FilterOptions): Buffer {
  const program = instructions(options);
  const bytes = Buffer.alloc(program.length * INSTRUCTION_BYTES);
  for (const [index, [code, ifTrue, ifFalse, operand]] of program.entries()) {
    const at = index * INSTRUCTION_BYTES;
    bytes.writeUInt16LE(code, at);
    bytes.writeUInt8(ifTrue, at + 2);
    bytes.writeUInt8(ifFalse, at + 3);
    bytes.writeUInt32LE(operand >>> 0, at + 4);
  }
  return bytes;
}

function instructions(options: FilterOptions): Instruction[] {
  const { architecture, pid, startsProcesses } = options;
  const numbers = SYSTEM_CALLS[architecture];
  const program: Instruction[] = [
    load(ARCHITECTURE),
    [JUMP_EQUAL, 1, 0, AUDIT_ARCH[architecture]],
    answer(KILL_PROCESS),
    load(NUMBER),
    unless(JUMP_GREATER_OR_EQUAL, X32_BIT, 1),
    answer(KILL_PROCESS),
    unless(JUMP_GREATER, LAST_KNOWN, 1),
    answer(FAIL | ENOSYS),
  ];
  /** Adds the action for a call, if the architecture has it. */
  const at = (name: string, ...body: Instruction[]) => {
    const number = numbers[name];
    if (number !== undefined) program.push(unless(JUMP_EQUAL, number, body.length), ...body);
  };
  const refuse = (name: string) => at(name, answer(FAIL | EPERM));
  /** Permits the call when the low half of an argument is one of the values. */
  const onlyWith = (name: string, argumentAt: number, values: readonly number[]) =>
    at(
      name,
      load(argument(argumentAt)),
      ...values.flatMap((value) => [unless(JUMP_EQUAL, value, 1), answer(ALLOW)]),
      answer(FAIL | EPERM),
    );

  at('fcntl', load(argument(1)), ...Object.values(FCNTL_REFUSED).flatMap(refusedValue), answer(ALLOW));
  at('ioctl', load(argument(1)), ...Object.values(IOCTL_REFUSED).flatMap(refusedValue), answer(ALLOW));
  onlyWith('prlimit64', 0, [0, pid]);
  // A filter can't read the flags of `clone3`. When it fails with ENOSYS, the C library starts threads by `clone`.
  at('clone3', answer(FAIL | ENOSYS));
  if (startsProcesses) {
    onlyWith('socketpair', 0, [AF_UNIX]);
  } else {
    at('clone', load(argument(0)), unless(JUMP_ANY_BIT, CLONE_THREAD, 1), answer(ALLOW), answer(FAIL | EPERM));
    for (const name of ['fork', 'vfork']) refuse(name);
    for (const name of ['kill', 'tgkill']) onlyWith(name, 0, [pid]);
    at('execve', ...onlyThisName(options.execveName));
  }
  for (const name of DEADLY) at(name, answer(KILL_PROCESS));
  for (const name of REFUSED) refuse(name);
  program.push(answer(ALLOW));
  return program;
}

function refusedValue(value: number): Instruction[] {
  return [unless(JUMP_EQUAL, value, 1), answer(FAIL | EPERM)];
}

function onlyThisName(address: bigint): Instruction[] {
  const low = Number(address & 0xffffffffn);
  const high = Number(address >> 32n);
  return [
    load(argument(0)),
    unless(JUMP_EQUAL, low, 3),
    load(argument(0) + 4),
    unless(JUMP_EQUAL, high, 1),
    answer(ALLOW),
    answer(KILL_PROCESS),
  ];
}
