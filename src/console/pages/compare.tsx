/**
 * Two trees compared: any labels, commits or CA ids.
 */

import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { address } from '../address.ts';
import { Comparison } from '../parts/comparison.tsx';
import { HandleInput } from '../parts/handle-input.tsx';
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
