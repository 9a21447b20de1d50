/**
 * The sessions: chains of runs, in which each run continues from the previous run.
 */
import { address } from '../address.ts';
import { answerOf, api, type Schemas } from '../api.ts';
import { FilteredList, type PageQuery, ROW_PX } from '../parts/filtered-list.tsx';
import type { Page } from '../parts/paged-list.tsx';
import { Empty, Oid, PageTitle, Time } from '../parts/small.tsx';

/** Sessions loaded at a time. */
const PAGE = 500;

type Entry = Schemas['SessionEntry'];

export default function Sessions() {
  return (
    <>
      <PageTitle title="Sessions" />
      <p class="quiet">Each run of a session continues with the files and the variables of the run before it.</p>
      <FilteredList
        one="session"
        many="Sessions"
        pageSize={PAGE}
        load={load}
        changedBy="execution"
        row={(entry) => <SessionRow key={entry.name} entry={entry} />}
        none={<NoSessions />}
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

async function load(query: PageQuery, signal: AbortSignal): Promise<Page<Entry>> {
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
