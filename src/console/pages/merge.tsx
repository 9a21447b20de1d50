/**
 * Merges two trees: what is clean merges by itself, and each conflict is settled here, then pushed with both parents.
 */
import { useLocation } from 'preact-iso';
import { useState } from 'preact/hooks';
import { address } from '../address.ts';
import { answerOf, api, type Schemas } from '../api.ts';
import { ConflictPanes } from '../parts/conflict-panes.tsx';
import { HandleInput } from '../parts/handle-input.tsx';
import { Problem, Show, useAction, useLoad } from '../parts/load.tsx';
import { Badge, Oid, PageTitle } from '../parts/small.tsx';

/** How a conflict is settled: to a side as a whole, to a text, or by leaving the file out. */
export type Resolution = 'ours' | 'theirs' | { readonly text: string } | { readonly delete: true };
export type Conflict = Schemas['FsConflict'];

interface Sides {
  readonly ours: string;
  readonly theirs: string;
}

export default function Merge() {
  const { query, route } = useLocation();
  const [ours, setOurs] = useState(query.ours ?? '');
  const [theirs, setTheirs] = useState(query.theirs ?? '');
  const [push, setPush] = useState(query.push ?? '');
  return (
    <>
      <PageTitle title="Merge" />
      <form
        class="inline"
        onSubmit={(event) => {
          event.preventDefault();
          route(address.merge({ ours, theirs, ...(push !== '' && { push }) }));
        }}
      >
        <HandleInput id="ours" label="Ours" value={ours} onInput={setOurs} />
        <HandleInput id="theirs" label="Theirs" value={theirs} onInput={setTheirs} />
        <HandleInput id="push" label="Push to label" value={push} isRequired={false} onInput={setPush} />
        <button type="submit">Merge</button>
      </form>
      {query.ours && query.theirs && (
        <Attempt
          key={`${query.ours} ${query.theirs}`}
          sides={{ ours: query.ours, theirs: query.theirs }}
          label={query.push ?? ''}
        />
      )}
    </>
  );
}

function Attempt({ sides, label }: { sides: Sides; label: string }) {
  const merge = useLoad(
    (signal) => answerOf(api.POST('/api/fs/merge', { body: { ...sides, base: 'auto' }, signal })),
    [sides.ours, sides.theirs],
  );
  return (
    <Show of={merge}>
      {(result) =>
        result.status === 'merged' ? (
          <Clean sides={sides} label={label} tree={result.ca_id as string} />
        ) : (
          <Conflicts sides={sides} label={label} conflicts={result.conflicts ?? []} />
        )
      }
    </Show>
  );
}

function Clean({ sides, label, tree }: { sides: Sides; label: string; tree: string }) {
  return (
    <>
      <p class="good" role="status">
        The merge is clean: <Oid id={tree} href={address.files(tree)} />{' '}
        <a href={address.compare(sides.theirs, tree)}>Changes to theirs</a>
      </p>
      <Finish sides={sides} label={label} resolutions={new Map()} isReady />
    </>
  );
}

interface ConflictsProps {
  readonly sides: Sides;
  readonly label: string;
  readonly conflicts: readonly Conflict[];
}

function Conflicts({ sides, label, conflicts }: ConflictsProps) {
  const [settled, setSettled] = useState<ReadonlyMap<string, Resolution>>(new Map());
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
      <ul class="table">
        {conflicts.map(({ path, kind }) => (
          <li class="row" key={path}>
            <Badge word={settled.has(path) ? 'completed' : kind} />
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
          sides={sides}
          settled={settled.get(open.path)}
          onSettle={(resolution) => settle(open.path, resolution)}
        />
      )}
      <Finish sides={sides} label={label} resolutions={settled} isReady={left === 0} />
    </>
  );
}

function wordOf(resolution: Resolution | undefined): string {
  if (resolution === undefined) return '';
  if (typeof resolution === 'string') return `takes ${resolution}`;
  return 'text' in resolution ? 'edited' : 'deleted';
}

interface FinishProps {
  readonly sides: Sides;
  readonly label: string;
  readonly resolutions: ReadonlyMap<string, Resolution>;
  readonly isReady: boolean;
}

/** Pushes the merge, with both sides as parents. */
function Finish({ sides, label, resolutions, isReady }: FinishProps) {
  const { route } = useLocation();
  const [target, setTarget] = useState(label);
  const [message, setMessage] = useState('');
  const push = useAction(async () => {
    const body = {
      ...sides,
      base: 'auto',
      ...(resolutions.size > 0 && { resolutions: Object.fromEntries(resolutions) }),
      push: { label: target, ...(message !== '' && { message }) },
    };
    const result = await answerOf(api.POST('/api/fs/merge', { body }));
    if (result.push?.status !== 'advanced' && result.push?.status !== 'merged' && result.push?.status !== 'unchanged') {
      throw new Error(`${target} has moved meanwhile and was not pushed to; merge again`);
    }
    route(address.label(target));
  });
  return (
    <form
      class="inline"
      onSubmit={(event) => {
        event.preventDefault();
        push.run();
      }}
    >
      <HandleInput id="merge-label" label="Label" value={target} onInput={setTarget} />
      <span class="field wide">
        <label for="merge-message">Message</label>
        <input id="merge-message" value={message} onInput={(event) => setMessage(event.currentTarget.value)} />
      </span>
      <button type="submit" disabled={!isReady || push.isBusy}>
        Push the merge
      </button>
      {push.error && <Problem error={push.error} />}
    </form>
  );
}
