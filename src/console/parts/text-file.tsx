/**
 * A file as text with numbered lines; the address can name a line.
 */
import { useMemo } from 'preact/hooks';
import { rawFile } from '../address.ts';
import { ApiError } from '../api.ts';
import { Show, useLoad } from './load.tsx';
import { VirtualList } from './virtual-list.tsx';

export const LINE_PX = 20;

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

/** Lines with their numbers. */
export function Lines({ text, label, followsEnd = false }: { text: string; label: string; followsEnd?: boolean }) {
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
      followsEnd={followsEnd}
      row={(index) => (
        <div key={index} class="line" style={{ height: `${LINE_PX}px` }}>
          <span class="line-number" aria-hidden="true">
            {index + 1}
          </span>
          <span class="line-text">{lines[index]}</span>
        </div>
      )}
    />
  );
}
