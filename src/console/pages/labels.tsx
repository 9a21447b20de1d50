/**
 * All labels and their heads, with a filter. The first page of the console.
 */
import { useState } from 'preact/hooks';
import { address } from '../address.ts';
import { answerOf, api, type Schemas } from '../api.ts';
import { BranchDialog } from '../parts/branch-dialog.tsx';
import { FilteredList, type PageQuery, ROW_PX } from '../parts/filtered-list.tsx';
import type { Page } from '../parts/paged-list.tsx';
import { Empty, Oid, PageTitle } from '../parts/small.tsx';

/** Name of the label that is offered when there is none. */
const FIRST_LABEL = 'main';
/** Labels loaded at a time. */
const PAGE = 1_000;

type Entry = Schemas['FsLabelEntry'];

export function Labels() {
  const [isBranching, setBranching] = useState(false);
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
        A label is a git branch: it names a tree of files, and moves when a tree is pushed to it. Open one to see its
        files and its history, or run code on it.
      </p>
      <FilteredList
        one="label"
        many="Labels"
        pageSize={PAGE}
        load={load}
        changedBy="label"
        row={(entry) => <LabelRow key={entry.name} entry={entry} />}
        none={<NoLabels />}
      />
      {isBranching && <BranchDialog onClose={() => setBranching(false)} />}
    </>
  );
}

function NoLabels() {
  return (
    <Empty>
      There is no label yet. Push a git repository to this server:
      <pre>git push {location.origin}/git/snapshots.git HEAD:refs/heads/main</pre>
      Or <a href={address.run({ fs: FIRST_LABEL })}>run code on a new label</a> and push the files that it writes.
    </Empty>
  );
}

async function load(query: PageQuery, signal: AbortSignal): Promise<Page<Entry>> {
  const { labels, next } = await answerOf(api.GET('/api/fs/labels', { params: { query }, signal }));
  return { rows: labels, next: next ?? undefined };
}

function LabelRow({ entry: { name, commit } }: { entry: Entry }) {
  return (
    <div class="row" style={{ height: `${ROW_PX}px` }}>
      <a class="grow strong" href={address.label(name)}>
        {name}
      </a>
      {commit && <Oid id={commit} />}
      <a href={address.files(name)} aria-label={`Files of ${name}`}>
        Files
      </a>
      <a href={address.run({ fs: name })} aria-label={`Run code on ${name}`}>
        Run
      </a>
    </div>
  );
}
