/**
 * The variables that a run left, as the server shows them.
 */
import { answerOf, api } from '../api.ts';
import { Show, useLoad } from './load.tsx';
import { Empty, Oid } from './small.tsx';

export function State({ heap }: { heap: string }) {
  const state = useLoad(
    (signal) => answerOf(api.GET('/api/heaps/{key}', { params: { path: { key: heap } }, signal })),
    [heap],
  );
  return (
    <section aria-label="State">
      <h2>State</h2>
      <p class="facts">
        <Oid id={heap} />
      </p>
      <Show of={state}>
        {({ bindings }) =>
          bindings.length === 0 ? (
            <Empty>No variables were kept.</Empty>
          ) : (
            <dl class="bindings">
              {bindings.map(({ name, value }) => (
                <div key={name}>
                  <dt>
                    <code>{name}</code>
                  </dt>
                  <dd>
                    <code>{typeof value === 'string' ? value : JSON.stringify(value)}</code>
                  </dd>
                </div>
              ))}
            </dl>
          )
        }
      </Show>
    </section>
  );
}
