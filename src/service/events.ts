/**
 * Sends events to a listener: the stored events after any id, filtered, and then new events as they arrive.
 */
import { RE2JS } from 're2js';
import { Capacity } from '../core/capacity.ts';
import { STREAMS_MAX } from '../core/limits.ts';
import type { LabelWatch } from './label-watch.ts';
import type { EventTable, EventType, StoredEvent } from './store/event-table.ts';

/** Filter of the events to send. */
export interface EventFilter {
  /** Sends events after this id; undefined for new events only. */
  readonly since: number | undefined;
  readonly types: readonly EventType[];
  /** Pattern of label names: `*` and `?` within a part, `**` across parts. An execution has the label that it mounts. */
  readonly labels: string | undefined;
}

/** Events read at a time. A listener has at most this many in memory. */
const BATCH = 100;

export class Events {
  readonly #store: EventTable;
  readonly #watch: LabelWatch;
  readonly #leaves = new Set<() => void>();
  readonly #capacity = new Capacity(STREAMS_MAX, 'streams of events');

  constructor(store: EventTable, watch: LabelWatch) {
    this.#store = store;
    this.#watch = watch;
  }

  /**
   * Begins to listen.
   * @param quietMs yields the id of the last event read, as a sign of life, after this time without an event
   * @returns `events`, which end only with `leave`; `leave` also gives the listener's place back
   * @throws TreeboxError `busy` when there are too many listeners, `expired` when events after `since` have been dropped
   */
  async listen(
    filter: EventFilter,
    quietMs: number,
  ): Promise<{ events: AsyncGenerator<StoredEvent | number, void>; leave: () => void }> {
    const leavePlace = this.#capacity.take();
    let stopWatching: () => void;
    try {
      stopWatching = await this.#watch.listen();
    } catch (error) {
      leavePlace();
      throw error;
    }
    const gone = new AbortController();
    const leave = () => {
      gone.abort();
      this.#leaves.delete(leave);
      stopWatching();
      stopWatching = () => {};
      leavePlace();
    };
    this.#leaves.add(leave);
    try {
      const since = Math.min(filter.since ?? Number.POSITIVE_INFINITY, await this.#store.last());
      await this.#store.assertKept(since);
      return { events: this.#follow(filter, since, quietMs, gone.signal), leave };
    } catch (error) {
      leave();
      throw error;
    }
  }

  /** Ends the events of every listener. */
  close(): void {
    for (const leave of this.#leaves) leave();
  }

  async *#follow(
    filter: EventFilter,
    since: number,
    quietMs: number,
    gone: AbortSignal,
  ): AsyncGenerator<StoredEvent | number, void> {
    const isWanted = matcherOf(filter);
    let at = since;
    while (!gone.aborted) {
      const batch = await this.#store.after(at, BATCH);
      for (const event of batch) {
        at = event.id;
        if (isWanted(event)) yield event;
        if (gone.aborted) return;
      }
      if (batch.length > 0) continue;
      const from = at;
      await this.#store.wait(at, quietMs, gone);
      if (!gone.aborted && (await this.#store.last()) <= from) yield at;
    }
  }
}

function matcherOf({ types, labels }: EventFilter): (event: StoredEvent) => boolean {
  const pattern = labels === undefined ? undefined : RE2JS.compile(expressionOf(labels));
  return ({ type, data }) => {
    if (!types.includes(type)) return false;
    const name = type === 'label' ? data.name : data.label;
    return pattern === undefined || (typeof name === 'string' && pattern.matches(name));
  };
}

/** Converts a pattern of names to a regular expression for RE2, which matches in linear time. */
function expressionOf(glob: string): string {
  return glob.replace(/\*\*|[*?]|[^*?]+/g, (part) => {
    if (part === '**') return '.*';
    if (part === '*') return '[^/]*';
    return part === '?' ? '[^/]' : RE2JS.quote(part);
  });
}
