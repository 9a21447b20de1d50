/**
 * A list of named items, with a field that filters them by the beginning of the name.
 */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { type LiveEvent, useLive } from '../live.ts';
import { type Page, PagedList, usePages } from './paged-list.tsx';
import { Empty } from './small.tsx';

/** Height of a row, in pixels. */
export const ROW_PX = 44;

/** A request for one page, as the API takes it. */
export interface PageQuery {
  readonly limit: number;
  readonly prefix?: string;
  readonly after?: string;
}

interface FilteredListProps<Row> {
  /** Word for one item, such as `label`. */
  readonly one: string;
  /** Name of the list, such as `Labels`. */
  readonly many: string;
  /** Number of items that one request loads. */
  readonly pageSize: number;
  readonly load: (query: PageQuery, signal: AbortSignal) => Promise<Page<Row>>;
  /** Type of the events after which the list is reloaded. */
  readonly changedBy: LiveEvent['type'];
  readonly row: (row: Row) => ComponentChildren;
  /** Shown when there are no items at all. */
  readonly none: ComponentChildren;
}

export function FilteredList<Row>({ one, many, pageSize, load, changedBy, row, none }: FilteredListProps<Row>) {
  const [prefix, setPrefix] = useState('');
  const pages = usePages(
    (after, signal) =>
      load({ limit: pageSize, ...(prefix !== '' && { prefix }), ...(after !== undefined && { after }) }, signal),
    [prefix],
  );
  useLive((event) => event.type === changedBy, pages.reload);
  return (
    <>
      <input
        type="search"
        aria-label={`${many} that begin with`}
        placeholder={`${many} that begin with…`}
        value={prefix}
        onInput={(event) => setPrefix(event.currentTarget.value)}
      />
      <PagedList
        of={pages}
        label={many}
        rowHeight={ROW_PX}
        row={row}
        empty={prefix === '' ? none : <Empty>No {one} begins like this.</Empty>}
      />
    </>
  );
}
