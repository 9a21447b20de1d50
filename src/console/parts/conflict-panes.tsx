/**
 * One conflict in three panes: ours, theirs, and the resolution.
 */

import { useEffect, useState } from 'preact/hooks';
import { lazy } from 'preact-iso';
import type { Schemas } from '../api.ts';
import type { Resolution, Sides } from '../settle.ts';
import { textOf } from './changed-files.tsx';
import { Show, useLoad } from './load.tsx';
import { Empty } from './small.tsx';

const CodeEditor = lazy(() => import('../editor/code-editor.tsx'));

interface ConflictPanesProps {
  readonly conflict: Schemas['FsConflict'];
  readonly sides: Sides;
  readonly settled: Resolution | undefined;
  readonly onSettle: (resolution: Resolution) => void;
}

/** Matches the lines that git writes around the parts in conflict. */
const MARKER = /^(?:<{7}|\|{7}|={7}|>{7})(?: |$)/m;

export function ConflictPanes({ conflict, sides, settled, onSettle }: ConflictPanesProps) {
  const { path, paths, markers, ours, theirs } = conflict;
  const first = typeof settled === 'object' && 'text' in settled ? settled.text : (markers ?? '');
  const [text, setText] = useState(first);
  useEffect(() => setText(first), [path]);
  const both = useLoad(
    async (signal) =>
      await Promise.all([
        ours === null ? null : textOf(sides.ours, paths?.ours ?? path, signal),
        theirs === null ? null : textOf(sides.theirs, paths?.theirs ?? path, signal),
      ]),
    [path, sides.ours, sides.theirs],
  );
  const isUnsettled = MARKER.test(text);
  return (
    <section aria-label={`Conflict in ${path}`}>
      <h3>{path}</h3>
      <div class="actions">
        {ours !== null && (
          <button type="button" onClick={() => onSettle('ours')}>
            Take ours
          </button>
        )}
        {theirs !== null && (
          <button type="button" onClick={() => onSettle('theirs')}>
            Take theirs
          </button>
        )}
        <button type="button" onClick={() => onSettle({ delete: true })}>
          Delete the file
        </button>
        {markers !== null && (
          <button type="button" disabled={isUnsettled} onClick={() => onSettle({ text })}>
            Take the edited text
          </button>
        )}
        {markers !== null && isUnsettled && <span class="quiet">Edit the lines between the markers first.</span>}
      </div>
      <Show of={both}>
        {([ourText, theirText]) => (
          <div class="panes">
            <Pane title="Ours" path={path} text={ourText} isGone={ours === null} />
            {markers !== null && (
              <div class="pane">
                <h4>Result</h4>
                <CodeEditor path={path} label={`Result of ${path}`} text={first} onChange={setText} />
              </div>
            )}
            <Pane title="Theirs" path={path} text={theirText} isGone={theirs === null} />
          </div>
        )}
      </Show>
    </section>
  );
}

function Pane({ title, path, text, isGone }: { title: string; path: string; text: string | null; isGone: boolean }) {
  return (
    <div class="pane">
      <h4>{title}</h4>
      {text !== null ? (
        <CodeEditor path={path} label={`${title} of ${path}`} text={text} isReadOnly />
      ) : (
        <Empty>{isGone ? 'The file does not exist.' : 'The file is binary.'}</Empty>
      )}
    </div>
  );
}
