/**
 * One session: its runs in order, with the files and the state before and after each; fork and delete.
 */

import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { address } from '../address.ts';
import { answerOf, api, type Schemas } from '../api.ts';
import { useLive } from '../live.ts';
import { Problem, useAction } from '../parts/load.tsx';
import { type Paged, usePages } from '../parts/paged-list.tsx';
import { Badge, Dialog, Empty, Oid, PageTitle, Time } from '../parts/small.tsx';

/** Number of runs on a page. */
const RUNS = 100;

type SessionRun = Schemas['SessionRun'];

export default function Session({ name }: { name: string }) {
  const [asked, setAsked] = useState<{ readonly fork?: string | undefined; readonly remove?: true }>();
  const runs = usePages(
    async (before, signal) => {
      const params = { path: { session: name }, query: { limit: RUNS, ...(before !== undefined && { before }) } };
      const { executions, next } = await answerOf(api.GET('/api/sessions/{session}', { params, signal }));
      return { rows: executions, next: next ?? undefined };
    },
    [name],
  );
  useLive((event) => event.type === 'execution' && event.session === name, runs.reload);
  return (
    <>
      <PageTitle title={name}>
        <button type="button" onClick={() => setAsked({ fork: undefined })}>
          Fork
        </button>
        <button type="button" class="danger" onClick={() => setAsked({ remove: true })}>
          Delete
        </button>
      </PageTitle>
      {runs.error && <Problem error={runs.error} retry={runs.reload} />}
      {runs.isFirst && !runs.error && (
        <p class="quiet" aria-busy="true">
          Loading…
        </p>
      )}
      {!runs.isFirst && <Runs runs={runs} onFork={(fork) => setAsked({ fork })} />}
      {asked && !asked.remove && <ForkDialog session={name} at={asked.fork} onClose={() => setAsked(undefined)} />}
      {asked?.remove && <DeleteDialog session={name} onClose={() => setAsked(undefined)} />}
    </>
  );
}

function Runs({ runs, onFork }: { runs: Paged<SessionRun>; onFork: (execution: string) => void }) {
  const { rows, next, more } = runs;
  if (rows.length === 0) return <Empty>The session has no run of its own yet.</Empty>;
  return (
    <>
      <ol class="table" reversed>
        {rows.map((run) => (
          <li class="row wrap" key={run.execution_id}>
            <Badge word={run.outcome ?? run.status} />
            <a class="grow" href={address.execution(run.execution_id)}>
              <code>{run.execution_id}</code>
            </a>
            <Time at={run.started_at} />
            {run.fs && <Oid id={run.fs} href={address.files(run.fs)} />}
            {run.base_fs && run.fs && <a href={address.compare(run.base_fs, run.fs)}>Changes</a>}
            <button type="button" onClick={() => onFork(run.execution_id)}>
              Fork here
            </button>
          </li>
        ))}
      </ol>
      {next !== undefined && (
        <button type="button" onClick={more}>
          Older runs
        </button>
      )}
    </>
  );
}

interface ForkProps {
  readonly session: string;
  readonly at: string | undefined;
  readonly onClose: () => void;
}

function ForkDialog({ session, at, onClose }: ForkProps) {
  const { route } = useLocation();
  const [name, setName] = useState('');
  const fork = useAction(async () => {
    const body = { name, ...(at !== undefined && { at }) };
    await answerOf(api.POST('/api/sessions/{session}/fork', { params: { path: { session } }, body }));
    onClose();
    route(address.session(name));
  });
  return (
    <Dialog title={`Fork ${session}`} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          fork.run();
        }}
      >
        <p>The new session starts with the files and the state of {at ? 'that run' : 'the latest run'}.</p>
        <label for="fork-name">Name</label>
        <input id="fork-name" required value={name} onInput={(event) => setName(event.currentTarget.value)} />
        {fork.error && <Problem error={fork.error} />}
        <div class="actions">
          <button type="submit" disabled={fork.isBusy}>
            Fork
          </button>
          <button type="button" class="plain" onClick={onClose}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function DeleteDialog({ session, onClose }: { session: string; onClose: () => void }) {
  const { route } = useLocation();
  const remove = useAction(async () => {
    await answerOf(api.DELETE('/api/sessions/{session}', { params: { path: { session } } }));
    onClose();
    route(address.sessions());
  });
  return (
    <Dialog title={`Delete ${session}`} onClose={onClose}>
      <p>Later runs of this name start without its files and variables. The runs stay on record.</p>
      {remove.error && <Problem error={remove.error} />}
      <div class="actions">
        <button type="button" class="danger" onClick={remove.run} disabled={remove.isBusy}>
          Delete
        </button>
        <button type="button" class="plain" onClick={onClose}>
          Cancel
        </button>
      </div>
    </Dialog>
  );
}
