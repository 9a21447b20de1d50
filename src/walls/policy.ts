/**
 * The launcher's argument, with the rights of a process behind the walls, and its report of the walls in force.
 */

/**
 * Required walls: `require` fails if one can't be built, `auto` builds those that the system supports, `off` builds
 * none.
 */
export const WALLS = ['require', 'auto', 'off'] as const;
export type Walls = (typeof WALLS)[number];

/** Argument of the launcher, as JSON. Paths are absolute; a path that does not exist is ignored. */
export interface Policy {
  /** True when a wall that can't be built is an error. */
  readonly isRequired: boolean;
  /** Files and folders that may be read, and those that may also be written. */
  readonly read: readonly string[];
  readonly write: readonly string[];
  /** Programs that may be executed, in addition to the launched one. */
  readonly execute: readonly string[];
  readonly startsProcesses: boolean;
  /** Longest file that may be written, in bytes. */
  readonly fileBytes: number;
  /** Descriptors that the process inherits, in addition to the first three. */
  readonly inherited: readonly number[];
  /** Id of the process whose end also ends it. */
  readonly parent: number;
}

/** The walls by name; true for a wall in force. */
export interface Standing {
  /** Only the files that the process needs can be opened. */
  readonly landlock: boolean;
  /** The kernel refuses sockets, access to other processes, tracing and other calls that the process does not need. */
  readonly seccomp: boolean;
  /** No program can give the process more rights than it has. */
  readonly noNewPrivileges: boolean;
  /** The process has no capabilities, whatever user the server runs as. */
  readonly capabilities: boolean;
}

export const NO_WALLS: Standing = { landlock: false, seccomp: false, noNewPrivileges: false, capabilities: false };
