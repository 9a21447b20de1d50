/**
 * The tables of system calls against the kernel's own headers, and the filter against an interpreter of its language.
 */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { DEADLY, REFUSED } from '../../../src/walls/refused-calls.ts';
import { seccompFilter } from '../../../src/walls/seccomp.ts';
import { type Architecture, LAST_KNOWN, SYSTEM_CALLS } from '../../../src/walls/system-calls.ts';

const HEADERS: Readonly<Record<Architecture, string>> = {
  x64: '/usr/include/x86_64-linux-gnu/asm/unistd_64.h',
  // What ARM64 uses; on x86-64 it is there as well.
  arm64: '/usr/include/asm-generic/unistd.h',
};
const AUDIT = { x64: 0xc000003e, arm64: 0xc00000b7 };
const PID = 4711;
const NAME = 0x7f12_89ab_cdefn;

const ALLOW = 0x7fff0000;
const KILL = 0x80000000;
const EPERM = 0x00050001;
const ENOSYS = 0x00050026;

/** Runs the program as the kernel would. */
function verdict(architecture: Architecture, name: string | number, args: (number | bigint)[] = [], starts = false) {
  const filter = seccompFilter({ architecture, pid: PID, startsProcesses: starts, execveName: NAME });
  const data = Buffer.alloc(64);
  data.writeUInt32LE(typeof name === 'number' ? name : (SYSTEM_CALLS[architecture][name] as number), 0);
  data.writeUInt32LE(AUDIT[architecture], 4);
  for (const [at, arg] of args.entries()) data.writeBigUInt64LE(BigInt.asUintN(64, BigInt(arg)), 16 + 8 * at);
  return interpret(filter, data);
}

function interpret(filter: Buffer, data: Buffer): number {
  let value = 0;
  for (let at = 0; at < filter.length / 8; at += 1) {
    const code = filter.readUInt16LE(8 * at);
    const operand = filter.readUInt32LE(8 * at + 4);
    if (code === 0x06) return operand;
    if (code === 0x20) value = data.readUInt32LE(operand);
    else {
      const tests: Record<number, boolean> = {
        21: value === operand,
        37: value > operand,
        53: value >= operand,
        69: (value & operand) !== 0,
      };
      expect(tests).toHaveProperty(String(code));
      at += filter.readUInt8(8 * at + (tests[code] ? 2 : 3));
    }
  }
  throw new Error('the program does not answer');
}

describe.each(['x64', 'arm64'] as const)('%s', (architecture) => {
  test.skipIf(!existsSync(HEADERS[architecture]))("SYSTEM_CALLS: has the kernel's own numbers", () => {
    const header = readFileSync(HEADERS[architecture], 'utf8');
    const numbers = new Map(
      [...header.matchAll(/^#define __NR(?:3264)?_(\w+)\s+(\d+)$/gm)].map(([, name, number]) => [name, Number(number)]),
    );
    expect(numbers.size).toBeGreaterThan(250);
    for (const [name, number] of Object.entries(SYSTEM_CALLS[architecture]))
      expect([name, numbers.get(name)]).toEqual([name, number]);
    expect([...numbers.values()]).toContain(LAST_KNOWN);
  });

  test('seccompFilter: every call that is to be refused has a number, here or on the other architecture', () => {
    for (const name of [...DEADLY, ...REFUSED]) expect(SYSTEM_CALLS.x64).toHaveProperty(name);
    const missing = [...DEADLY, ...REFUSED].filter((name) => SYSTEM_CALLS.arm64[name] === undefined);
    expect(missing).toEqual(
      'iopl ioperm modify_ldt chmod chown lchown utime utimes futimesat mknod inotify_init'.split(' '),
    );
  });

  test('seccompFilter: lets through what runs a process, and nothing that reaches another', () => {
    const of = (name: string, ...args: (number | bigint)[]) => verdict(architecture, name, args);
    for (const name of DEADLY) if (SYSTEM_CALLS[architecture][name]) expect([name, of(name)]).toEqual([name, KILL]);
    for (const name of REFUSED) if (SYSTEM_CALLS[architecture][name]) expect([name, of(name)]).toEqual([name, EPERM]);
    const free = 436;
    expect(verdict(architecture, free)).toBe(ALLOW);
    expect([of('kill', PID, 6), of('kill', PID + 1, 6), of('kill', -1, 9), of('kill', 0, 9)]).toEqual([
      ALLOW,
      EPERM,
      EPERM,
      EPERM,
    ]);
    expect([of('tgkill', PID, 1, 6), of('tgkill', 1, 1, 6)]).toEqual([ALLOW, EPERM]);
    expect([of('prlimit64', 0), of('prlimit64', PID), of('prlimit64', 1)]).toEqual([ALLOW, ALLOW, EPERM]);
    expect([of('clone', 0x3d0f00), of('clone', 0x11), of('clone', 0x4000011)]).toEqual([ALLOW, EPERM, EPERM]);
    expect(of('clone3')).toBe(ENOSYS);
    expect([of('fcntl', 3, 2), of('fcntl', 3, 1024), of('fcntl', 3, 1026)]).toEqual([ALLOW, EPERM, EPERM]);
    // Whom the kernel signals when a file is ready, and how: F_SETOWN, F_SETSIG, F_SETOWN_EX, FIOSETOWN, SIOCSPGRP.
    expect([8, 10, 15].map((command) => of('fcntl', 3, command))).toEqual([EPERM, EPERM, EPERM]);
    expect([0x5421, 0x8901, 0x8902].map((request) => of('ioctl', 3, request))).toEqual([ALLOW, EPERM, EPERM]);
    expect([of('execve', NAME), of('execve', NAME + 1n), of('execve', NAME + (1n << 32n))]).toEqual([
      ALLOW,
      KILL,
      KILL,
    ]);
    expect([verdict(architecture, LAST_KNOWN + 1), verdict(architecture, 0x40000000 + 1)]).toEqual([ENOSYS, KILL]);
  });

  test('seccompFilter: of another architecture ends the process, and the compiler may start processes', () => {
    const other = architecture === 'x64' ? 'arm64' : 'x64';
    const filter = seccompFilter({ architecture, pid: PID, startsProcesses: false, execveName: NAME });
    const data = Buffer.alloc(64);
    data.writeUInt32LE(AUDIT[other], 4);
    expect(interpret(filter, data)).toBe(KILL);
    const of = (name: string, ...args: number[]) => verdict(architecture, name, args, true);
    expect([of('execve', 1), of('clone', 0x11), of('socketpair', 1), of('socketpair', 2), of('socket', 1)]).toEqual([
      ALLOW,
      ALLOW,
      ALLOW,
      EPERM,
      EPERM,
    ]);
  });
});
