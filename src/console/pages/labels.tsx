/**
 * All labels: where they are, with a filter; the first page.
 */
import { useEffect, useState } from 'preact/hooks';
import { address } from '../address.ts';
import { answerOf, api, type Schemas } from '../api.ts';
import { useLive } from '../live.ts';
import { BranchDialog } from '../parts/branch-dialog.tsx';
import { Show, useLoad } from '../parts/load.tsx';
import { Empty, Oid, PageTitle } from '../parts/small.tsx';
import { VirtualList } from '../parts/virtual-list.tsx';

/** Labels loaded at a time. */
const PAGE = 1_000;
const ROW_PX = 44;

interface LabelPage {
  readonly labels: readonly Schemas['FsLabelEntry'][];
  readonly next: string | undefined;
}

export function Labels() {
  const [prefix, setPrefix] = useState('');
  const [isBranching, setBranching] = useState(false);
  const first = useLoad((signal) => loadLabels(prefix, undefined, signal), [prefix]);
  useLive((event) => event.type === 'label', first.reload);
  return (
    <>
      <PageTitle title="Labels">
        <a class="button" href={address.run()}>
          Run code
        </a>
        <button type="button" onClick={() => setBranching(true)}>
          New label
        </button>
      </PageTitle>
      <p class="quiet">
        A label is a git branch: it names a tree of files and moves when a tree is pushed to it. Open one to see its files
        and its history, or run code on it.
      </p>
      <input
        type="search"
        aria-label="Labels that begin with"
        placeholder="Labels that begin with…"
        value={prefix}
        onInput={(event) => setPrefix(event.currentTarget.value)}
      />
      <Show of={first}>{(page) => <LabelList first={page} prefix={prefix} />}</Show>
      {isBranching && <BranchDialog onClose={() => setBranching(false)} />}
    </>
  );
}

async function loadLabels(prefix: string, after: string | undefined, signal?: AbortSignal): Promise<LabelPage> {
  const query = { limit: PAGE, ...(prefix !== '' && { prefix }), ...(after !== undefined && { after }) };
  const { labels, next } = await answerOf(api.GET('/api/fs/labels', { params: { query }, signal: signal ?? null }));
  return { labels, next: next ?? undefined };
}

function LabelList({ first, prefix }: { first: LabelPage; prefix: string }) {
  const [more, setMore] = useState<LabelPage>({ labels: [], next: first.next });
  useEffect(() => setMore({ labels: [], next: first.next }), [first]);
  const labels = [...first.labels, ...more.labels];
  const loadMore = async () => {
    const page = await loadLabels(prefix, more.next);
    setMore({ labels: [...more.labels, ...page.labels], next: page.next });
  };
  if (labels.length === 0) {
    return (
      <Empty>
        {prefix === ''
          ? 'There is no label yet. Run code and push its tree, or git push to this server.'
          : 'No label begins like this.'}
      </Empty>
    );
  }
  return (
    <>
      <VirtualList
        class="table"
        label="Labels"
        count={labels.length}
        rowHeight={ROW_PX}
        row={(index) => <LabelRow key={labels[index]?.name} entry={labels[index] as Schemas['FsLabelEntry']} />}
      />
      {more.next !== undefined && (
        <button type="button" onClick={() => void loadMore()}>
          Load more
        </button>
      )}
    </>
  );
}

function LabelRow({ entry: { name, commit } }: { entry: Schemas['FsLabelEntry'] }) {
  return (
    <div class="row" style={{ height: `${ROW_PX}px` }}>
      <a class="grow strong" href={address.label(name)}>
        {name}
      </a>
      {commit && <Oid id={commit} />}
      <a href={address.files(name)}>Files</a>
      <a href={address.run({ fs: name })}>Run</a>
    </div>
  );
}
