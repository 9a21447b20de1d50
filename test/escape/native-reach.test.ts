/**
 * Boundary 3, the operating system's wall alone: a guest that runs as native code of its runner, where Node's permission
 * model asks for nothing. It reads the program, the objects and its own folders and nothing else, writes to its own
 * folders alone, starts, signals and traces no process, and opens no socket.
 *
 * The same attempts are made without walls, where they succeed: so they are attempts.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { probeWalls } from '../../src/processes/launch.ts';
import { PROGRAM_FILES } from '../../src/processes/program-files.ts';
import { Kernel } from '../../src/walls/kernel.ts';
import { type Architecture, SYSTEM_CALLS } from '../../src/walls/system-calls.ts';
import { TestPool } from '../support/pool.ts';

const standing = await probeWalls('auto');
const ESCAPED = new URL('./escaped-runner.ts', import.meta.url).pathname;
/** All that Node's permission model can allow. */
const FLAGS = [
  ...['--allow-fs-read=*', '--allow-fs-write=*', '--allow-child-process', '--allow-net', '--allow-ffi'],
  ...['--allow-wasi', '--allow-inspector', '--disable-warning=ExperimentalWarning'],
];
/** What Node and the C library read of a system. `/dev/fd` is what the process has open already. */
const OF_THE_SYSTEM =
  /^\/(?:dev\/null|dev\/urandom|dev\/(?:fd|stdin|stdout)\b|etc\/ld\.so\.cache|etc\/localtime|etc\/alpine-release|usr\/share\/zoneinfo\b|(?:etc|(?:usr\/)?lib)\/ssl\/openssl\.cnf|etc\/pki\/tls\/openssl\.cnf)/;
/** How deep the system's folders are walked, and how many names of one folder are tried. */
const DEPTH = 3;
const NAMES = 60;

let walled: TestPool;
let open: TestPool;
let victim: ChildProcess;
/** A file that this process has open, and that those which it starts get without asking. */
let inherited: string;
const F_SETFD = 2;

beforeAll(() => {
  // As a shell leaves one to a server.
  inherited = join(mkdtempSync(join(tmpdir(), 'treebox-inherited-')), 'secret');
  const fd = openSync(inherited, 'w');
  new Kernel(process.arch as Architecture).call('fcntl', fd, F_SETFD, 0);
  walled = new TestPool({ runners: 1 }, { main: ESCAPED, flags: FLAGS });
  open = new TestPool({ runners: 1 }, { main: ESCAPED, flags: FLAGS, walls: 'off' });
  for (const { folder } of [walled, open]) {
    mkdirSync(join(folder, 'executions', 'output'), { recursive: true });
    for (const name of ['executions/records.sqlite', 'executions/output/of-another', 'token'])
      writeFileSync(join(folder, name), 'secret');
  }
});
afterAll(async () => {
  await Promise.all([walled.close(), open.close()]);
  rmSync(dirname(inherited), { recursive: true });
});
beforeEach(() => {
  victim = spawn('sleep', ['600'], { stdio: 'ignore', detached: true });
});
afterEach(() => void victim.kill('SIGKILL'));

/** What a source that runs in the runner's place begins with. */
const PRELUDE = `//ESCAPED
  const fs = require('fs'), path = require('path');
  const numbers = ${JSON.stringify(SYSTEM_CALLS[process.arch as Architecture])};
  const { dlopen, getRawPointer } = require('node:ffi');
  const { syscall } = dlopen(null, { syscall: { return: 'i64', arguments: Array(7).fill('i64') } }).functions;
  const kept = [];
  const word = (value = 0) => {
    if (typeof value === 'number') return BigInt(value);
    kept.push(typeof value === 'string' ? Buffer.from(value + '\\0') : value);
    return BigInt(getRawPointer(kept.at(-1)));
  };
  /** Makes a system call, by its name or number. */
  const call = (name, ...args) =>
    Number(syscall(BigInt(numbers[name] ?? name), ...[0, 1, 2, 3, 4, 5].map((at) => word(args[at]))));
  /** Whether an attempt succeeds. */
  const tried = (attempt) => { try { return (attempt() ?? 0) >= 0; } catch { return false; } };
  const triedAll = (attempts) => Object.entries(attempts).map(([name, attempt]) => [name, tried(attempt)]);
  process.on('uncaughtException', () => undefined);
`;

