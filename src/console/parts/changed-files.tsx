/**
 * The paths that differ between two trees. Each opens a side-by-side diff.
 */

import { useState } from 'preact/hooks';
import { lazy } from 'preact-iso';
import { rawFile } from '../address.ts';
import { ApiError } from '../api.ts';
import { Show, useLoad } from './load.tsx';
import { Badge, Empty } from './small.tsx';
import { VirtualList } from './virtual-list.tsx';

const DiffView = lazy(() => import('../editor/diff-view.tsx'));

const ROW_PX = 36;
/** Longest text that is compared in the page, in bytes. */
const TEXT_MAX_BYTES = 8 * 1024 * 1024;

export interface Change {
  readonly path: string;
  readonly status: string;
  /** The former path of a renamed file. */
  readonly old_path?: string;
}

export function ChangedFiles({ changes, from, to }: { changes: readonly Change[]; from: string; to: string }) {
  const [chosen, choose] = useState<Change>();
  if (changes.length === 0) return <Empty>There are no differences.</Empty>;
  return (
    <>
      <VirtualList
        class="table short"
        label="Changed paths"
        count={changes.length}
        rowHeight={ROW_PX}
        row={(index) => {
          const change = changes[index] as Change;
          return (
            <div key={change.path} class="row" style={{ height: `${ROW_PX}px` }}>
              <Badge word={change.status} />
              <button
                type="button"
                class="link grow"
                aria-pressed={change === chosen}
                onClick={() => choose(change === chosen ? undefined : change)}
              >
                {change.old_path ? `${change.old_path} to ${change.path}` : change.path}
              </button>
            </div>
          );
        }}
      />
      {chosen && <FileDiff key={chosen.path} change={chosen} from={from} to={to} />}
    </>
  );
}

/** One file of both trees, side by side. */
function FileDiff({
  change: { path, status, old_path = path },
  from,
  to,
}: {
  change: Change;
  from: string;
  to: string;
}) {
  const both = useLoad(
    async (signal) =>
      await Promise.all([
        status === 'added' ? '' : textOf(from, old_path, signal),
        status === 'deleted' ? '' : textOf(to, path, signal),
      ]),
    [path, old_path, from, to],
  );
  return (
    <section aria-label={`Changes of ${path}`}>
      <h3>{path}</h3>
      <Show of={both}>
        {([before, after]) =>
          before === null || after === null ? (
            <Empty>The file is binary, or too long to be compared here.</Empty>
          ) : (
            <DiffView path={path} from={before} to={after} labels={[`${old_path} before`, `${path} after`]} />
          )
        }
      </Show>
    </section>
  );
}

/** Returns a file's text; empty when there is no such file, null when it can't be shown as text. @throws ApiError */
export async function textOf(handle: string, path: string, signal?: AbortSignal): Promise<string | null> {
  const response = await fetch(rawFile(handle, path), { signal: signal ?? null });
  if (response.status === 404) return '';
  if (!response.ok) throw new ApiError(response.status, await response.json());
  if (Number(response.headers.get('content-length')) > TEXT_MAX_BYTES) {
    await response.body?.cancel();
    return null;
  }
  const text = await response.text();
  return text.includes('\0') ? null : text;
}
