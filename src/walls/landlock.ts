/**
 * Rights of Landlock: the files that a process may open, by folder; whether it may use TCP or reach processes outside.
 * @see landlock(7), linux/landlock.h
 */

/** Rights to files, by bit. */
const EXECUTE = 1n << 0n;
const WRITE_FILE = 1n << 1n;
const READ_FILE = 1n << 2n;
const READ_DIR = 1n << 3n;
const REMOVE_FILE = 1n << 5n;
const MAKE_REG = 1n << 8n;
const TRUNCATE = 1n << 14n;
const IOCTL_DEV = 1n << 15n;

/** The rights that a rule for something other than a folder may name. */
const OF_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV;

/** Bits of `handled_access_net`: binding and connecting TCP sockets. */
const TCP = 3n;
/** Bits of `scoped`: abstract Unix sockets and signals of processes outside. */
const SCOPED = 3n;

/** Number of rights to files in each version of the kernel's interface. */
const FILE_RIGHTS = [0, 13, 14, 15, 15, 16] as const;
/** The first versions that can refuse TCP, and that keep signals and abstract sockets inside. */
const TCP_SINCE = 4;
const SCOPED_SINCE = 6;

/** Kind of access that a process has below a path. */
export type Access = 'read' | 'execute' | 'write';

const RIGHTS: Readonly<Record<Access, bigint>> = {
  read: READ_FILE | READ_DIR,
  execute: READ_FILE | READ_DIR | EXECUTE,
  // Plain files only: no link, socket or device can be made, so that readers of the folder never meet one.
  write: READ_FILE | READ_DIR | WRITE_FILE | REMOVE_FILE | MAKE_REG | TRUNCATE,
};

function knownRights(abi: number): bigint {
  const count = FILE_RIGHTS[Math.min(abi, FILE_RIGHTS.length - 1)] as number;
  return (1n << BigInt(count)) - 1n;
}

/** Makes a `struct landlock_ruleset_attr` with every right of the version: access that no rule allows is then refused. */
export function rulesetAttributes(abi: number): Buffer {
  const attributes = Buffer.alloc(abi >= SCOPED_SINCE ? 24 : abi >= TCP_SINCE ? 16 : 8);
  attributes.writeBigUInt64LE(knownRights(abi), 0);
  if (abi >= TCP_SINCE) attributes.writeBigUInt64LE(TCP, 8);
  if (abi >= SCOPED_SINCE) attributes.writeBigUInt64LE(SCOPED, 16);
  return attributes;
}

/** Makes a `struct landlock_path_beneath_attr`. @param fd of the folder or the file */
export function pathRule(abi: number, access: Access, fd: number, isFolder: boolean): Buffer {
  const rule = Buffer.alloc(12);
  rule.writeBigUInt64LE(RIGHTS[access] & knownRights(abi) & (isFolder ? -1n : OF_FILES), 0);
  rule.writeInt32LE(fd, 8);
  return rule;
}
