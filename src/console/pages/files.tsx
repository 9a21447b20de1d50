/**
 * The files of a snapshot: a folder's entries, or one file as text or as a picture.
 */
import { useEffect, useState } from 'preact/hooks';
import { address, rawFile } from '../address.ts';
import { answerOf, api, ApiError, type Schemas } from '../api.ts';
import { FileHistory } from '../parts/file-history.tsx';
import { Show, useLoad } from '../parts/load.tsx';
import { bytes, Empty, Oid, PageTitle } from '../parts/small.tsx';
import { TextFile } from '../parts/text-file.tsx';
import { VirtualList } from '../parts/virtual-list.tsx';

const ENTRIES = 1_000;
const ROW_PX = 36;
/** Types that are shown as a picture; an SVG in an image runs nothing. */
const PICTURE = /^image\//;
/** Largest text that is shown, in bytes. */
const TEXT_MAX_BYTES = 8 * 1024 * 1024;
/** How much of a file tells text from binary, as git does. */
const SNIFFED_BYTES = 8_000;

type Entry = Schemas['FsTreeEntry'];

type Found =
  | { readonly kind: 'folder'; readonly folder: Schemas['FsTree'] }
  | { readonly kind: 'picture' | 'binary' | 'text'; readonly size: number; readonly type: string; readonly oid: string };

/** @param file path in the tree; empty for its root */
export default function Files({ handle, file = '' }: { handle: string; file?: string }) {
  const clean = file.replace(/\/$/, '');
  const found = useLoad((signal) => look(handle, clean, signal), [handle, clean]);
  return (
    <>
      <PageTitle title={clean === '' ? handle : (clean.split('/').at(-1) as string)}>
        <a class="button" href={address.run({ fs: handle })}>
          Run code on it
        </a>
      </PageTitle>
      <Crumbs handle={handle} path={clean} />
      <Show of={found}>
        {(what) =>
          what.kind === 'folder' ? (
            <Folder handle={handle} path={clean} first={what.folder} />
          ) : (
            <File handle={handle} path={clean} {...what} />
          )
        }
      </Show>
    </>
  );
}

/** Finds out what a path is. */
async function look(handle: string, path: string, signal: AbortSignal): Promise<Found> {
  try {
    return { kind: 'folder', folder: await loadFolder(handle, path, undefined, signal) };
  } catch (error) {
    if (!(error instanceof ApiError && error.status === 404 && path !== '')) throw error;
  }
  const response = await fetch(rawFile(handle, path), { headers: { Range: `bytes=0-${SNIFFED_BYTES - 1}` }, signal });
  // A file without content has no range.
  if (!response.ok && response.status !== 416) throw new ApiError(response.status, await response.json());
  const start = response.ok ? new Uint8Array(await response.arrayBuffer()) : new Uint8Array();
  const type = response.headers.get('content-type') ?? '';
  const size = Number(response.headers.get('content-range')?.split('/')[1] ?? start.length);
  const oid = (response.headers.get('etag') ?? '').replaceAll('"', '');
  const kind = PICTURE.test(type) ? 'picture' : start.includes(0) || size > TEXT_MAX_BYTES ? 'binary' : 'text';
  return { kind, size, type, oid };
}

function loadFolder(handle: string, path: string, after?: string, signal?: AbortSignal) {
  const query = { limit: ENTRIES, ...(after !== undefined && { after }) };
  const params = { path: { handle, path }, query };
  return answerOf(api.GET('/api/fs/snapshots/{handle}/tree/{path}', { params, signal: signal ?? null }));
}

function Crumbs({ handle, path }: { handle: string; path: string }) {
  const parts = path === '' ? [] : path.split('/');
  return (
    <nav class="crumbs" aria-label="Folder">
      <a href={address.files(handle)}>{/^[0-9a-f]{40}$/.test(handle) ? handle.slice(0, 10) : handle}</a>
      {parts.map((part, at) => (
        <span key={at}>
          {' / '}
          <a
            href={address.files(handle, parts.slice(0, at + 1).join('/'))}
            aria-current={at === parts.length - 1 ? 'page' : undefined}
          >
            {part}
          </a>
        </span>
      ))}
    </nav>
  );
}

function Folder({ handle, path, first }: { handle: string; path: string; first: Schemas['FsTree'] }) {
  const [entries, setEntries] = useState<readonly Entry[]>(first.entries);
  const [next, setNext] = useState(first.next);
  useEffect(() => {
    setEntries(first.entries);
    setNext(first.next);
  }, [first]);
  const loadMore = async () => {
    const page = await loadFolder(handle, path, next as string);
    setEntries([...entries, ...page.entries]);
    setNext(page.next);
  };
  if (entries.length === 0) return <Empty>This tree has no files.</Empty>;
  return (
    <>
      <VirtualList
        class="table"
        label="Entries"
        count={entries.length}
        rowHeight={ROW_PX}
        row={(index) => {
          const entry = entries[index] as Entry;
          return <EntryRow key={entry.name} entry={entry} href={address.files(handle, join(path, entry.name))} />;
        }}
      />
      {next && (
        <button type="button" onClick={() => void loadMore()}>
          Load more
        </button>
      )}
    </>
  );
}

function join(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

const SIGNS: Readonly<Record<Entry['type'], string>> = { tree: '📁', blob: '📄', symlink: '🔗' };

function EntryRow({ entry: { name, type, size, mode }, href }: { entry: Entry; href: string }) {
  return (
    <div class="row" style={{ height: `${ROW_PX}px` }}>
      <span aria-hidden="true">{SIGNS[type]}</span>
      <a class="grow" href={href}>
        {type === 'tree' ? `${name}/` : name}
      </a>
      {type === 'symlink' && <span class="quiet">symlink</span>}
      {mode === '100755' && <span class="quiet">executable</span>}
      {size !== null && <span class="quiet number">{bytes(size)}</span>}
    </div>
  );
}

function File(props: { handle: string; path: string } & Extract<Found, { readonly size: number }>) {
  const { handle, path, kind, size, type, oid } = props;
  const href = rawFile(handle, path);
  return (
    <>
      <p class="facts">
        {bytes(size)} · {type.split(';', 1)[0]} · <Oid id={oid} />{' '}
        <a href={href} download={path.split('/').at(-1)}>
          Download
        </a>
      </p>
      {kind === 'picture' && <img class="picture" src={href} alt={path} />}
      {kind === 'binary' && <Empty>This file is binary, or too long to be shown here. Download it.</Empty>}
      {kind === 'text' && <TextFile handle={handle} path={path} />}
      <FileHistory handle={handle} path={path} />
    </>
  );
}
