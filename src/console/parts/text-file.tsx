/**
 * A file as text with numbered lines; the address can name a line, as `#L12`.
 */
import { useEffect, useMemo, useState } from 'preact/hooks';
import { rawFile } from '../address.ts';
import { ApiError } from '../api.ts';
import { Show, useLoad } from './load.tsx';
import { VirtualList } from './virtual-list.tsx';

export const LINE_PX = 20;
/** Characters of a line that are shown: laying out a line of megabytes takes a browser seconds. */
const LINE_MAX_CHARS = 5_000;

export function TextFile({ handle, path }: { handle: string; path: string }) {
  const text = useLoad((signal) => loadText(handle, path, signal), [handle, path]);
  return <Show of={text}>{(content) => <Lines text={content} label={path} />}</Show>;
}

/** Reads a file as text. @throws ApiError */
export async function loadText(handle: string, path: string, signal?: AbortSignal): Promise<string> {
  const response = await fetch(rawFile(handle, path), { signal: signal ?? null });
  if (!response.ok) throw new ApiError(response.status, await response.json());
  return await response.text();
}

/** Returns the line that the address names, counted from 0. */
function useNamedLine(): number | undefined {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const look = () => setHash(location.hash);
    addEventListener('hashchange', look);
    return () => removeEventListener('hashchange', look);
  }, []);
  const [, number] = /^#L(\d+)$/.exec(hash) ?? [];
  return number === undefined ? undefined : Number(number) - 1;
}

function Lines({ text, label }: { text: string; label: string }) {
  const named = useNamedLine();
  const lines = useMemo(() => {
    const all = text.split('\n');
    if (all.at(-1) === '') all.pop();
    return all;
  }, [text]);
  return (
    <VirtualList
      class="code"
      label={label}
      count={lines.length}
      rowHeight={LINE_PX}
      shown={named}
      row={(index) => <Line key={index} text={lines[index] as string} number={index + 1} isNamed={index === named} />}
    />
  );
}

interface LineProps {
  readonly text: string;
  /** Line number, shown as a link to the line; without it there is no link. */
  readonly number?: number;
  readonly isNamed?: boolean;
  /** A word in a separate column before the text. */
  readonly mark?: string;
}

/** One line of text. */
export function Line({ text, number, isNamed = false, mark }: LineProps) {
  return (
    <div class={`line ${isNamed ? 'named' : ''}`} style={{ height: `${LINE_PX}px` }}>
      {number !== undefined && (
        <a class="line-number" href={`#L${number}`} aria-label={`Line ${number}`} tabIndex={-1}>
          {number}
        </a>
      )}
      {mark !== undefined && <span class="line-mark">{mark}</span>}
      <span class="line-text">
        {text.slice(0, LINE_MAX_CHARS)}
        {text.length > LINE_MAX_CHARS && <span class="quiet"> … {text.length - LINE_MAX_CHARS} more characters</span>}
      </span>
    </div>
  );
}
