/**
 * Two trees compared: any labels, commits or CA ids.
 */

import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { address } from '../address.ts';
import { answerOf, api, type Schemas } from '../api.ts';
import { ChangedFiles } from '../parts/changed-files.tsx';
import { HandleInput } from '../parts/handle-input.tsx';
import { Show, useLoad } from '../parts/load.tsx';
import { PageTitle } from '../parts/small.tsx';

export default function Compare() {
  const { query, route } = useLocation();
  const [from, setFrom] = useState(query.from ?? '');
  const [to, setTo] = useState(query.to ?? '');
  return (
    <>
      <PageTitle title="Compare">
        {query.from && query.to && (
          <a class="button" href={address.merge({ ours: query.to, theirs: query.from })}>
            Merge them
          </a>
        )}
      </PageTitle>
      <form
        class="inline"
        onSubmit={(event) => {
          event.preventDefault();
          route(address.compare(from, to));
        }}
      >
        <HandleInput id="from" label="From" value={from} onInput={setFrom} />
        <HandleInput id="to" label="To" value={to} onInput={setTo} />
        <button type="submit">Compare</button>
      </form>
      {query.from && query.to && <Comparison key={`${query.from} ${query.to}`} from={query.from} to={query.to} />}
    </>
  );
}

function Comparison({ from, to }: { from: string; to: string }) {
  const changes = useLoad(
    async (signal) => {
      const call = api.GET('/api/fs/diff', { params: { query: { from, to } }, signal });
      return (await answerOf(call)) as Schemas['FsDiff'];
    },
    [from, to],
  );
  return <Show of={changes}>{(diff) => <ChangedFiles changes={diff.changes} from={from} to={to} />}</Show>;
}
