/**
 * A long list of rows with the same height. Only the visible rows are in the document.
 */
import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

/** Number of rows in the document above and below the visible rows. */
const MARGIN = 20;
/** Lists up to this length are in the document completely, so that find-in-page and printing work. */
const WHOLE_UP_TO = 300;

interface VirtualListProps {
  readonly count: number;
  /** Height of a row in pixels. */
  readonly rowHeight: number;
  readonly row: (index: number) => ComponentChildren;
  readonly label: string;
  readonly class?: string;
  /** Keeps the end visible when rows are added, if it was visible before. */
  readonly followsEnd?: boolean;
  /** Index of a row to scroll to. */
  readonly shown?: number | undefined;
  /** Called with the index of the first row in the document, and the index after the last. */
  readonly onView?: (first: number, last: number) => void;
}

export function VirtualList(props: VirtualListProps) {
  const { count, rowHeight, row, label, followsEnd, shown, onView } = props;
  const box = useRef<HTMLElement>(null);
  const [view, setView] = useState({ top: 0, height: 600 });
  const atEnd = useRef(true);
  const isWhole = count <= WHOLE_UP_TO;
  const first = isWhole ? 0 : Math.max(0, Math.min(count, Math.floor(view.top / rowHeight)) - MARGIN);
  const last = isWhole ? count : Math.min(count, Math.ceil((view.top + view.height) / rowHeight) + MARGIN);

  const look = () => {
    const { current } = box;
    if (!current) return;
    atEnd.current = current.scrollTop + current.clientHeight >= current.scrollHeight - rowHeight;
    setView({ top: current.scrollTop, height: current.clientHeight });
  };
  useEffect(() => {
    const observer = new ResizeObserver(look);
    if (box.current) observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  useLayoutEffect(() => {
    if (followsEnd && atEnd.current && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [count, followsEnd]);
  useLayoutEffect(() => {
    if (shown === undefined || !box.current) return;
    box.current.scrollTop = shown * rowHeight - box.current.clientHeight / 2;
    box.current.scrollIntoView({ block: 'nearest' });
  }, [shown]);
  useEffect(() => onView?.(first, last), [first, last, count]);

  const rows: ComponentChildren[] = [];
  for (let index = first; index < last; index++) rows.push(row(index));
  return (
    <section
      ref={box}
      class={`virtual ${props.class ?? ''}`}
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
      tabIndex={0}
      onScroll={look}
    >
      <div style={{ height: `${count * rowHeight}px` }}>
        <div class="shifted" style={{ transform: `translateY(${first * rowHeight}px)` }}>
          {rows}
        </div>
      </div>
    </section>
  );
}
