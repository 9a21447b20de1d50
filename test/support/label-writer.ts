/**
 * A process that moves one label as often as it can, from several writers at once, and prints the commit of each move
 * that was acknowledged: `node label-writer.ts <repository> <label> <writers> <moves of each>`.
 */
import { type CommitId, EMPTY_TREE } from '../../src/core/ids.ts';
import { encodeCommit } from '../../src/git/format/commit-codec.ts';
import { openRepository } from '../../src/git/repository.ts';

const [, , path, label, writers, moves] = process.argv;
const repository = openRepository(path as string);

async function write(writer: number): Promise<void> {
  for (let nth = 0; nth < Number(moves); nth++) {
    const message = `move ${nth} of writer ${writer} of process ${process.pid}`;
    const next = await repository.refs.update<CommitId>(`refs/heads/${label}`, (actual) => {
      const parents = actual === undefined ? [] : [actual.commit];
      const content = encodeCommit({ tree: EMPTY_TREE, parents, atSecs: Math.floor(Date.now() / 1000), message });
      const commit = repository.incoming.write((pack) => pack.write('commit', content));
      return { next: commit, message, value: commit };
    });
    process.stdout.write(`${next}\n`);
  }
}

await Promise.all(Array.from({ length: Number(writers) }, (_, writer) => write(writer)));
await repository.close();
