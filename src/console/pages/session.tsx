/**
 * One session: its runs in order, with the files and the state before and after each; fork and delete.
 */

import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { address } from '../address.ts';
import { answerOf, api } from '../api.ts';
import { useLive } from '../live.ts';
import { Problem, Show, useAction, useLoad } from '../parts/load.tsx';
import { Badge, Dialog, Oid, PageTitle, Time } from '../parts/small.tsx';

export default function Session({ name }: { name: string }) {
  const [asked, setAsked] = useState<{ readonly fork?: string | undefined; readonly remove?: true }>();
  const session = useLoad(
    (signal) => answerOf(api.GET('/api/sessions/{session}', { params: { path: { session: name } }, signal })),
    [name],
  );
  useLive((event) => event.type === 'execution' && event.session === name, session.reload);
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
      <Show of={session}>
        {({ executions }) => (
          <ol class="table">
            {executions.map((run) => (
              <li class="row wrap" key={run.execution_id}>
                <Badge word={run.outcome ?? run.status} />
                <a class="grow" href={address.execution(run.execution_id)}>
                  <code>{run.execution_id}</code>
                </a>
                <Time at={run.started_at} />
                {run.fs && <Oid id={run.fs} href={address.files(run.fs)} />}
                {run.base_fs && run.fs && <a href={address.compare(run.base_fs, run.fs)}>Changes</a>}
                <button type="button" onClick={() => setAsked({ fork: run.execution_id })}>
                  Fork here
                </button>
              </li>
            ))}
          </ol>
        )}
      </Show>
      {asked && !asked.remove && <ForkDialog session={name} at={asked.fork} onClose={() => setAsked(undefined)} />}
      {asked?.remove && <DeleteDialog session={name} onClose={() => setAsked(undefined)} />}
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