/** Runs JavaScript with native calls in the runner's place. @returns what it returns */
async function inside<T>(at: TestPool, code: string): Promise<T> {
  const end = await at.pool.submit(at.job(`${PRELUDE}${code}`, { timeoutMs: 60_000 }));
  expect([end.outcome, end.error]).toEqual(['completed', null]);
  return JSON.parse(end.result as string) as T;
}

/** The names of attempts that did what they should, or did not. */
const named = (told: [string, boolean][], isDone: boolean) =>
  told.flatMap(([name, did]) => (did === isDone ? name : []));

/** Names below a folder, the folder included. Watchdogs are left alone: they begin to count when they are opened. */
function walk(folder: string, depth: number, names = Number.POSITIVE_INFINITY): string[] {
  let entries: string[];
  try {
    if (!statSync(folder).isDirectory()) return [folder];
    entries = readdirSync(folder).filter((name) => !name.startsWith('watchdog'));
  } catch {
    return [folder];
  }
  if (depth === 0) return [folder];
  return [folder, ...entries.slice(0, names).flatMap((name) => walk(join(folder, name), depth - 1, names))];
}

const OTHERS = ['cmdline', 'environ', 'maps', 'mem', 'fd', 'root/etc/passwd', 'cwd', 'task', 'exe', 'auxv', 'stack'];

/** Paths that a guest would like to read: all of the data folder, other processes, and much of the system. */
function paths({ folder }: TestPool): string[] {
  const processes = [process.pid, victim.pid, 1].flatMap((pid) => OTHERS.map((name) => `/proc/${pid}/${name}`));
  const system = walk('/', DEPTH, NAMES).filter((path) => !/^\/proc\/./.test(path));
  const home = join(import.meta.dirname, '../..');
  return [
    ...walk(folder, 20),
    ...walk(join(folder, '..'), 1, NAMES),
    ...walk(home, 2),
    ...processes,
    ...system,
    ...['root/etc/passwd', 'task', 'cwd/../../../../../executions/records.sqlite'].map((name) => `/proc/self/${name}`),
    `${folder}/snapshots.git/objects/../config`,
  ];
}

function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

const isBelow = (path: string, folders: readonly string[]) =>
  folders.some((folder) => path === folder || path.startsWith(`${folder}/`));

