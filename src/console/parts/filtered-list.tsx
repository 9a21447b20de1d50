/**
 * A list of things that have names, with a field that leaves those whose names begin with what is typed.
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
  /** One of the things, such as `label`. */
  readonly one: string;
  /** All of them, such as `Labels`; names the list. */
  readonly many: string;
  /** How many are loaded at a time. */
  readonly pageSize: number;
  readonly load: (query: PageQuery, signal: AbortSignal) => Promise<Page<Row>>;
  /** Events after which the list is loaded again. */
  readonly changedBy: LiveEvent['type'];
  readonly row: (row: Row) => ComponentChildren;
  /** Shown when there is none at all. */
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
