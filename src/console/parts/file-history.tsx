/**
 * The commits in which a file changed, found by comparing each with its parent.
 */
import { useState } from 'preact/hooks';
import { address, EMPTY_TREE } from '../address.ts';
import { answerOf, api, type Schemas } from '../api.ts';
import { Show, useLoad } from './load.tsx';
import { Empty, Oid, Time } from './small.tsx';

/** Number of commits that are searched. */
const COMMITS = 100;
/** Number of commits compared at the same time. */
const AT_ONCE = 8;

type Commit = Schemas['FsCommit'];

export function FileHistory({ handle, path }: { handle: string; path: string }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>History of this file</summary>
      {isOpen && <Changes handle={handle} path={path} />}
    </details>
  );
}

function Changes({ handle, path }: { handle: string; path: string }) {
  const changes = useLoad((signal) => changesOf(handle, path, signal), [handle, path]);
  return (
    <Show of={changes}>
      {(commits) =>
        commits === 'no commit' ? (
          <Empty>
            A tree that is named by its CA id has no history. Open the file from a label or a commit to see its history.
          </Empty>
        ) : commits.length === 0 ? (
          <Empty>No known commit changed this file.</Empty>
        ) : (
          <ol class="table">
            {commits.map((commit) => (
              <li class="row" key={commit.commit}>
                <span class="grow">{commit.message.split('\n', 1)[0]}</span>
                <Time at={commit.time} />
                <Oid id={commit.commit} href={address.files(commit.commit, path)} />
                <a href={address.commit(commit.commit)}>Changes</a>
              </li>
            ))}
          </ol>
        )
      }
    </Show>
  );
}

/** Follows the first parents and returns the commits that change the file; `no commit` for a CA id. */
async function changesOf(handle: string, path: string, signal: AbortSignal): Promise<Commit[] | 'no commit'> {
  if (await isTree(handle, signal)) return 'no commit';
  const params = { path: { handle }, query: { limit: COMMITS } };
  const { commits } = await answerOf(api.GET('/api/fs/snapshots/{handle}/commits', { params, signal }));
  const byOid = new Map(commits.map((commit) => [commit.commit, commit]));
  const line: Commit[] = [];
  for (let commit = commits[0]; commit; commit = byOid.get(commit.parents[0] ?? '')) line.push(commit);
  const changed: Commit[] = [];
  for (let at = 0; at < line.length; at += AT_ONCE) {
    const some = line.slice(at, at + AT_ONCE);
    const touched = await Promise.all(some.map((commit) => touches(commit, path, signal)));
    changed.push(...some.filter((_, index) => touched[index]));
  }
  return changed;
}

/** Returns whether a handle is a CA id: the tree of a commit has another id than the commit. */
async function isTree(handle: string, signal: AbortSignal): Promise<boolean> {
  const params = { path: { handle }, query: { limit: 1 } };
  const { ca_id } = await answerOf(api.GET('/api/fs/snapshots/{handle}/tree', { params, signal }));
  return ca_id === handle;
}

async function touches({ tree, parents }: Commit, path: string, signal: AbortSignal): Promise<boolean> {
  const query = { from: parents[0] ?? EMPTY_TREE, to: tree };
  const call = api.GET('/api/fs/diff', { params: { query }, parseAs: 'json', signal });
  const { changes } = (await answerOf(call)) as Schemas['FsDiff'];
  return changes.some((change) => change.path === path);
}
