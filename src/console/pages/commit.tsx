/**
 * One commit: its message, its changes, and actions that pick or revert the changes on a label.
 */
import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { address, EMPTY_TREE } from '../address.ts';
import { answerOf, api, type Schemas } from '../api.ts';
import { headOf } from '../heads.ts';
import { Comparison } from '../parts/comparison.tsx';
import { HandleInput } from '../parts/handle-input.tsx';
import { Problem, Show, useAction, useLoad } from '../parts/load.tsx';
import { Oid, PageTitle, short, Time } from '../parts/small.tsx';
import { type Tried, TriedChange } from '../parts/tried-change.tsx';
import { pickOf } from '../settle.ts';

/** Matches the line of a commit message that names the run which produced the tree. */
const EXECUTION = /^Execution: ([0-9a-f-]{36})$/m;

type Commit = Schemas['FsCommit'];

export default function CommitPage({ id }: { id: string }) {
  const commit = useLoad(
    async (signal) => {
      const params = { path: { handle: id }, query: { limit: 1 } };
      const { commits } = await answerOf(api.GET('/api/fs/snapshots/{handle}/commits', { params, signal }));
      return commits[0] as Commit;
    },
    [id],
  );
  if (!commit.data) {
    return (
      <>
        <PageTitle title={`Commit ${short(id)}`} />
        <Show of={commit}>{() => null}</Show>
      </>
    );
  }
  return <Details commit={commit.data} />;
}

function Details({ commit }: { commit: Commit }) {
  const { query } = useLocation();
  const [subject = '', ...rest] = commit.message.trim().split('\n');
  const message = rest.join('\n').trim();
  const execution = EXECUTION.exec(message)?.[1];
  const body = message.replace(EXECUTION, '').trim();
  return (
    <>
      <PageTitle title={subject || '(no message)'}>
        <a class="button" href={address.files(commit.commit)}>
          Files
        </a>
        <a class="button" href={address.run({ fs: commit.commit })}>
          Run code on it
        </a>
      </PageTitle>
      <p class="facts">
        {commit.author.name} <Time at={commit.time} /> · commit <Oid id={commit.commit} /> tree{' '}
        <Oid id={commit.tree} href={address.files(commit.tree)} />
      </p>
      {commit.parents.length > 0 && (
        <p class="facts">
          after{' '}
          {commit.parents.map((parent) => (
            <Oid key={parent} id={parent} href={address.commit(parent, query.label)} />
          ))}
        </p>
      )}
      {body !== '' && <pre>{body}</pre>}
      {execution && (
        <p class="facts">
          left by <a href={address.execution(execution)}>this run</a>
        </p>
      )}
      <section aria-label="Changes">
        <h2>Changes{commit.parents.length > 1 ? ' since its first parent' : ''}</h2>
        <Comparison from={commit.parents[0] ?? EMPTY_TREE} to={commit.commit} />
      </section>
      <CarryOver commit={commit} start={query.label ?? ''} />
    </>
  );
}

/** Applies the commit's change to another label, or reverts it there. @param start label that the field offers */
function CarryOver({ commit, start }: { commit: Commit; start: string }) {
  const [target, setTarget] = useState(start);
  const [tried, setTried] = useState<Tried>();
  const attempt = async (isRevert: boolean) => {
    setTried(undefined);
    const label = await headOf(target);
    const change = pickOf(commit, label?.commit ?? target, commit.parents[0] ?? EMPTY_TREE, isRevert);
    setTried({ change, label, result: await change.carryOut({}) });
  };
  const pick = useAction(() => attempt(false));
  const revert = useAction(() => attempt(true));
  const isBusy = pick.isBusy || revert.isBusy;
  return (
    <section aria-label="Pick or revert">
      <h2>Pick or revert</h2>
      <p class="quiet">
        A pick makes the same change on another label. A revert takes the change back. Nothing moves until you push.
      </p>
      <form
        class="inline"
        onSubmit={(event) => {
          event.preventDefault();
          const isRevert = event.submitter?.getAttribute('value') === 'revert';
          (isRevert ? revert : pick).run();
        }}
      >
        <HandleInput id="onto" label="On label" value={target} onInput={setTarget} />
        <button type="submit" value="pick" disabled={isBusy}>
          Pick
        </button>
        <button type="submit" value="revert" disabled={isBusy}>
          Revert
        </button>
      </form>
      {pick.error && <Problem error={pick.error} />}
      {revert.error && <Problem error={revert.error} />}
      {tried && <TriedChange key={`${tried.change.noun} ${tried.change.sides.ours}`} tried={tried} />}
    </section>
  );
}
