/**
 * One label: its history as a graph, its log, and its actions.
 */

import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { address } from '../address.ts';
import { answerOf, api, type Schemas } from '../api.ts';
import { useLive } from '../live.ts';
import { BranchDialog } from '../parts/branch-dialog.tsx';
import { CommitGraph } from '../parts/commit-graph.tsx';
import { Problem, Show, useAction, useLoad } from '../parts/load.tsx';
import { usePages } from '../parts/paged-list.tsx';
import { Badge, Dialog, Empty, Oid, PageTitle, Time } from '../parts/small.tsx';

const COMMITS = 200;
const LOG_ENTRIES = 200;

type LogEntry = Schemas['FsLogEntry'];

export default function Label({ name }: { name: string }) {
  const { query } = useLocation();
  const isLog = query.part === 'log';
  const [asked, setAsked] = useState<'branch' | 'delete'>();
  const head = useLoad(
    (signal) => answerOf(api.GET('/api/fs/labels/{label}', { params: { path: { label: name } }, signal })),
    [name],
  );
  useLive((event) => event.type === 'label' && event.name === name, head.reload);
  return (
    <>
      <PageTitle title={name}>
        <a class="button" href={address.files(name)}>
          Files
        </a>
        <a class="button" href={address.run({ fs: name })}>
          Run code on it
        </a>
        <a class="button" href={address.merge({ ours: name })}>
          Merge into it
        </a>
        <button type="button" onClick={() => setAsked('branch')}>
          New label from it
        </button>
        <button type="button" class="danger" onClick={() => setAsked('delete')}>
          Delete
        </button>
      </PageTitle>
      <Show of={head}>
        {({ ca_id, commit }) => (
          <>
            <p class="facts">
              head {commit && <Oid id={commit} href={address.commit(commit, name)} />} tree{' '}
              <Oid id={ca_id} href={address.files(ca_id)} />
            </p>
            <nav class="tabs" aria-label="Parts">
              <a href={address.label(name)} aria-current={isLog ? undefined : 'page'}>
                History
              </a>
              <a href={address.label(name, 'log')} aria-current={isLog ? 'page' : undefined}>
                Log
              </a>
            </nav>
            {isLog ? (
              <Log label={name} head={commit as string} tree={ca_id} />
            ) : (
              <History label={name} head={commit as string} />
            )}
          </>
        )}
      </Show>
      {asked === 'branch' && <BranchDialog from={name} onClose={() => setAsked(undefined)} />}
      {asked === 'delete' && <DeleteDialog label={name} onClose={() => setAsked(undefined)} />}
    </>
  );
}

function History({ label, head }: { label: string; head: string }) {
  const history = usePages(
    async (after, signal) => {
      const query = { limit: COMMITS, ...(after !== undefined && { after }) };
      // Ask by the head's id: if the label moves meanwhile, two histories are not mixed.
      const params = { path: { handle: head }, query };
      const { commits, next } = await answerOf(api.GET('/api/fs/snapshots/{handle}/commits', { params, signal }));
      return { rows: commits, next: next ?? undefined };
    },
    [label, head],
  );
  return <CommitGraph history={history} label={label} />;
}

/** @param head commit of the label; the log is reloaded when it changes */
function Log({ label, head, tree }: { label: string; head: string; tree: string }) {
  const [limit, setLimit] = useState(LOG_ENTRIES);
  const [target, setTarget] = useState<LogEntry>();
  const log = useLoad(
    (signal) => {
      const params = { path: { label }, query: { limit } };
      return answerOf(api.GET('/api/fs/labels/{label}/log', { params, signal }));
    },
    [label, head, limit],
  );
  return (
    <Show of={log}>
      {({ log: entries }) => (
        <>
          {entries.length === 0 && <Empty>The label has no log.</Empty>}
          <ol class="table" reversed>
            {entries.toReversed().map((entry) => (
              <li class="row wrap" key={`${entry.at} ${entry.to} ${entry.n}`}>
                <Badge word={entry.op} />
                <span class="grow">{entry.message}</span>
                <Time at={entry.at} />
                <Oid id={entry.to} href={address.files(entry.to)} />
                {entry.from && <a href={address.compare(entry.from, entry.to)}>Changes</a>}
                {entry.to !== tree && (
                  <button type="button" onClick={() => setTarget(entry)}>
                    Reset to here
                  </button>
                )}
              </li>
            ))}
          </ol>
          {entries.length === limit && (
            <button type="button" onClick={() => setLimit(limit + LOG_ENTRIES)}>
              Older moves
            </button>
          )}
          {target && <ResetDialog label={label} entry={target} onClose={() => setTarget(undefined)} />}
        </>
      )}
    </Show>
  );
}

function ResetDialog({ label, entry, onClose }: { label: string; entry: LogEntry; onClose: () => void }) {
  const reset = useAction(async () => {
    await answerOf(api.POST('/api/fs/reset', { body: { label, ca_id: entry.to } }));
    onClose();
  });
  return (
    <Dialog title={`Reset ${label}`} onClose={onClose}>
      <p>
        The label goes back to <Oid id={entry.to} />. What it is at now stays in its log.
      </p>
      {reset.error && <Problem error={reset.error} />}
      <div class="actions">
        <button type="button" onClick={reset.run} disabled={reset.isBusy}>
          Reset
        </button>
        <button type="button" class="plain" onClick={onClose}>
          Cancel
        </button>
      </div>
    </Dialog>
  );
}

function DeleteDialog({ label, onClose }: { label: string; onClose: () => void }) {
  const { route } = useLocation();
  const remove = useAction(async () => {
    await answerOf(api.DELETE('/api/fs/labels/{label}', { params: { path: { label } } }));
    onClose();
    route(address.labels());
  });
  return (
    <Dialog title={`Delete ${label}`} onClose={onClose}>
      <p>This deletes the label and its log permanently. Trees that another label, a run or a session names stay.</p>
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
