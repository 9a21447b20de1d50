/**
 * The differences between two trees.
 */
import { answerOf, api, type Schemas } from '../api.ts';
import { ChangedFiles } from './changed-files.tsx';
import { Show, useLoad } from './load.tsx';

export function Comparison({ from, to }: { from: string; to: string }) {
  const changes = useLoad(
    async (signal) => {
      const call = api.GET('/api/fs/diff', { params: { query: { from, to } }, signal });
      return (await answerOf(call)) as Schemas['FsDiff'];
    },
    [from, to],
  );
  return <Show of={changes}>{(diff) => <ChangedFiles changes={diff.changes} from={from} to={to} />}</Show>;
}
