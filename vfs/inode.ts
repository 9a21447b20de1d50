/**
 * A file, folder or symbolic link: memfs's inode with the fields that connect it with git.
 *
 * Content is in one of four states. Unread: only its oid is known. Clean: `buf` has the object's own bytes, which can be
 * dropped and read again. Given: `buf` has the bytes of a caller, shared and never changed. Owned: `buf` is this inode's
 * own memory, and its first `length` bytes are the content. A change clears the oid.
 */

import { constants } from 'node:fs';
import type { Oid } from '../src/core/ids.ts';
import { type EntryKind, MODE } from '../src/git/format/entry-mode.ts';
import { grow, shrink } from './growable.ts';
import { MemfsNode } from './memfs.ts';
import type { Charge } from './quota.ts';

export const { S_IFMT, S_IFREG, S_IFDIR, S_IFLNK } = constants;
const OWNER_EXECUTES = 0o100;

const TYPE_BITS = { file: S_IFREG, folder: S_IFDIR, symlink: S_IFLNK } as const;
const NOTHING = Buffer.alloc(0);

/** Source of unread content. */
export interface ContentSource {
  /** Returns the length of a blob in bytes. */
  sizeOf(oid: Oid): number;
  /** Returns the content of a blob; the bytes are shared and must not be changed. Called again after `forget`. */
  contentOf(inode: Inode, oid: Oid): Buffer;
  /** Called when an inode no longer holds the bytes from `contentOf`. */
  letGo(inode: Inode): void;
}

/** A name of an inode, as the inode sees it: an `Entry`. */
interface Name {
  readonly name: string;
  readonly parent: { markChanged(): void } | undefined;
}

export class Inode extends MemfsNode implements Charge {
  /** The object with this content, or the tree of this folder; null after a change. */
  oid: Oid | null = null;
  /** The mode in a tree that git did not write; null for a mode that git writes. */
  foreignMode: string | null = null;
  /** The names that point here. */
  readonly names: Name[] = [];
  /** True when it can't be changed: it is in a graft, or is the standard input. */
  isReadOnly = false;
  /** Number of open descriptors. */
  opens = 0;
  chargedBytes = 0;
  charged = false;
  readonly #source: ContentSource;
  #state: 'unread' | 'clean' | 'given' | 'owned' = 'given';
  #length = 0;

  constructor(source: ContentSource, ino: number, kind: EntryKind, permissions: number, time: Date) {
    super(ino, TYPE_BITS[kind] | permissions, 0, 0);
    this.#source = source;
    this.btime = time;
    this.atime = time;
    this.mtime = time;
    this.ctime = time;
  }

  get kind(): EntryKind {
    const type = this.mode & S_IFMT;
    return type === S_IFDIR ? 'folder' : type === S_IFLNK ? 'symlink' : 'file';
  }

  /** Returns the mode for this inode's entry in a tree. */
  get treeMode(): string {
    if (this.foreignMode !== null) return this.foreignMode;
    const { kind } = this;
    if (kind === 'folder') return MODE.folder;
    if (kind === 'symlink') return MODE.symlink;
    return this.isExecutable ? MODE.executable : MODE.file;
  }

  /** Returns whether the owner may execute the file: the only permission that git keeps. */
  get isExecutable(): boolean {
    return (this.mode & OWNER_EXECUTES) !== 0;
  }

  /** Returns whether the content has not been read. */
  get isUnread(): boolean {
    return this.#state === 'unread';
  }

  /** Returns the content's length in bytes. */
  get length(): number {
    if (this.#state === 'unread' && this.#length < 0) this.#length = this.#source.sizeOf(this.oid as Oid);
    return this.#length;
  }

  /** Returns the content; it is shared, must not be changed, and is valid until the next change. */
  get content(): Buffer {
    if (this.#state === 'unread') {
      this.buf = this.#source.contentOf(this, this.oid as Oid);
      this.#length = this.buf.length;
      this.#state = 'clean';
    }
    return this.buf.length === this.#length ? this.buf : this.buf.subarray(0, this.#length);
  }

  /** Makes this the unread blob or folder `oid`. */
  setUnread(oid: Oid): void {
    this.#leave();
    this.oid = oid;
    this.buf = NOTHING;
    this.#state = 'unread';
    this.#length = -1;
  }

  /** Drops clean content; it is read again when needed. */
  forget(): void {
    if (this.#state !== 'clean') return;
    this.#leave();
    this.buf = NOTHING;
    this.#state = 'unread';
  }

  /** Makes this a copy of `other`. An unchanged file is not read: the copy gets the same oid. */
  copyContent(other: Inode): void {
    if (other.oid !== null) this.setUnread(other.oid);
    else this.replaceContent(Buffer.from(other.content));
  }

  /** Replaces the content. @param data kept without a copy: the caller must not change it any more */
  replaceContent(data: Buffer): void {
    this.#leave();
    this.oid = null;
    this.buf = data;
    this.#state = 'given';
    this.#length = data.length;
  }

  /** Writes into the content. @param largest length that no file of this volume exceeds */
  writeContent(data: Uint8Array, position: number, largest: number): void {
    const end = position + data.length;
    this.#own(Math.max(end, this.#length), largest);
    this.buf.set(data, position);
    this.#length = Math.max(end, this.#length);
  }

  /** Truncates or extends the content. @param largest length that no file of this volume exceeds */
  resizeContent(length: number, largest: number): void {
    if (length === 0) {
      this.replaceContent(NOTHING);
      return;
    }
    this.#own(length, largest);
    if (length < this.#length) this.buf = shrink(this.buf, length);
    this.#length = length;
  }

  /** Frees the content's memory. */
  discardContent(): void {
    this.replaceContent(NOTHING);
  }

  /** Moves the content into the inode's own memory, with room for `length` bytes. */
  #own(length: number, largest: number): void {
    const kept = Math.min(this.length, length);
    if (this.#state !== 'owned') {
      const { content } = this;
      const room = grow(NOTHING, 0, length, largest);
      content.copy(room, 0, 0, kept);
      this.#leave();
      this.buf = room;
      this.#state = 'owned';
    } else {
      this.buf = grow(this.buf, kept, length, largest);
    }
    this.oid = null;
  }

  #leave(): void {
    if (this.#state === 'clean') this.#source.letGo(this);
  }
}
