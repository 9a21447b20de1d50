/**
 * Follows the server's events, so that pages change when the store does. One stream serves all parts of the page.
 */
import { useEffect, useRef, useState } from 'preact/hooks';

/** A move of a label, or a step of an execution, as `GET /api/events` tells it. */
export type LiveEvent =
  | { readonly type: 'label'; readonly name: string; readonly op: string; readonly to: string | null }
  | { readonly type: 'execution'; readonly id: string; readonly status: string; readonly session: string | null };

type Listener = (event: LiveEvent) => void;

const TYPES = ['label', 'execution'] as const;
/** How long several events are gathered before a page loads again, in ms. */
const GATHER_MS = 200;

const listeners = new Set<Listener>();
const stateListeners = new Set<(isLive: boolean) => void>();
let source: EventSource | undefined;
let isLive = false;

function setLive(now: boolean): void {
  isLive = now;
  for (const listener of stateListeners) listener(now);
}

/** Opens the stream, when it is not open. The browser reconnects and goes on where it was. */
export function goLive(): void {
  if (source) return;
  source = new EventSource('/api/events');
  source.onopen = () => setLive(true);
  source.onerror = () => {
    setLive(false);
    // The browser does not try a stream again that the server refused permanently.
    if (source?.readyState === EventSource.CLOSED) {
      source = undefined;
      setTimeout(() => listeners.size > 0 && goLive(), 5_000);
    }
  };
  for (const type of TYPES) {
    source.addEventListener(type, ({ data }: MessageEvent<string>) => {
      const event = { ...(JSON.parse(data) as object), type } as LiveEvent;
      for (const listener of listeners) listener(event);
    });
  }
}

export function endLive(): void {
  source?.close();
  source = undefined;
  setLive(false);
}

/** Returns whether events come in. */
export function useIsLive(): boolean {
  const [now, set] = useState(isLive);
  useEffect(() => {
    stateListeners.add(set);
    return () => void stateListeners.delete(set);
  }, []);
  return now;
}

/** Calls back some time after an event that a page wants came in; several soon after each other count as one. */
export function useLive(isWanted: (event: LiveEvent) => boolean, call: () => void): void {
  const latest = useRef({ isWanted, call });
  latest.current = { isWanted, call };
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const listener: Listener = (event) => {
      if (timer !== undefined || !latest.current.isWanted(event)) return;
      timer = setTimeout(() => {
        timer = undefined;
        latest.current.call();
      }, GATHER_MS);
    };
    listeners.add(listener);
    return () => {
      clearTimeout(timer);
      listeners.delete(listener);
    };
  }, []);
}
