/**
 * The commits in which a file changed, found by comparing its blob in each.
 */
import { useState } from 'preact/hooks';
import { address } from '../address.ts';
import { answerOf, api, type Schemas } from '../api.ts';
import { Show, useLoad } from './load.tsx';
import { Empty, Oid, Time } from './small.tsx';

/** Commits looked at. */
const COMMITS = 100;

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
        commits.length === 0 ? (
          <Empty>No commit is known in which it changed.</Empty>
        ) : (
          <ol class="table">
            {commits.map((commit) => (
              <li class="row" key={commit.commit}>
                <span class="grow">{commit.message.split('\n', 1)[0]}</span>
                <Time at={commit.time} />
                <Oid id={commit.commit} href={address.files(commit.commit, path)} />
                {commit.parents[0] && <a href={address.compare(commit.parents[0], commit.commit)}>Changes</a>}
              </li>
            ))}
          </ol>
        )
      }
    </Show>
  );
}

/** Walks the first parents and keeps the commits whose file differs from the one before. */
async function changesOf(handle: string, path: string, signal: AbortSignal): Promise<Commit[]> {
  const params = { path: { handle }, query: { limit: COMMITS } };
  const { commits } = await answerOf(api.GET('/api/fs/snapshots/{handle}/commits', { params, signal }));
  const byOid = new Map(commits.map((commit) => [commit.commit, commit]));
  const changed: Commit[] = [];
  const blobs = new Map<string, Promise<string | undefined>>();
  const blobIn = (tree: string) => {
    const known = blobs.get(tree) ?? blobOf(tree, path, signal);
    blobs.set(tree, known);
    return known;
  };
  for (let commit = commits[0]; commit; commit = byOid.get(commit.parents[0] ?? '')) {
    const parent = byOid.get(commit.parents[0] ?? '');
    // The history goes on past what was loaded.
    if (!parent && commit.parents.length > 0) break;
    const [now, before] = await Promise.all([blobIn(commit.tree), parent ? blobIn(parent.tree) : undefined]);
    if (now !== before) changed.push(commit);
  }
  return changed;
}

async function blobOf(tree: string, path: string, signal: AbortSignal): Promise<string | undefined> {
  const at = path.lastIndexOf('/');
  const [folder, name] = [path.slice(0, Math.max(at, 0)), path.slice(at + 1)];
  const params = { path: { handle: tree, path: folder } };
  const { data } = await api.GET('/api/fs/snapshots/{handle}/tree/{path}', { params, signal });
  return data?.entries.find((entry) => entry.name === name)?.oid;
}
