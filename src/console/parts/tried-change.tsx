/**
 * The result of a merge, pick or revert. Its conflicts are settled here, and the result is pushed.
 */
import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { address } from '../address.ts';
import type { Schemas } from '../api.ts';
import { type Change, pushChange, type Resolution } from '../settle.ts';
import { ConflictPanes } from './conflict-panes.tsx';
import { Problem, useAction } from './load.tsx';
import { Badge, Oid } from './small.tsx';

type Conflict = Schemas['FsConflict'];

export interface Tried {
  /** The change between two fixed commits, so that it stays the same while conflicts are settled. */
  readonly change: Change;
  /** The label to push to. */
  readonly label: Schemas['FsLabelEntry'] | undefined;
  readonly result: Schemas['FsMergeResult'];
}

export function TriedChange({ tried }: { tried: Tried }) {
  const { result } = tried;
  return (
    <>
      {result.warnings?.map((warning) => (
        <p key={warning} class="warning">
          {warning}
        </p>
      ))}
      {result.status === 'merged' ? (
        <Clean tried={tried} tree={result.ca_id as string} />
      ) : (
        <Conflicts tried={tried} conflicts={result.conflicts ?? []} marked={result.conflict_ca_id} />
      )}
    </>
  );
}

function Clean({ tried, tree }: { tried: Tried; tree: string }) {
  const { noun, sides } = tried.change;
  return (
    <>
      <p class="good" role="status">
        The {noun} is clean: <Oid id={tree} href={address.files(tree)} />{' '}
        <a href={address.compare(sides.ours, tree)}>See what changes</a>
      </p>
      <Finish tried={tried} resolutions={NONE} isReady />
    </>
  );
}

const NONE: ReadonlyMap<string, Resolution> = new Map();

interface ConflictsProps {
  readonly tried: Tried;
  readonly conflicts: readonly Conflict[];
  /** CA id of the tree with markers in its files. */
  readonly marked: string | undefined;
}

function Conflicts({ tried, conflicts, marked }: ConflictsProps) {
  const [settled, setSettled] = useState(NONE);
  const [chosen, choose] = useState(conflicts[0]?.path);
  const open = conflicts.find(({ path }) => path === chosen);
  const settle = (path: string, resolution: Resolution) => {
    const next = new Map(settled).set(path, resolution);
    setSettled(next);
    choose(conflicts.find((conflict) => !next.has(conflict.path))?.path ?? path);
  };
  const left = conflicts.length - settled.size;
  return (
    <>
      <h2>
        {conflicts.length} {conflicts.length === 1 ? 'conflict' : 'conflicts'}, {left} left
      </h2>
      {marked && (
        <p class="quiet">
          Settle them here, or work on <a href={address.files(marked)}>the tree with the conflict markers</a>:{' '}
          <a href={address.run({ fs: marked })}>run code on it</a>.
        </p>
      )}
      <ul class="table">
        {conflicts.map(({ path, kind }) => (
          <li class="row" key={path}>
            <Badge word={settled.has(path) ? 'settled' : kind} />
            <button type="button" class="link grow" aria-pressed={path === chosen} onClick={() => choose(path)}>
              {path}
            </button>
            <span class="quiet">{wordOf(settled.get(path))}</span>
          </li>
        ))}
      </ul>
      {open && (
        <ConflictPanes
          key={open.path}
          conflict={open}
          sides={tried.change.sides}
          settled={settled.get(open.path)}
          onSettle={(resolution) => settle(open.path, resolution)}
        />
      )}
      <Finish tried={tried} resolutions={settled} isReady={left === 0} />
    </>
  );
}

function wordOf(resolution: Resolution | undefined): string {
  if (resolution === undefined) return '';
  if (typeof resolution === 'string') return `takes ${resolution}`;
  return 'text' in resolution ? 'edited' : 'deleted';
}

interface FinishProps {
  readonly tried: Tried;
  readonly resolutions: ReadonlyMap<string, Resolution>;
  readonly isReady: boolean;
}

/** Pushes the result to the label. */
function Finish({ tried: { change, label }, resolutions, isReady }: FinishProps) {
  const { route } = useLocation();
  const [message, setMessage] = useState('');
  const push = useAction(async () => {
    if (!label) return;
    await pushChange(change, resolutions, label.name, message);
    route(address.label(label.name));
  });
  if (!label) return <p class="quiet">The result can be pushed only to a label, and you did not choose a label.</p>;
  return (
    <form
      class="inline"
      onSubmit={(event) => {
        event.preventDefault();
        push.run();
      }}
    >
      <span class="field wide">
        <label for="change-message">Message</label>
        <input id="change-message" value={message} onInput={(event) => setMessage(event.currentTarget.value)} />
      </span>
      <button type="submit" disabled={!isReady || push.isBusy}>
        Push the {change.noun} to {label.name}
      </button>
      {!isReady && <span class="quiet">Settle every conflict first.</span>}
      {push.error && <Problem error={push.error} />}
    </form>
  );
}
