/**
 * A program that does to a repository what the service does, and says after each thing that it is done. Tests interrupt
 * it. Run as a process it is killed before the file system step whose number it is given:
 * `node label-moves.ts <repository> <step>`.
 */
import fs from 'node:fs';
import { type CommitId, EMPTY_TREE, type TreeId } from '../../src/core/ids.ts';
import { encodeCommit } from '../../src/git/format/commit-codec.ts';
import { encodeTree } from '../../src/git/format/tree-codec.ts';
import { openRepository, type Repository } from '../../src/git/repository.ts';
import { countSteps, instrument } from './fs-steps.ts';

/** Something that has been done and is to last: a label at a commit, a label gone, a tree pinned. */
export type Acknowledged =
  | { readonly label: string; readonly head: CommitId | null }
  | { readonly pinned: TreeId; readonly file: string };

/** Stores a tree of one file, as a run does. */
function store(repository: Repository, text: string): TreeId {
  return repository.incoming.write((writer) => {
    const oid = writer.write('blob', Buffer.from(text));
    return writer.write('tree', encodeTree([{ mode: '100644', name: 'file', nameBytes: Buffer.from('file'), oid }]));
  });
}

function move(repository: Repository, label: string, tree: TreeId): Promise<CommitId> {
  return repository.refs.update(`refs/heads/${label}`, (actual) => {
    const parents = actual === undefined ? [] : [actual.commit];
    const content = encodeCommit({ tree, parents, atSecs: 1_700_000_000, message: `to ${tree}` });
    const next = repository.incoming.write((writer) => writer.write('commit', content));
    return { next, message: 'push', value: next };
  });
}

/**
 * @param round makes what is stored different from that of another round
 * @param done called when something is done
 */
export async function moveLabels(
  repository: Repository,
  round: string,
  done: (what: Acknowledged) => void,
): Promise<void> {
  const remove = (label: string) =>
    repository.refs.update(`refs/heads/${label}`, () => ({ delete: true, value: null }));
  for (const label of ['team/x', 'team']) await remove(label);
  for (const text of ['one', 'two']) {
    const tree = store(repository, `${round} ${text}`);
    repository.pins.add(tree);
    done({ pinned: tree, file: `${round} ${text}` });
    done({ label: 'main', head: await move(repository, 'main', tree) });
  }
  done({ label: 'team/x', head: await move(repository, 'team/x', EMPTY_TREE) });
  await remove('team/x');
  done({ label: 'team/x', head: null });
  // The folders that team/x lay in are in the way of this one.
  done({ label: 'team', head: await move(repository, 'team', EMPTY_TREE) });
  await remove('team');
  done({ label: 'team', head: null });
  const passing = store(repository, `${round} passing`);
  repository.pins.add(passing);
  repository.pins.remove([passing]);
  await repository.pins.sweep(0);
}

if (import.meta.main) {
  const [, , path, killAt] = process.argv;
  instrument();
  const repository = openRepository(path as string);
  countSteps((step) => {
    if (step === Number(killAt)) process.kill(process.pid, 'SIGKILL');
  });
  await moveLabels(repository, `killed at ${killAt}`, (what) => fs.writeSync(1, `${JSON.stringify(what)}\n`));
  process.exit(0);
}
