/**
 * The sessions: runs that go on from each other.
 */
import { useState } from 'preact/hooks';
import { address } from '../address.ts';
import { answerOf, api, type Schemas } from '../api.ts';
import { useLive } from '../live.ts';
import { type Page, PagedList, usePages } from '../parts/paged-list.tsx';
import { Empty, Oid, PageTitle, Time } from '../parts/small.tsx';

const PAGE = 500;
const ROW_PX = 44;

type Entry = Schemas['SessionEntry'];

export default function Sessions() {
  const [prefix, setPrefix] = useState('');
  const sessions = usePages((after, signal) => load(prefix, after, signal), [prefix]);
  useLive((event) => event.type === 'execution', sessions.reload);
  return (
    <>
      <PageTitle title="Sessions" />
      <p class="quiet">
        Runs of one session go on from each other: with the files and the variables that the last one left.
      </p>
      <input
        type="search"
        aria-label="Sessions that begin with"
        placeholder="Sessions that begin with…"
        value={prefix}
        onInput={(event) => setPrefix(event.currentTarget.value)}
      />
      <PagedList
        of={sessions}
        label="Sessions"
        rowHeight={ROW_PX}
        row={(entry) => <SessionRow key={entry.name} entry={entry} />}
        empty={prefix === '' ? <NoSessions /> : <Empty>No session begins like this.</Empty>}
      />
    </>
  );
}

function NoSessions() {
  return (
    <Empty>
      There is no session yet. Name one when you <a href={address.run()}>run code</a>, and later runs of that name go on
      from it.
    </Empty>
  );
}

async function load(prefix: string, after: string | undefined, signal: AbortSignal): Promise<Page<Entry>> {
  const query = { limit: PAGE, ...(prefix !== '' && { prefix }), ...(after !== undefined && { after }) };
  const { sessions, next } = await answerOf(api.GET('/api/sessions', { params: { query }, signal }));
  return { rows: sessions, next: next ?? undefined };
}

function SessionRow({ entry: { name, runs, fs, updated_at } }: { entry: Entry }) {
  return (
    <div class="row" style={{ height: `${ROW_PX}px` }}>
      <a class="grow strong" href={address.session(name)}>
        {name}
      </a>
      <span class="quiet">{runs === 1 ? '1 run' : `${runs} runs`}</span>
      {fs && <Oid id={fs} href={address.files(fs)} />}
      <Time at={updated_at} />
    </div>
  );
}
