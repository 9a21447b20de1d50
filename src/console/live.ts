/**
 * Follows the server's events, so that pages show changes immediately. All parts of a page share one stream.
 */
import { useEffect, useRef, useState } from 'preact/hooks';

/** An event of `GET /api/events`: a move of a label, or the start or end of an execution. */
export type LiveEvent =
  | { readonly type: 'label'; readonly name: string; readonly op: string; readonly to: string | null }
  | { readonly type: 'execution'; readonly id: string; readonly status: string; readonly session: string | null };

type Listener = (event: LiveEvent) => void;

const TYPES = ['label', 'execution'] as const;
/** How long events are gathered before a page is reloaded, in ms. */
const GATHER_MS = 200;

const listeners = new Set<Listener>();
const stateListeners = new Set<(isLive: boolean) => void>();
let source: EventSource | undefined;
let isLive = false;

function setLive(now: boolean): void {
  isLive = now;
  for (const listener of stateListeners) listener(now);
}

/** Opens the stream if it is not open. The browser reconnects and continues after the last event. */
export function goLive(): void {
  if (source) return;
  source = new EventSource('/api/events');
  source.onopen = () => setLive(true);
  source.onerror = () => {
    setLive(false);
    // After a refusal by the server, the browser does not reconnect.
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

/** Returns whether the stream of events is open. */
export function useIsLive(): boolean {
  const [now, set] = useState(isLive);
  useEffect(() => {
    stateListeners.add(set);
    return () => void stateListeners.delete(set);
  }, []);
  return now;
}

/** Calls `call` shortly after an event that a page wants; several events in that time cause one call. */
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
