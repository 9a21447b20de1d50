/**
 * Builds the walls around its own process and then executes another program in it, which can't remove them.
 *
 * `launcher.ts POLICY COMMAND ARGUMENT...` launches; `launcher.ts POLICY` builds the same walls and prints the ones in force.
 * The walls: `no_new_privs`, Landlock for files, a filter of system calls, no capabilities, resource limits, and death with
 * the server.
 */

import { closeSync, constants, fstatSync, openSync, readdirSync, readFileSync, writeSync } from 'node:fs';
import { ifPresent } from '../core/files.ts';
import { addressOf, Kernel } from './kernel.ts';
import { type Access, pathRule, rulesetAttributes } from './landlock.ts';
import type { Policy, Standing } from './policy.ts';
import { seccompFilter } from './seccomp.ts';
import type { Architecture } from './system-calls.ts';

/** Numbers of prctl(2). */
const PR_SET_PDEATHSIG = 1;
const PR_CAPBSET_DROP = 24;
const PR_SET_NO_NEW_PRIVS = 38;
const PR_CAP_AMBIENT = 47;
const PR_CAP_AMBIENT_CLEAR_ALL = 4;
/** More capabilities than any kernel has. */
const CAPABILITIES_MAX = 64;

const LANDLOCK_CREATE_RULESET_VERSION = 1;
const LANDLOCK_RULE_PATH_BENEATH = 1;
const SECCOMP_SET_MODE_FILTER = 1;
const O_PATH = 0o10000000;
const SIGKILL = 9;
const F_SETFD = 2;
const FD_CLOEXEC = 1;

/** Resources of prlimit(2), and the largest number of open files. */
const RLIMIT_FSIZE = 1;
const RLIMIT_STACK = 3;
const RLIMIT_CORE = 4;
const RLIMIT_NOFILE = 7;
const OPEN_FILES = 1_024;
/** Stack that a runner's main thread needs, in bytes; see `--stack-size` in `src/pool/runner-process.ts`. */
const STACK_BYTES = 8 * 1024 * 1024;

const FIRST_THREE = [0, 1, 2];

const kernel = new Kernel(process.arch as Architecture);

function launch(policy: Policy, command: string, args: readonly string[]): void {
  const name = Buffer.from(`${command}\0`);
  build(policy, addressOf(name));
  // The server may have inherited descriptors from its parent, and this process inherits them too.
  for (const fd of readdirSync('/proc/self/fd')) kernel.call('fcntl', Number(fd), F_SETFD, FD_CLOEXEC);
  for (const fd of [...FIRST_THREE, ...policy.inherited]) kernel.call('fcntl', fd, F_SETFD, 0);
  const texts = [command, ...args].map((text) => Buffer.from(`${text}\0`));
  const list = Buffer.alloc(8 * (texts.length + 1));
  for (const [at, text] of texts.entries()) list.writeBigUInt64LE(addressOf(text), 8 * at);
  kernel.call('execve', name, list, Buffer.alloc(8));
  throw new Error(`${command} can't be executed`);
}

/** Builds the walls that this system supports. @throws Error when the policy requires one that it lacks */
function build(policy: Policy, execveName: bigint): Standing {
  kernel.call('prctl', PR_SET_PDEATHSIG, SIGKILL);
  // A parent that ended before that call sends no signal.
  if (kernel.call('getppid') !== policy.parent) process.exit(0);
  setLimits(policy);
  const noNewPrivileges = kernel.call('prctl', PR_SET_NO_NEW_PRIVS, 1) === 0;
  const landlock = noNewPrivileges && restrictFiles(policy);
  const capabilities = dropCapabilities();
  const seccomp = noNewPrivileges && filterCalls(policy, execveName);
  const standing = { landlock, seccomp, noNewPrivileges, capabilities };
  const missing = Object.entries(standing).filter(([, stands]) => !stands);
  if (!policy.isRequired || missing.length === 0) return standing;
  throw new Error(`--walls is require, and this system lacks ${missing.map(([wall]) => wall).join(', ')}`);
}

