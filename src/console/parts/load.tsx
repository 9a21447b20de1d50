/**
 * Loads the data of a page, and shows its state and failures.
 */
import type { ComponentChildren } from 'preact';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';

export interface Loaded<T> {
  readonly data: T | undefined;
  readonly error: Error | undefined;
  readonly reload: () => void;
}

/**
 * Loads data now, when one of `keys` changes, and at `reload`. The old data stays until the new data has arrived.
 * @param load gets a signal that is aborted when its result is not needed any more
 */
export function useLoad<T>(load: (signal: AbortSignal) => Promise<T>, keys: readonly unknown[]): Loaded<T> {
  const [state, setState] = useState<{ data?: T; error?: Error; key?: string }>({});
  const [round, setRound] = useState(0);
  const latest = useRef(load);
  latest.current = load;
  const key = JSON.stringify(keys);
  useEffect(() => {
    const gone = new AbortController();
    latest.current(gone.signal).then(
      (data) => !gone.signal.aborted && setState({ data, key }),
      (error: Error) => !gone.signal.aborted && setState((old) => ({ ...old, error, key })),
    );
    return () => gone.abort();
  }, [key, round]);
  const reload = useCallback(() => setRound((last) => last + 1), []);
  const isCurrent = state.key === key;
  return { data: isCurrent ? state.data : undefined, error: isCurrent ? state.error : undefined, reload };
}

/** Shows loaded data, that it is loading, or the error. */
export function Show<T>({ of, children }: { of: Loaded<T>; children: (data: T) => ComponentChildren }) {
  if (of.data !== undefined) {
    return (
      <>
        {of.error && <Problem error={of.error} />}
        {children(of.data)}
      </>
    );
  }
  if (of.error) return <Problem error={of.error} retry={of.reload} />;
  return (
    <p class="quiet" aria-busy="true">
      Loading…
    </p>
  );
}

/** A failure, with the server's message. */
export function Problem({ error, retry }: { error: Error; retry?: () => void }) {
  return (
    <div class="problem" role="alert">
      <span>{error.message}</span>
      {retry && (
        <button type="button" onClick={retry}>
          Try again
        </button>
      )}
    </div>
  );
}

export interface Action {
  readonly run: () => void;
  readonly isBusy: boolean;
  readonly error: Error | undefined;
}

/** An action that the user starts. It is busy until it ends, and keeps its error to show it. */
export function useAction(act: () => Promise<void>): Action {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<Error>();
  const run = () => {
    if (isBusy) return;
    setBusy(true);
    setError(undefined);
    act()
      .catch((reason: Error) => setError(reason))
      .finally(() => setBusy(false));
  };
  return { run, isBusy, error };
}
