/**
 * The runs, newest first, with filters.
 */
import { useLocation } from 'preact-iso';
import { address } from '../address.ts';
import { answerOf, api, type Schemas } from '../api.ts';
import { useLive } from '../live.ts';
import { type Page, PagedList, usePages } from '../parts/paged-list.tsx';
import { Badge, Empty, PageTitle, Time } from '../parts/small.tsx';

const PAGE = 200;
const ROW_PX = 44;
const STATUSES = ['running', 'completed', 'failed', 'cancelled', 'timed_out'] as const;

type Summary = Schemas['ExecutionSummary'];

interface Filter {
  readonly session: string;
  readonly label: string;
  readonly status: string;
}

export default function Executions() {
  const { query, route } = useLocation();
  const { session = '', label = '', status = '' } = query;
  const filter: Filter = { session, label, status };
  const runs = usePages((before, signal) => load(filter, before, signal), [filter]);
  useLive((event) => event.type === 'execution', runs.reload);
  const change = (part: Partial<Filter>) => route(address.executions({ ...filter, ...part }), true);
  const isFiltered = Object.values(filter).some((value) => value !== '');
  return (
    <>
      <PageTitle title="Executions" />
      <div class="inline">
        <span class="field">
          <label for="status">Status</label>
          <select id="status" value={filter.status} onChange={(event) => change({ status: event.currentTarget.value })}>
            <option value="">any</option>
            {STATUSES.map((status) => (
              <option key={status} value={status}>
                {status.replace('_', ' ')}
              </option>
            ))}
          </select>
        </span>
        <span class="field">
          <label for="session">Session</label>
          <input
            id="session"
            value={filter.session}
            onInput={(event) => change({ session: event.currentTarget.value })}
          />
        </span>
        <span class="field">
          <label for="label">Label</label>
          <input id="label" value={filter.label} onInput={(event) => change({ label: event.currentTarget.value })} />
        </span>
      </div>
      <PagedList
        of={runs}
        label="Executions"
        rowHeight={ROW_PX}
        row={(summary) => <Row key={summary.execution_id} summary={summary} />}
        empty={
          <Empty>
            {isFiltered ? 'No run matches the filters.' : 'Nothing has run yet.'} <a href={address.run()}>Run code</a>
          </Empty>
        }
      />
    </>
  );
}

async function load(filter: Filter, before: string | undefined, signal: AbortSignal): Promise<Page<Summary>> {
  const given = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== ''));
  const query = { limit: PAGE, ...given, ...(before !== undefined && { before }) };
  const { executions } = await answerOf(api.GET('/api/executions', { params: { query }, signal }));
  return { rows: executions, next: executions.length < PAGE ? undefined : executions.at(-1)?.execution_id };
}

function Row({ summary: { execution_id, status, outcome, started_at, session } }: { summary: Summary }) {
  return (
    <div class="row" style={{ height: `${ROW_PX}px` }}>
      <Badge word={outcome ?? status} />
      <a class="grow" href={address.execution(execution_id)}>
        <code>{execution_id}</code>
      </a>
      {session && <a href={address.session(session)}>{session}</a>}
      <Time at={started_at} />
    </div>
  );
}
