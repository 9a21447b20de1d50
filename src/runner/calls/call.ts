/**
 * The form of a group of host calls. Each file beside this one is a group.
 */
import type { HostValue } from '../../guest/border.ts';
import type { Artifacts } from '../artifacts.ts';
import type { GuestSources } from '../guest-sources.ts';

/** A native service; it may throw. The guest makes a call that returns a promise through `later`. */
export type HostCall = (...args: HostValue[]) => HostValue | Promise<HostValue>;

/** Calls of one kind, named `kind.verb`. */
export type CallGroup = (scope: CallScope) => Readonly<Record<string, HostCall>>;

/** The parts of a run that a group of calls may use. */
export interface CallScope {
  /**
   * Registers `release`, which is called when the run is over. It returns whether work of the run remains that can't be
   * stopped.
   */
  onClose(release: () => boolean): void;
  /** The texts that the run executes for its guest. */
  readonly sources: GuestSources;
  /** The run's artifacts; undefined where it can have none. */
  readonly artifacts: Artifacts | undefined;
}
