/**
 * Merges two trees. Each conflict is settled here, then the merge is pushed as a commit with both parents.
 */

import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { address } from '../address.ts';
import { headOf } from '../heads.ts';
import { HandleInput } from '../parts/handle-input.tsx';
import { Show, useLoad } from '../parts/load.tsx';
import { PageTitle } from '../parts/small.tsx';
import { type Tried, TriedChange } from '../parts/tried-change.tsx';
import { mergeOf, type Sides } from '../settle.ts';

export default function Merge() {
  const { query, route } = useLocation();
  const [ours, setOurs] = useState(query.ours ?? '');
  const [theirs, setTheirs] = useState(query.theirs ?? '');
  return (
    <>
      <PageTitle title="Merge" />
      <p class="quiet">
        Brings what one label, commit or tree has into another. Nothing moves until you push the merge at the end.
      </p>
      <form
        class="inline"
        onSubmit={(event) => {
          event.preventDefault();
          route(address.merge({ ours, theirs }));
        }}
      >
        <HandleInput id="theirs" label="Merge (theirs)" value={theirs} onInput={setTheirs} />
        <HandleInput id="ours" label="into (ours)" value={ours} onInput={setOurs} />
        <button type="submit">Merge</button>
      </form>
      {query.ours && query.theirs && (
        <Attempt key={`${query.ours} ${query.theirs}`} ours={query.ours} theirs={query.theirs} />
      )}
    </>
  );
}

function Attempt({ ours, theirs }: Sides) {
  const tried = useLoad(
    async (signal): Promise<Tried> => {
      const [label, other] = await Promise.all([headOf(ours), headOf(theirs)]);
      const change = mergeOf({ ours: label?.commit ?? ours, theirs: other?.commit ?? theirs });
      return { change, label, result: await change.carryOut({}, signal) };
    },
    [ours, theirs],
  );
  return <Show of={tried}>{(now) => <TriedChange tried={now} />}</Show>;
}
