/**
 * Merges two trees: what is clean merges by itself, and each conflict is settled here, then pushed with both parents.
 */

import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { address } from '../address.ts';
import { answerOf, api, type Schemas } from '../api.ts';
import { headOf } from '../heads.ts';
import { ConflictPanes } from '../parts/conflict-panes.tsx';
import { HandleInput } from '../parts/handle-input.tsx';
import { Problem, Show, useAction, useLoad } from '../parts/load.tsx';
import { Badge, Oid, PageTitle } from '../parts/small.tsx';
import { pushMerge, type Resolution, type Sides } from '../settle.ts';

type Conflict = Schemas['FsConflict'];
type Head = Schemas['FsLabelEntry'];

export default function Merge() {
  const { query, route } = useLocation();
  const [ours, setOurs] = useState(query.ours ?? '');
  const [theirs, setTheirs] = useState(query.theirs ?? '');
  return (
    <>
      <PageTitle title="Merge" />
      <p class="quiet">
        Brings what one label, commit or tree has into another. Nothing moves until you push the merge at the end.
      </p>
      <form
        class="inline"
        onSubmit={(event) => {
          event.preventDefault();
          route(address.merge({ ours, theirs }));
        }}
      >
        <HandleInput id="theirs" label="Merge (theirs)" value={theirs} onInput={setTheirs} />
        <HandleInput id="ours" label="into (ours)" value={ours} onInput={setOurs} />
        <button type="submit">Merge</button>
      </form>
      {query.ours && query.theirs && (
        <Attempt key={`${query.ours} ${query.theirs}`} ours={query.ours} theirs={query.theirs} />
      )}
    </>
  );
}

/** A merge as it came out, and of what. */
interface Tried {
  /** Commits, so that nothing changes while conflicts are settled. */
  readonly sides: Sides;
  /** The label to push to. */
  readonly label: Head | undefined;
  readonly result: Schemas['FsMergeResult'];
}

function Attempt({ ours, theirs }: Sides) {
  const tried = useLoad(
    async (signal): Promise<Tried> => {
      const [label, other] = await Promise.all([headOf(ours), headOf(theirs)]);
      const sides = { ours: label?.commit ?? ours, theirs: other?.commit ?? theirs };
      const result = await answerOf(api.POST('/api/fs/merge', { body: { ...sides, base: 'auto' }, signal }));
      return { sides, label, result };
    },
    [ours, theirs],
  );
  return (
    <Show of={tried}>
      {(now) =>
        now.result.status === 'merged' ? (
          <Clean tried={now} tree={now.result.ca_id as string} />
        ) : (
          <Conflicts tried={now} conflicts={now.result.conflicts ?? []} />
        )
      }
    </Show>
  );
}

function Clean({ tried, tree }: { tried: Tried; tree: string }) {
  return (
    <>
      <p class="good" role="status">
        The merge is clean: <Oid id={tree} href={address.files(tree)} />{' '}
        <a href={address.compare(tried.sides.ours, tree)}>See what changes</a>
      </p>
      <Finish tried={tried} resolutions={NONE} isReady />
    </>
  );
}

const NONE: ReadonlyMap<string, Resolution> = new Map();

interface ConflictsProps {
  readonly tried: Tried;
  readonly conflicts: readonly Conflict[];
}

function Conflicts({ tried, conflicts }: ConflictsProps) {
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
          sides={tried.sides}
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

/** Pushes the merge, with both sides as parents. */
function Finish({ tried: { sides, label }, resolutions, isReady }: FinishProps) {
  const { route } = useLocation();
  const [message, setMessage] = useState('');
  const push = useAction(async () => {
    const { name } = label as Head;
    await pushMerge(sides, resolutions, name, message);
    route(address.label(name));
  });
  if (!label) {
    return <p class="quiet">Merge into a label to push the result: what you merge into is not one.</p>;
  }
  return (
    <form
      class="inline"
      onSubmit={(event) => {
        event.preventDefault();
        push.run();
      }}
    >
      <span class="field wide">
        <label for="merge-message">Message</label>
        <input id="merge-message" value={message} onInput={(event) => setMessage(event.currentTarget.value)} />
      </span>
      <button type="submit" disabled={!isReady || push.isBusy}>
        Push the merge to {label.name}
      </button>
      {!isReady && <span class="quiet">Settle every conflict first.</span>}
      {push.error && <Problem error={push.error} />}
    </form>
  );
}
