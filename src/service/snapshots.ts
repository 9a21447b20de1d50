/**
 * Reads snapshots: folders, files, differences.
 *
 * The use of memory does not grow with the snapshot: a folder is one tree object, and longer data is streamed.
 */

import type { Readable } from 'node:stream';
import { TreeboxError } from '../core/errors.ts';
import { EMPTY_TREE, type Oid, type TreeId } from '../core/ids.ts';
import { BLOB_READS, COMPARED_ENTRIES_MAX } from '../core/limits.ts';
import { isTreeMode, MODE, treeOf } from '../git/format/entry-mode.ts';
import { readTree } from '../git/format/tree-codec.ts';
import type { MergeProcess } from '../git/merge/merge-process.ts';
import type { DiffAnswer } from '../git/merge/merge-protocol.ts';
import { BlobSlots, streamBlob } from '../git/objects/blob-stream.ts';
import type { ObjectReader, TreeEntry } from '../git/objects/objects.ts';
import type { Repository } from '../git/repository.ts';
import type { SearchProcesses } from '../git/search/search-processes.ts';
import type { SearchRequest, SearchResult } from '../git/search/search-tree.ts';
import { readInTime } from '../git/serve/pace.ts';
import { Slots } from '../git/serve/slots.ts';
import type { ImportLimits } from './archive-tree.ts';
import { type FileLines, LINES_FILE_MAX_BYTES, type LineRequest, readLines } from './file-lines.ts';
import { type Handles, shown } from './handles.ts';
import { checkLabel } from './label-name.ts';
import type { PushOrder, PushOutcome } from './push-outcome.ts';
import type { Pushes } from './pushes.ts';
import { type ListingPage, listTree } from './tree-listing.ts';
import { writeObjects } from './written-objects.ts';

/** Digits of a mode as `git ls-tree` prints it. */
const MODE_DIGITS = 6;
/** Entries looked at before other requests get their turn. */
const ENTRIES_PER_TURN = 1_000;

/** An entry of a folder as the API shows it. */
export interface FolderEntry {
  readonly name: string;
  readonly type: 'blob' | 'tree' | 'symlink';
  readonly mode: string;
  /** Bytes; null for a folder or a submodule. */
  readonly size: number | null;
  readonly oid: Oid;
}

/** A page of a folder's entries. */
export interface FolderPage {
  readonly tree: TreeId;
  readonly path: string;
  readonly entries: FolderEntry[];
  /** Where the next page begins; null when this is the last. */
  readonly next: string | null;
}

export interface SnapshotFile {
  readonly oid: Oid;
  readonly size: number;
  readonly isSymlink: boolean;
}

export interface SnapshotsOptions {
  readonly repository: Pick<Repository, 'path' | 'objects' | 'incoming'>;
  readonly handles: Handles;
  readonly comparer: Pick<MergeProcess, 'diff' | 'patch'>;
  readonly searcher: Pick<SearchProcesses, 'search'>;
  readonly limits: ImportLimits;
  readonly pushes: Pick<Pushes, 'check' | 'push'>;
  /** Keeps an object that a response names, even if no record names it. */
  readonly keepAnswer: (oid: Oid) => Promise<void>;
}

/** An imported snapshot, and the outcome of its push. */
export interface Imported {
  readonly tree: TreeId;
  readonly push: PushOutcome | null;
}

export class Snapshots {
  readonly #repository: SnapshotsOptions['repository'];
  readonly #objects: ObjectReader;
  readonly #handles: Handles;
  readonly #comparer: SnapshotsOptions['comparer'];
  readonly #searcher: SnapshotsOptions['searcher'];
  readonly #limits: ImportLimits;
  readonly #pushes: SnapshotsOptions['pushes'];
  readonly #keepAnswer: (oid: Oid) => Promise<void>;
  readonly #slots = new BlobSlots();
  readonly #archives = new Slots(BLOB_READS, 'archives');

  constructor({ repository, handles, comparer, searcher, limits, pushes, keepAnswer }: SnapshotsOptions) {
    this.#repository = repository;
    this.#objects = repository.objects;
    this.#handles = handles;
    this.#comparer = comparer;
    this.#searcher = searcher;
    this.#limits = limits;
    this.#pushes = pushes;
    this.#keepAnswer = keepAnswer;
  }

