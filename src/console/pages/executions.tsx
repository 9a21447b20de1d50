/**
 * The runs, newest first, with filters.
 */
import { useLocation } from 'preact-iso';
import { useEffect, useState } from 'preact/hooks';
import { address } from '../address.ts';
import { answerOf, api, type Schemas } from '../api.ts';
import { useLive } from '../live.ts';
import { Show, useLoad } from '../parts/load.tsx';
import { Badge, Empty, PageTitle, Time } from '../parts/small.tsx';
import { VirtualList } from '../parts/virtual-list.tsx';

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
  const { query } = useLocation();
  const [filter, setFilter] = useState<Filter>({
    session: query.session ?? '',
    label: query.label ?? '',
    status: '',
  });
  const first = useLoad((signal) => load(filter, undefined, signal), [filter]);
  useLive((event) => event.type === 'execution', first.reload);
  const change = (part: Partial<Filter>) => setFilter({ ...filter, ...part });
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
          <input id="session" value={filter.session} onInput={(event) => change({ session: event.currentTarget.value })} />
        </span>
        <span class="field">
          <label for="label">Label</label>
          <input id="label" value={filter.label} onInput={(event) => change({ label: event.currentTarget.value })} />
        </span>
      </div>
      <Show of={first}>{(page) => <List key={JSON.stringify(filter)} first={page} filter={filter} />}</Show>
    </>
  );
}

async function load(filter: Filter, before?: string, signal?: AbortSignal): Promise<Summary[]> {
  const given = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== ''));
  const query = { limit: PAGE, ...given, ...(before !== undefined && { before }) };
  const call = api.GET('/api/executions', { params: { query }, signal: signal ?? null });
  return (await answerOf(call)).executions as Summary[];
}

function List({ first, filter }: { first: readonly Summary[]; filter: Filter }) {
  const [older, setOlder] = useState<readonly Summary[]>([]);
  const [isWhole, setWhole] = useState(first.length < PAGE);
  useEffect(() => setOlder([]), [first]);
  const all = [...first, ...older];
  const loadMore = async () => {
    const page = await load(filter, all.at(-1)?.execution_id);
    setOlder([...older, ...page]);
    setWhole(page.length < PAGE);
  };
  if (all.length === 0) return <Empty>No run is like this. <a href={address.run()}>Run code</a></Empty>;
  return (
    <>
      <VirtualList
        class="table"
        label="Executions"
        count={all.length}
        rowHeight={ROW_PX}
        row={(index) => <Row key={all[index]?.execution_id} summary={all[index] as Summary} />}
      />
      {!isWhole && (
        <button type="button" onClick={() => void loadMore()}>
          Older runs
        </button>
      )}
    </>
  );
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
