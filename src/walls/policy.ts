/**
 * What a process behind the walls may do, and which walls stand: passed to the launcher, and told by it.
 */

/** How much is asked for: `require` refuses to go on without, `auto` builds what this system has, `off` builds none. */
export const WALLS = ['require', 'auto', 'off'] as const;
export type Walls = (typeof WALLS)[number];

/** What the launcher is given, as JSON. Paths are absolute; one that does not exist is passed over. */
export interface Policy {
  /** Whether a wall that can't be built is an error. */
  readonly isRequired: boolean;
  /** Files and folders that may be read, and those that may be written too. */
  readonly read: readonly string[];
  readonly write: readonly string[];
  /** Programs that may be executed, beside the one that is launched. */
  readonly execute: readonly string[];
  readonly startsProcesses: boolean;
  /** Longest file that may be written, in bytes. */
  readonly fileBytes: number;
  /** Descriptors that the process gets from this one, beside the first three. */
  readonly inherited: readonly number[];
  /** Id of the process with which it ends. */
  readonly parent: number;
}

/** Walls by name, each with whether it stands. */
export interface Standing {
  /** Files can't be opened but those that a process needs. */
  readonly landlock: boolean;
  /** Sockets, other processes, tracing and what else a process does not need are refused by the kernel. */
  readonly seccomp: boolean;
  /** No program can give the process more rights than it has. */
  readonly noNewPrivileges: boolean;
  /** Whoever the server runs as, the process has no capability. */
  readonly capabilities: boolean;
}

export const NO_WALLS: Standing = { landlock: false, seccomp: false, noNewPrivileges: false, capabilities: false };
