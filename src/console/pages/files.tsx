/**
 * The files of a snapshot: a folder's entries, or one file as text or as an image.
 */
import { useLocation } from 'preact-iso';
import { address, rawFile } from '../address.ts';
import { ApiError, answerOf, api, type Schemas } from '../api.ts';
import { FileHistory } from '../parts/file-history.tsx';
import { Icon, type IconName } from '../parts/icon.tsx';
import { Show, useLoad } from '../parts/load.tsx';
import { PagedList, usePages } from '../parts/paged-list.tsx';
import { bytes, Empty, Oid, PageTitle, short } from '../parts/small.tsx';
import { TextFile } from '../parts/text-file.tsx';

const ENTRIES = 1_000;
const ROW_PX = 36;
/** Types that are shown as an image; an SVG in an image element runs no scripts. */
const PICTURE = /^image\//;
/** Largest text that is shown, in bytes. */
const TEXT_MAX_BYTES = 8 * 1024 * 1024;
/** Bytes at the start of a file that are searched for NUL, which marks a binary file; as many as git searches. */
const SNIFFED_BYTES = 8_000;

/** Files that the run page opens. */
const RUNNABLE = /\.[cm]?[jt]s$/;

type Entry = Schemas['FsTreeEntry'];

interface FoundFile {
  readonly kind: 'picture' | 'binary' | 'text';
  readonly size: number;
  readonly type: string;
  readonly oid: string;
}

type Found = 'folder' | FoundFile;

/** @param file path in the tree; empty for its root */
export default function Files({ handle, file = '' }: { handle: string; file?: string }) {
  const { url } = useLocation();
  const isFolder = file === '' || new URL(url, location.origin).pathname.endsWith('/');
  const clean = file.replace(/\/$/, '');
  const found = useLoad((signal) => look(handle, clean, isFolder, signal), [handle, clean, isFolder]);
  return (
    <>
      <PageTitle title={clean === '' ? short(handle) : (clean.split('/').at(-1) as string)}>
        <a class="button" href={address.run({ fs: handle, ...(RUNNABLE.test(clean) && { file: clean }) })}>
          {RUNNABLE.test(clean) ? 'Run this file' : 'Run code on it'}
        </a>
      </PageTitle>
      <Crumbs handle={handle} path={clean} />
      <Show of={found}>
        {(what) =>
          what === 'folder' ? <Folder handle={handle} path={clean} /> : <File handle={handle} path={clean} {...what} />
        }
      </Show>
    </>
  );
}

/** Finds out what a path is. Without a slash at its end, it is first read as a file. */
async function look(handle: string, path: string, isFolder: boolean, signal: AbortSignal): Promise<Found> {
  if (isFolder) return 'folder';
  const response = await fetch(rawFile(handle, path), { headers: { Range: `bytes=0-${SNIFFED_BYTES - 1}` }, signal });
  // The server answers 416 for an empty file.
  if (!response.ok && response.status !== 416) {
    const refusal = new ApiError(response.status, await response.json());
    const folder = await loadFolder(handle, path, undefined, signal, 1).catch(() => undefined);
    if (folder) return 'folder';
    throw refusal;
  }
  const start = response.ok ? new Uint8Array(await response.arrayBuffer()) : new Uint8Array();
  const type = response.headers.get('content-type') ?? '';
  const size = Number(response.headers.get('content-range')?.split('/')[1] ?? start.length);
  const oid = (response.headers.get('etag') ?? '').replaceAll('"', '');
  const kind = PICTURE.test(type) ? 'picture' : start.includes(0) || size > TEXT_MAX_BYTES ? 'binary' : 'text';
  return { kind, size, type, oid };
}

function loadFolder(handle: string, path: string, after: string | undefined, signal: AbortSignal, limit = ENTRIES) {
  const query = { limit, ...(after !== undefined && { after }) };
  const params = { path: { handle, path }, query };
  return answerOf(api.GET('/api/fs/snapshots/{handle}/tree/{path}', { params, signal }));
}

function Crumbs({ handle, path }: { handle: string; path: string }) {
  const parts = path === '' ? [] : path.split('/');
  return (
    <nav class="crumbs" aria-label="Folder">
      <a href={address.files(handle)}>{short(handle)}</a>
      {parts.map((part, at) => (
        <span key={at}>
          {' / '}
          <a
            href={address.files(handle, parts.slice(0, at + 1).join('/') + (at === parts.length - 1 ? '' : '/'))}
            aria-current={at === parts.length - 1 ? 'page' : undefined}
          >
            {part}
          </a>
        </span>
      ))}
    </nav>
  );
}

function Folder({ handle, path }: { handle: string; path: string }) {
  const entries = usePages(
    async (after, signal) => {
      const { entries, next } = await loadFolder(handle, path, after, signal);
      return { rows: entries, next: next ?? undefined };
    },
    [handle, path],
  );
  return (
    <PagedList
      of={entries}
      label="Entries"
      rowHeight={ROW_PX}
      row={(entry) => <EntryRow key={entry.name} entry={entry} href={address.files(handle, pathOf(path, entry))} />}
      empty={<Empty>This tree has no files.</Empty>}
    />
  );
}

function pathOf(folder: string, { name, type }: Entry): string {
  return `${folder === '' ? '' : `${folder}/`}${name}${type === 'tree' ? '/' : ''}`;
}

const ICONS: Readonly<Record<Entry['type'], IconName>> = { tree: 'folder', blob: 'file', symlink: 'symlink' };

function EntryRow({ entry: { name, type, size, mode }, href }: { entry: Entry; href: string }) {
  return (
    <div class="row" style={{ height: `${ROW_PX}px` }}>
      <Icon name={ICONS[type]} />
      <a class="grow" href={href}>
        {type === 'tree' ? `${name}/` : name}
      </a>
      {type === 'symlink' && <span class="quiet">symlink</span>}
      {mode === '100755' && <span class="quiet">executable</span>}
      {size !== null && <span class="quiet number">{bytes(size)}</span>}
    </div>
  );
}

function File(props: { handle: string; path: string } & FoundFile) {
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