function setLimits({ fileBytes }: Policy): void {
  const set = (resource: number, soft: bigint, hard: bigint) => {
    const limit = Buffer.alloc(16);
    limit.writeBigUInt64LE(soft, 0);
    limit.writeBigUInt64LE(hard, 8);
    kernel.call('prlimit64', 0, resource, limit, 0);
  };
  set(RLIMIT_CORE, 0n, 0n);
  set(RLIMIT_FSIZE, BigInt(fileBytes), BigInt(fileBytes));
  set(RLIMIT_NOFILE, BigInt(OPEN_FILES), BigInt(OPEN_FILES));
  const stack = Buffer.alloc(16);
  kernel.call('prlimit64', 0, RLIMIT_STACK, 0, stack);
  if (stack.readBigUInt64LE(0) < STACK_BYTES) set(RLIMIT_STACK, BigInt(STACK_BYTES), stack.readBigUInt64LE(8));
}

function restrictFiles(policy: Policy): boolean {
  const abi = kernel.call('landlock_create_ruleset', 0, 0, LANDLOCK_CREATE_RULESET_VERSION);
  if (abi < 1) return false;
  const attributes = rulesetAttributes(abi);
  const ruleset = kernel.call('landlock_create_ruleset', attributes, attributes.length, 0);
  if (ruleset < 0) return false;
  const allow = (access: Access, paths: readonly string[]) => {
    for (const path of paths) {
      const fd = openIfThere(path);
      if (fd === undefined) continue;
      const rule = pathRule(abi, access, fd, fstatSync(fd).isDirectory());
      if (kernel.call('landlock_add_rule', ruleset, LANDLOCK_RULE_PATH_BENEATH, rule, 0) !== 0)
        throw new Error(`${path} can't be allowed`);
      closeSync(fd);
    }
  };
  allow('read', policy.read);
  allow('write', policy.write);
  allow('execute', [...policy.execute, ...ownProgram()]);
  const stands = kernel.call('landlock_restrict_self', ruleset, 0) === 0;
  closeSync(ruleset);
  return stands;
}

/** Returns this program and its libraries, which the next program needs too. */
function ownProgram(): string[] {
  const maps = readFileSync('/proc/self/maps', 'utf8');
  return [...new Set(maps.match(/(?<=\s)\/\S+$/gm))];
}

function openIfThere(path: string): number | undefined {
  return ifPresent(() => openSync(path, O_PATH | constants.O_RDONLY));
}

/** Gives up the privileges of a root process permanently. */
function dropCapabilities(): boolean {
  kernel.call('prctl', PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL);
  // This fails for numbers that the kernel does not have, and without privileges; then there is nothing to drop.
  for (let capability = 0; capability < CAPABILITIES_MAX; capability += 1)
    kernel.call('prctl', PR_CAPBSET_DROP, capability);
  // Version 3 of the interface and this process (0); then the three sets of 64 bits each, all empty.
  const header = Buffer.alloc(8);
  header.writeUInt32LE(0x20080522, 0);
  return kernel.call('capset', header, Buffer.alloc(24)) === 0;
}

function filterCalls({ startsProcesses }: Policy, execveName: bigint): boolean {
  const architecture = process.arch as Architecture;
  const filter = seccompFilter({ architecture, pid: process.pid, startsProcesses, execveName });
  // A `struct sock_fprog`: the number of instructions, of 8 bytes each, and their address.
  const program = Buffer.alloc(16);
  program.writeUInt16LE(filter.length / 8, 0);
  program.writeBigUInt64LE(addressOf(filter), 8);
  return kernel.call('seccomp', SECCOMP_SET_MODE_FILTER, 0, program) === 0;
}

const [policyText, command, ...args] = process.argv.slice(2);
const policy = JSON.parse(policyText ?? '') as Policy;
if (command === undefined) {
  writeSync(1, JSON.stringify(build(policy, 0n)));
  // The event loop of this process began before the walls and can't continue behind them.
  process.kill(process.pid, 'SIGKILL');
} else {
  launch(policy, command, args);
}
