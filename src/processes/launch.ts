/**
 * Makes the commands that start processes for guests and clients, behind walls where this system can build them.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { NO_WALLS, type Policy, type Standing, type Walls } from '../walls/policy.ts';

const LAUNCHER = new URL('../walls/launcher.ts', import.meta.url).pathname;
const SETPRIV = '/usr/bin/setpriv';

/** True when the launcher can run here: it makes Linux system calls, whose numbers it knows for two architectures. */
const HAS_LAUNCHER = process.platform === 'linux' && ['x64', 'arm64'].includes(process.arch) && isBuiltin('node:ffi');

/**
 * Prefix of a command that makes the kernel kill it when this process ends, where the launcher does not do that. A
 * runner in an endless loop would not notice the end. Without util-linux a runner ends when it next reads its
 * messages.
 * @see PR_SET_PDEATHSIG in prctl(2), setpriv(1)
 */
const DYING_WITH_PARENT = existsSync(SETPRIV) ? [SETPRIV, '--pdeathsig', 'KILL'] : [];

/** System files that Node and the C library always read. */
const SYSTEM_FILES = [
  '/proc/self',
  '/dev/null',
  '/dev/urandom',
  '/etc/ld.so.cache',
  '/etc/localtime',
  '/usr/share/zoneinfo',
  '/etc/ssl/openssl.cnf',
  '/usr/lib/ssl/openssl.cnf',
  '/etc/pki/tls/openssl.cnf',
];

/** Rights of a process; see `Policy`. */
export type Rights = Pick<Policy, 'read' | 'write' | 'execute' | 'startsProcesses' | 'fileBytes' | 'inherited'>;

const NO_RIGHTS: Rights = { read: [], write: [], execute: [], startsProcesses: false, fileBytes: 0, inherited: [] };

function policyOf(walls: Walls, rights: Rights): string {
  const read = [...rights.read, ...SYSTEM_FILES];
  return JSON.stringify({ ...rights, read, isRequired: walls === 'require', parent: process.pid } satisfies Policy);
}

/**
 * Returns the command that runs Node behind the walls.
 * @param args arguments for Node
 */
export function walledNode(walls: Walls, rights: Rights, args: readonly string[]): [command: string, ...string[]] {
  if (walls === 'off' || !HAS_LAUNCHER)
    return [...DYING_WITH_PARENT, process.execPath, ...args] as [string, ...string[]];
  const launcher = [process.execPath, '--disable-warning=ExperimentalWarning', LAUNCHER] as const;
  return [...launcher, policyOf(walls, rights), process.execPath, ...args];
}

/** Returns the same rights as flags of Node's permission model, which refuses earlier and explains more. */
export function permissionFlags({ read, write, startsProcesses }: Rights): string[] {
  return [
    '--disable-warning=SecurityWarning',
    '--permission',
    ...(startsProcesses ? ['--allow-child-process'] : []),
    ...[...read, ...write].map((path) => `--allow-fs-read=${path}`),
    ...write.map((path) => `--allow-fs-write=${path}`),
  ];
}

/** Builds the walls around a process that does nothing, and returns which of them are in force. */
export async function probeWalls(walls: Walls): Promise<Standing> {
  if (walls === 'off' || !HAS_LAUNCHER) return NO_WALLS;
  const args = ['--disable-warning=ExperimentalWarning', LAUNCHER, policyOf('auto', NO_RIGHTS)];
  const { promise, resolve } = Promise.withResolvers<string>();
  // Ignore the error: the launcher kills itself after its report.
  execFile(process.execPath, args, { env: {} }, (_error, stdout) => resolve(stdout));
  const told = await promise;
  return told === '' ? NO_WALLS : (JSON.parse(told) as Standing);
}
