/**
 * One run: how it ended, its result, output, changes, timings, artifacts and state.
 */
import { useEffect } from 'preact/hooks';
import { address } from '../address.ts';
import { answerOf, api, type Schemas } from '../api.ts';
import { useLive } from '../live.ts';
import { Artifacts } from '../parts/artifacts.tsx';
import { ChangedFiles } from '../parts/changed-files.tsx';
import { Problem, Show, useAction, useLoad } from '../parts/load.tsx';
import { Output } from '../parts/output.tsx';
import { PushForm } from '../parts/push-form.tsx';
import { Badge, bytes, Oid, PageTitle, Time } from '../parts/small.tsx';
import { State } from '../parts/state.tsx';
import { Timings } from '../parts/timings.tsx';

/** Seconds that a request for a running execution waits for its end. */
const WAIT_SECS = 30;

export type Info = Schemas['ExecutionInfo'];

export default function Execution({ id }: { id: string }) {
  return (
    <>
      <PageTitle title="Execution" />
      <p class="facts">
        <code>{id}</code>
      </p>
      <ExecutionView id={id} />
    </>
  );
}

/** View of a run; also shown below the editor from which the run was started. */
export function ExecutionView({ id, label }: { id: string; label?: string }) {
  const info = useLoad(
    (signal) => answerOf(api.GET('/api/executions/{id}', { params: { path: { id } }, signal })),
    [id],
  );
  useLive((event) => event.type === 'execution' && event.id === id, info.reload);
  useEnd(info.data, info.reload);
  return <Show of={info}>{(data) => <Details info={data} label={label} />}</Show>;
}

/** Waits for the end of a run, even when the stream of events is broken. */
function useEnd(info: Info | undefined, reload: () => void): void {
  const running = info?.outcome === null ? info.execution_id : undefined;
  useEffect(() => {
    if (running === undefined) return;
    const gone = new AbortController();
    const params = { path: { id: running }, query: { wait: WAIT_SECS } };
    api.GET('/api/executions/{id}', { params, signal: gone.signal }).then(reload, () => undefined);
    return () => gone.abort();
  }, [running, info]);
}

function Details({ info, label }: { info: Info; label?: string | undefined }) {
  const isRunning = info.outcome === null;
  return (
    <>
      <Summary info={info} />
      {info.error && (
        <section aria-label="Error">
          <h2>Error</h2>
          <pre class="error">{info.error}</pre>
        </section>
      )}
      {info.outcome === 'completed' && (
        <section aria-label="Result">
          <h2>Result</h2>
          <pre>{pretty(info.result)}</pre>
        </section>
      )}
      <Output execution={info.execution_id} isRunning={isRunning} />
      {info.base_fs && info.fs && (
        <section aria-label="Changes">
          <h2>Changes</h2>
          <ChangedFiles changes={info.changes?.entries ?? []} from={info.base_fs} to={info.fs} />
          {info.changes && info.changes.total > info.changes.entries.length && (
            <p>
              {info.changes.total} paths changed. <a href={address.compare(info.base_fs, info.fs)}>See them all</a>
            </p>
          )}
        </section>
      )}
      {info.outcome === 'completed' && !info.fs && (
        <p class="quiet">The run was not on a label, so its files were not kept.</p>
      )}
      {info.fs && <PushForm info={info} {...(label && { label })} />}
      <Artifacts info={info} />
      {!isRunning && <Timings info={info} />}
      {info.heap && <State heap={info.heap} />}
    </>
  );
}

function Summary({ info }: { info: Info }) {
  const cancel = useAction(async () => {
    await answerOf(api.POST('/api/executions/{id}/cancel', { params: { path: { id: info.execution_id } } }));
  });
  return (
    <>
      <p class="facts">
        <Badge word={info.outcome ?? info.status} /> started <Time at={info.started_at} />
        {info.session && (
          <>
            {' '}
            in session <a href={address.session(info.session)}>{info.session}</a>
          </>
        )}
        {info.base_fs && (
          <>
            {' '}
            on <Oid id={info.base_fs} href={address.files(info.base_fs)} />
          </>
        )}
        {info.fs && (
          <>
            {' '}
            left <Oid id={info.fs} href={address.files(info.fs)} />
          </>
        )}
        {typeof info.memory_peak_bytes === 'number' && <> · {bytes(info.memory_peak_bytes)} of memory</>}
      </p>
      {info.warnings?.map((warning) => (
        <p key={warning} class="warning">
          {warning}
        </p>
      ))}
      {info.push && (
        <p class="facts">
          push <Badge word={info.push.status} /> <a href={address.label(info.push.label)}>{info.push.label}</a>
        </p>
      )}
      {Object.keys(info.tags ?? {}).length > 0 && (
        <p class="facts">
          {Object.entries(info.tags).map(([key, value]) => (
            <span key={key} class="tag">
              {key}: {value}
            </span>
          ))}
        </p>
      )}
      {info.outcome === null && (
        <button type="button" class="danger" onClick={cancel.run} disabled={cancel.isBusy}>
          Cancel the run
        </button>
      )}
      {cancel.error && <Problem error={cancel.error} />}
    </>
  );
}

function pretty(result: string | null): string {
  return result === null ? 'null' : JSON.stringify(JSON.parse(result), null, 2);
}
