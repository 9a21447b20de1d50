/**
 * The sessions: runs that go on from each other.
 */
import { useState } from 'preact/hooks';
import { address } from '../address.ts';
import { answerOf, api } from '../api.ts';
import { useLive } from '../live.ts';
import { Show, useLoad } from '../parts/load.tsx';
import { Empty, Oid, PageTitle, Time } from '../parts/small.tsx';
import { VirtualList } from '../parts/virtual-list.tsx';

const PAGE = 500;
const ROW_PX = 44;

export default function Sessions() {
  const [prefix, setPrefix] = useState('');
  const sessions = useLoad(
    (signal) => {
      const query = { limit: PAGE, ...(prefix !== '' && { prefix }) };
      return answerOf(api.GET('/api/sessions', { params: { query }, signal }));
    },
    [prefix],
  );
  useLive((event) => event.type === 'execution', sessions.reload);
  return (
    <>
      <PageTitle title="Sessions" />
      <input
        type="search"
        aria-label="Sessions that begin with"
        placeholder="Sessions that begin with…"
        value={prefix}
        onInput={(event) => setPrefix(event.currentTarget.value)}
      />
      <Show of={sessions}>
        {({ sessions: rows }) =>
          rows.length === 0 ? (
            <Empty>No run has named a session. Give one when you run code, and later runs go on from it.</Empty>
          ) : (
            <VirtualList
              class="table"
              label="Sessions"
              count={rows.length}
              rowHeight={ROW_PX}
              row={(index) => {
                const { name, runs, fs, updated_at } = rows[index]!;
                return (
                  <div key={name} class="row" style={{ height: `${ROW_PX}px` }}>
                    <a class="grow strong" href={address.session(name)}>
                      {name}
                    </a>
                    <span class="quiet">{runs} runs</span>
                    {fs && <Oid id={fs} href={address.files(fs)} />}
                    <Time at={updated_at} />
                  </div>
                );
              }}
            />
          )
        }
      </Show>
    </>
  );
}
