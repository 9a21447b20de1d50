/**
 * The form of a group of host calls. Each file beside this one is a group.
 */
import type { HostValue } from '../../guest/border.ts';
import type { Artifacts } from '../artifacts.ts';
import type { GuestSources } from '../guest-sources.ts';

/** One native service; it may throw. One that answers with a promise is asked for through `later`. */
export type HostCall = (...args: HostValue[]) => HostValue | Promise<HostValue>;

/** Calls of one kind, named `kind.verb`. */
export type CallGroup = (scope: CallScope) => Readonly<Record<string, HostCall>>;

/** What a group may ask of the run that it serves. */
export interface CallScope {
  /** Has `release` called when the run is over; it tells whether work of the run's is left that can't be stopped. */
  onClose(release: () => boolean): void;
  /** The texts that the run executes for its guest. */
  readonly sources: GuestSources;
  /** The run's artifacts; undefined where it can have none. */
  readonly artifacts: Artifacts | undefined;
}
