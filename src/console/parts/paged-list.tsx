/**
 * A list that the server returns in pages. A page is loaded when its rows become visible.
 */
import type { ComponentChildren } from 'preact';
import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { Problem } from './load.tsx';
import { VirtualList } from './virtual-list.tsx';

/** The next page is requested this many rows before the end. */
const AHEAD = 50;

/** Rows, and the cursor of the next page; undefined at the end. */
export interface Page<T> {
  readonly rows: readonly T[];
  readonly next: string | undefined;
}

const NONE: readonly never[] = [];

type LoadPage<T> = (after: string | undefined, signal: AbortSignal) => Promise<Page<T>>;

export interface Paged<T> extends Page<T> {
  /** The pages; the array stays the same until something is loaded. */
  readonly pages: readonly Page<T>[];
  /** True while the first page has not arrived. */
  readonly isFirst: boolean;
  readonly error: Error | undefined;
  /** Loads the page after the last one. */
  readonly more: () => void;
  /** Loads as many pages again; the old pages stay until then. */
  readonly reload: () => void;
}

interface State<T> {
  readonly key: string;
  readonly pages: readonly Page<T>[];
  readonly error?: Error;
}

/** Loads pages, and starts again when one of `keys` changes. */
export function usePages<T>(load: LoadPage<T>, keys: readonly unknown[]): Paged<T> {
  const key = JSON.stringify(keys);
  const [state, setState] = useState<State<T>>({ key: '', pages: [] });
  const [round, setRound] = useState(0);
  const latest = useRef({ load, state });
  latest.current = { load, state };
  const running = useRef<AbortController>(undefined);
  const gather = useCallback(async (known: readonly Page<T>[], upTo: number, of: string) => {
    running.current?.abort();
    const gone = new AbortController();
    running.current = gone;
    const pages = [...known];
    try {
      do pages.push(await latest.current.load(pages.at(-1)?.next, gone.signal));
      while (pages.length < upTo && pages.at(-1)?.next !== undefined);
      if (!gone.signal.aborted) setState({ key: of, pages });
    } catch (reason) {
      if (!gone.signal.aborted) setState({ key: of, pages: known, error: reason as Error });
    } finally {
      if (running.current === gone) running.current = undefined;
    }
  }, []);
  useEffect(() => {
    const { state: old } = latest.current;
    void gather([], old.key === key ? old.pages.length : 1, key);
    return () => running.current?.abort();
  }, [key, round]);
  const pages = state.key === key ? state.pages : NONE;
  const next = pages.at(-1)?.next;
  const rows = useMemo(() => pages.flatMap((page) => page.rows), [pages]);
  return {
    rows,
    pages,
    next,
    isFirst: pages.length === 0,
    error: state.key === key ? state.error : undefined,
    more: () => {
      if (!running.current && next !== undefined) void gather(pages, pages.length + 1, key);
    },
    reload: useCallback(() => setRound((last) => last + 1), []),
  };
}

interface PagedListProps<T> {
  readonly of: Omit<Paged<T>, 'pages'>;
  readonly label: string;
  /** Height of a row in pixels. */
  readonly rowHeight: number;
  readonly row: (row: T) => ComponentChildren;
  /** Shown where there are no rows. */
  readonly empty: ComponentChildren;
}

export function PagedList<T>({ of, label, rowHeight, row, empty }: PagedListProps<T>) {
  const { rows, next, isFirst, error, more, reload } = of;
  if (isFirst) {
    if (error) return <Problem error={error} retry={reload} />;
    return (
      <p class="quiet" aria-busy="true">
        Loading…
      </p>
    );
  }
  return (
    <>
      {error && <Problem error={error} retry={reload} />}
      {rows.length === 0 ? (
        empty
      ) : (
        <VirtualList
          class="table"
          label={label}
          count={rows.length}
          rowHeight={rowHeight}
          row={(index) => row(rows[index] as T)}
          onView={(_first, last) => {
            if (last > rows.length - AHEAD && rows.length > AHEAD) more();
          }}
        />
      )}
      {next !== undefined && (
        <p class="quiet">
          {rows.length.toLocaleString('en')} are loaded.{' '}
          <button type="button" onClick={more}>
            Load more
          </button>
        </p>
      )}
    </>
  );
}