  /**
   * Lists the entries of a folder, or the files of all folders below it.
   * @param path without leading slash; empty for the root
   * @throws TreeboxError `not_found`
   */
  async folder(handle: string, path: string, page: ListingPage): Promise<FolderPage> {
    const snapshot = await this.#handles.find(handle);
    const folder = path.replace(/\/$/, '');
    const oid = folder === '' ? snapshot : treeOf(this.#lookUp(snapshot, folder));
    const tree = oid && readTree(this.#objects, oid);
    if (!tree) throw new TreeboxError('not_found', `${shown(path)}: there is no such folder in the snapshot`);
    const listed = listTree(this.#objects, tree, page);
    const entries: FolderEntry[] = [];
    for (const [index, { path: name, entry: child }] of listed.entries.entries()) {
      if (index % ENTRIES_PER_TURN === ENTRIES_PER_TURN - 1) await new Promise(setImmediate);
      entries.push(this.#describe(name, child));
    }
    return { tree: snapshot, path: folder, entries, next: listed.next };
  }

  /** Finds a file. The content of a symbolic link is its target. @throws TreeboxError `not_found` */
  async file(handle: string, path: string): Promise<SnapshotFile> {
    const entry = this.#lookUp(await this.#handles.find(handle), path);
    const stat = entry && !isTreeMode(entry.mode) ? this.#objects.stat(entry.oid) : undefined;
    if (!entry || stat?.type !== 'blob') {
      throw new TreeboxError('not_found', `${shown(path)}: there is no such file in the snapshot`);
    }
    return { oid: entry.oid, size: stat.size, isSymlink: entry.mode === MODE.symlink };
  }

  /**
   * Streams a part of a file.
   * @param signal ends the wait for a slot
   * @throws TreeboxError `busy` when too many large files are being read
   */
  async content(
    { oid, size }: Pick<SnapshotFile, 'oid' | 'size'>,
    start: number,
    length: number,
    signal?: AbortSignal,
  ): Promise<Readable> {
    const release = await this.#slots.take(size, signal);
    return streamBlob(this.#repository, oid, { size, start, length }).once('close', release);
  }

  /**
   * Reads lines of a text file.
   * @param path for errors
   * @throws TreeboxError `bad_request`, `range_not_satisfiable`; `too_large` past `LINES_FILE_MAX_BYTES`
   */
  lines({ oid, size }: SnapshotFile, path: string, request: LineRequest): FileLines {
    if (size > LINES_FILE_MAX_BYTES) {
      const bounds = `lines are read of files up to ${LINES_FILE_MAX_BYTES} bytes; use Range`;
      throw new TreeboxError('too_large', `the file has ${size} bytes: ${bounds}`);
    }
    const object = this.#objects.read(oid);
    if (!object) throw new Error(`${oid} is missing`);
    return readLines(object.data, path, request);
  }

  /** Searches the files of a snapshot. @throws TreeboxError `not_found`, and as `SearchProcesses.search` */
  async search(
    handle: string,
    request: Omit<SearchRequest, 'tree'>,
  ): Promise<SearchResult & { readonly tree: TreeId }> {
    const tree = await this.#handles.find(handle);
    return { tree, ...(await this.#searcher.search({ tree, ...request })) };
  }

  /** Compares two snapshots. @throws TreeboxError `not_found`, `too_large`, `busy` */
  async diff(from: string, to: string, renames = false): Promise<DiffAnswer['entries']> {
    return (
      await this.#comparer.diff({
        from: await this.#handles.find(from),
        to: await this.#handles.find(to),
        limit: COMPARED_ENTRIES_MAX,
        renames,
      })
    ).entries;
  }

  /**
   * Streams a unified diff of two snapshots. It waits for the first piece, so that most failures come before the stream.
   * @throws TreeboxError `not_found`, `too_large`, `busy`
   */
  async patch(from: string, to: string, renames = false): Promise<Readable> {
    const patch = { from: await this.#handles.find(from), to: await this.#handles.find(to), renames };
    const pieces = this.#comparer.patch(patch);
    const first = await pieces.next();
    async function* all(): AsyncGenerator<Uint8Array> {
      for (let piece = first; !piece.done; piece = await pieces.next()) yield piece.value;
    }
    // `all` can't close the patch: it does not run when the client has gone before the first piece.
    return readInTime(all()).once('close', () => {
      // Ignore the error: its process has ended, and the patch with it.
      pieces.return().catch(() => undefined);
    });
  }

  /**
   * Streams a snapshot as a tar archive.
   * @param signal ends the wait for a slot
   * @throws TreeboxError `not_found`; `busy` when too many archives are being made
   */
  async archive(handle: string, signal?: AbortSignal): Promise<Readable> {
    const { exportTar } = await import('./tar-export.ts');
    const tree = await this.#handles.find(handle);
    const release = await this.#archives.take(signal);
    return readInTime(exportTar(this.#repository, this.#slots, tree)).once('close', release);
  }

  /**
   * Imports an archive as a snapshot.
   * @param push the label to push it to; the push is rejected if the label moves after the import begins
   * @returns its CA id, which is kept for a day
   * @throws TreeboxError `bad_request` for an archive that is damaged or hostile, `too_large` past the volume's limits;
   *   `bad_label`, `bad_message`
   */
  async import(
    archive: Readable,
    push?: { readonly label: string; readonly message?: string | undefined },
  ): Promise<Imported> {
    const order = push && (await this.#pushAtHead(push));
    const { importArchive } = await import('./archive-import.ts');
    const objects = this.#objects;
    const tree = await writeObjects(this.#repository.incoming, (writer, folder) =>
      importArchive(archive, { objects, writer, folder }, this.#limits),
    );
    await this.#keepAnswer(tree);
    return { tree, push: order ? await this.#pushes.push(tree, order, { trailers: [] }) : null };
  }

  async #pushAtHead({
    label,
    message,
  }: {
    readonly label: string;
    readonly message?: string | undefined;
  }): Promise<PushOrder> {
    checkLabel(label);
    const head = await this.#handles.label(label);
    const base = head ?? { tree: EMPTY_TREE, commit: null };
    return this.#pushes.check({ label, message: message ?? null, expected: head?.tree ?? null }, base, null, null);
  }

  #lookUp(snapshot: TreeId, path: string): TreeEntry | undefined {
    let entry: TreeEntry | undefined;
    let tree: TreeId | undefined = snapshot;
    for (const name of path.split('/')) {
      const nameBytes = Buffer.from(name);
      entry = tree && readTree(this.#objects, tree)?.find((child) => child.nameBytes.equals(nameBytes));
      tree = treeOf(entry);
    }
    return entry;
  }

  #describe(name: string, { mode, oid }: TreeEntry): FolderEntry {
    const isFolder = isTreeMode(mode) || mode === MODE.submodule;
    return {
      name,
      type: isFolder ? 'tree' : mode === MODE.symlink ? 'symlink' : 'blob',
      mode: mode.padStart(MODE_DIGITS, '0'),
      size: isFolder ? null : (this.#objects.stat(oid)?.size ?? null),
      oid,
    };
  }
}