describe.skipIf(!Object.values(standing).every(Boolean))('native code of a runner behind the walls', () => {
  test('reads the program, the objects and its own folders, and nothing else', { timeout: 120_000 }, async () => {
    const code = `
      const flags = fs.constants.O_RDONLY | fs.constants.O_NONBLOCK | fs.constants.O_NOCTTY;
      const opened = ${JSON.stringify(paths(walled))}.filter((name) => tried(() => fs.closeSync(fs.openSync(name, flags))));
      const output = path.dirname(message.outputPath);
      return { result: JSON.stringify({ opened, own: [config.incoming, output], pid: process.pid }) };`;
    const { opened, own, pid } = await inside<{ opened: string[]; own: string[]; pid: number }>(walled, code);
    const libraries = readFileSync(`/proc/${pid}/maps`, 'utf8').match(/(?<=\s)\/\S+$/gm) ?? [];
    const allowed = [
      ...PROGRAM_FILES,
      ESCAPED,
      ...libraries,
      process.execPath,
      join(walled.folder, 'snapshots.git/objects'),
      ...own,
    ].map(real);
    const strange = opened.filter(
      (path) => !isBelow(real(path), allowed) && !OF_THE_SYSTEM.test(path) && path !== '/proc/self/task',
    );
    expect(strange).toEqual([]);
    expect(opened).toContain(join(walled.folder, 'snapshots.git/objects'));
    expect(opened.some((path) => path.endsWith('/meter') && isBelow(path, own))).toBe(true);
    const secrets = ['/etc/passwd', `/proc/${process.pid}/cmdline`, join(open.folder, 'token')];
    const look = `return { result: JSON.stringify(${JSON.stringify(secrets)}.map((name) => tried(() => fs.readFileSync(name).length))) };`;
    expect(await inside(open, look)).toEqual([true, true, true]);
  });

  const WRITES = `
    const own = path.join(config.incoming, 'x');
    const at = -100;
    const writes = {
      open: () => fs.closeSync(fs.openSync(target, 'r+')),
      create: () => fs.writeFileSync(path.join(path.dirname(target), 'forged'), 'x'),
      'make a folder': () => fs.mkdirSync(path.join(path.dirname(target), 'forged-folder')),
      truncate: () => fs.truncateSync(target, 1),
      'change its mode': () => fs.chmodSync(target, 0o666),
      'change its times': () => fs.utimesSync(target, 1, 1),
      'change its owner': () => fs.chownSync(target, process.getuid(), process.getgid()),
      'give it another name': () => fs.linkSync(target, own),
      'lead to it': () => fs.symlinkSync(target, own + '-link'),
      'make a pipe with a name': () => call('mknodat', at, path.join(path.dirname(target), 'forged-pipe'), 0o010600, 0),
      'make a folder of its own': () => fs.mkdirSync(own + '-folder'),
      'put a file there': () => { fs.writeFileSync(own + '-mine', 'x'); fs.renameSync(own + '-mine', path.join(path.dirname(target), 'forged-mine')); },
      take: () => fs.renameSync(target, own + '-taken'),
      remove: () => { fs.rmSync(fs.existsSync(target) ? target : own + '-taken'); },
    };
    return { result: JSON.stringify(triedAll(writes)) };`;

  test('has been handed no descriptor but those that it needs', async () => {
    const look = `return { result: JSON.stringify(fs.readdirSync('/proc/self/fd').flatMap((fd) => {
      try { return [fs.readlinkSync('/proc/self/fd/' + fd)]; } catch { return []; } })) };`;
    const of = async (at: TestPool) => await inside<string[]>(at, look);
    expect(await of(open)).toContain(inherited);
    expect(await of(walled)).not.toContain(inherited);
    expect((await of(walled)).filter((path) => path.startsWith('/') && !/^\/dev\/null$|\/meter$/.test(path))).toEqual(
      [],
    );
  });

  test('writes to its own folders alone', async () => {
    const before = contents(walled.folder);
    for (const [path] of before) {
      const told = await inside<[string, boolean][]>(walled, `const target = ${JSON.stringify(path)};${WRITES}`);
      expect([path, named(told, true)]).toEqual([path, []]);
    }
    expect(contents(walled.folder)).toEqual(before);
    const folders = paths(walled).filter(isFolder);
    const forge = `
      const made = ${JSON.stringify(folders)}.filter((folder) => tried(() => {
        const name = path.join(folder, 'forged-by-a-guest'); fs.closeSync(fs.openSync(name, 'wx')); fs.unlinkSync(name); }));
      return { result: JSON.stringify({ made, own: [config.incoming, path.dirname(message.outputPath)] }) };`;
    const { made, own } = await inside<{ made: string[]; own: string[] }>(walled, forge);
    expect(made.filter((path) => !isBelow(path, own))).toEqual([]);
    expect(made).toContain(own[0]);
    const target = join(open.folder, 'executions/output/of-another');
    const told = await inside<[string, boolean][]>(open, `const target = ${JSON.stringify(target)};${WRITES}`);
    expect(named(told, false)).toEqual([]);
  });

  const REACHES = `
    const info = Buffer.alloc(128); info.writeInt32LE(-1, 8);
    const limit = Buffer.alloc(16), mask = Buffer.alloc(8, 1), owner = Buffer.alloc(4); owner.writeInt32LE(victim);
    const fork = (...args) => { const child = call(...args); if (child === 0) call(${process.arch === 'x64' ? 231 : 94}, 0); return child; };
    const reaches = {
      'start a program': () => require('child_process').spawnSync(process.execPath, ['-v']).status === 0 ? 0 : -1,
      clone: () => fork('clone', 17),
      kill: () => call('kill', victim, signal),
      'kill its group': () => call('kill', -victim, signal),
      tkill: () => call('tkill', victim, signal),
      tgkill: () => call('tgkill', victim, victim, signal),
      'queue a signal': () => call('rt_sigqueueinfo', victim, signal, info),
      'hold it': () => call('pidfd_open', victim, 0),
      'limit it': () => call('prlimit64', victim, 7, 0, limit),
      'slow it down': () => call('setpriority', 0, victim, 10),
      'take its processors': () => call('sched_setaffinity', victim, 8, mask),
      'write its memory': () => fs.openSync('/proc/' + victim + '/mem', 'r+'),
      'have it signalled': () => call('fcntl', 3, 8, victim),
      'have it signalled otherwise': () => call('ioctl', 3, 0x8901, owner),
    };
    return { result: JSON.stringify(triedAll(reaches)) };`;

  test('starts and signals no process, and sets nothing of one', async () => {
    const begin = (signal: number) => `const victim = ${victim.pid}, signal = ${signal};`;
    const told = await inside<[string, boolean][]>(walled, begin(9) + REACHES);
    expect(named(told, true)).toEqual([]);
    expect([victim.exitCode, victim.signalCode]).toEqual([null, null]);
    const without = await inside<[string, boolean][]>(open, begin(0) + REACHES);
    expect(named(without, false)).toEqual([]);
  });

  test.each([
    ['traces', "call('ptrace', 0x4206, victim, 0, 0)"],
    ['reads the memory of', "call('process_vm_readv', victim, 0, 0, 0, 0, 0)"],
    ['writes the memory of', "call('process_vm_writev', victim, 0, 0, 0, 0, 0)"],
    ['signals, by a descriptor,', "call('pidfd_send_signal', 0, 9, 0, 0)"],
    ['takes a descriptor of', "call('pidfd_getfd', 0, 0, 0)"],
    ['becomes another than', "call('execve', '/bin/true', 0, 0)"],
    ['leaves the namespaces of', "call('unshare', 0x10000000)"],
    ['mounts over', "call('mount', 0, 0, 0, 0, 0)"],
  ])('%s another process: it is ended', async (_what, attempt) => {
    const source = `${PRELUDE}const victim = ${victim.pid}; return { result: JSON.stringify(${attempt}) };`;
    const end = await walled.pool.submit(walled.job(source));
    expect(end).toMatchObject({ outcome: 'crashed', error: expect.stringContaining('SIGSYS') });
    expect([victim.exitCode, victim.signalCode]).toEqual([null, null]);
  });

  test('opens no socket of any family, and passes nothing over those that it has', async () => {
    const attempt = `
      const made = [];
      for (let family = 0; family <= 46; family += 1) for (const type of [1, 2, 3, 4, 5]) {
        if (call('socket', family, type, 0) >= 0) made.push([family, type]);
        if (call('socketpair', family, type, 0, Buffer.alloc(8)) >= 0) made.push(['pair', family, type]);
      }
      for (const name of ['connect', 'bind', 'listen', 'accept', 'sendmsg']) if (call(name, 3, Buffer.alloc(64), 16) >= 0) made.push(name);
      if (call('io_uring_setup', 1, Buffer.alloc(120)) >= 0) made.push('io_uring');
      return { result: JSON.stringify(made) };`;
    expect(await inside(walled, attempt)).toEqual([]);
    const without = await inside<unknown[]>(
      open,
      attempt.replace("'connect', 'bind', 'listen', 'accept', 'sendmsg'", ''),
    );
    expect(without).toContainEqual([1, 1]);
    expect(without).toContainEqual([2, 1]);
  });
});

/** Every file below a folder that is no runner's own, with what it holds. */
function contents(folder: string): [path: string, content: string, mode: number][] {
  return walk(folder, 20)
    .filter((path) => !/\/(?:incoming|output\/\.?running)\//.test(path) && statSync(path).isFile())
    .map((path) => [path, readFileSync(path, 'latin1'), statSync(path).mode]);
}
