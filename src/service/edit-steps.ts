/**
 * Applies edits to a tree, one after the other: write, replace, delete, move, change the mode.
 *
 * Names and contents that git refuses are refused, as in a run. An edit that fails throws; the caller then discards the
 * earlier ones.
 */
import { TreeboxError } from '../core/errors.ts';
import type { BlobId, Oid, TreeId } from '../core/ids.ts';
import { PATH_MAX_BYTES } from '../core/limits.ts';
import { isPlainText } from '../git/format/blob-kind.ts';
import { MODE } from '../git/format/entry-mode.ts';
import { gitFile } from '../git/format/entry-name.ts';
import { refusedContent } from '../git/format/git-files.ts';
import type { ObjectReader, ObjectWriter } from '../git/objects/objects.ts';
import { shown } from './handles.ts';
import { linesOf, nearestLine, placesOf } from './text-replace.ts';
import { type Folder, isFolder, type Leaf, TreeEditor } from './tree-editor.ts';

/** Content as a request gives it. */
export type GivenContent = string | { readonly base64: string };

/** One edit; it has exactly one of the actions. */
export interface Edit {
  readonly path: string;
  readonly write?: GivenContent;
  readonly replace?: { readonly old: string; readonly new: string; readonly all?: boolean };
  readonly delete?: true;
  readonly moveTo?: string;
  readonly mode?: typeof MODE.file | typeof MODE.executable;
  /** Lets a folder be deleted. */
  readonly recursive?: boolean;
  /** Lets a file be moved over another. */
  readonly overwrite?: boolean;
}

const ACTIONS = ['write', 'replace', 'delete', 'moveTo', 'mode'] as const;
/** The names of the actions in requests. */
const ACTION_NAMES = 'write, replace, delete, move_to, mode';
/** Bytes that all edits of one request may read and write together: each replacement costs its whole file. */
const WORK_MAX_BYTES = 256 * 1024 * 1024;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

export class EditSteps {
  readonly #objects: ObjectReader;
  readonly #writer: Pick<ObjectWriter, 'write'>;
  readonly #editor: TreeEditor;
  /** Contents that are not in the store yet. */
  readonly #written = new Map<Oid, Buffer>();
  #work = 0;
  /** Index of the current edit, for its error; undefined for an edit outside a list. */
  #index: number | undefined;

  constructor(objects: ObjectReader, writer: Pick<ObjectWriter, 'write'>, tree: TreeId) {
    this.#objects = objects;
    this.#writer = writer;
    this.#editor = new TreeEditor(objects, writer, tree, (path, why) => this.#refused(path.join('/'), why));
  }

  /**
   * Applies one edit.
   * @param index its place in the request, for errors
   * @throws TreeboxError `bad_edit` when it can't be done, `too_large` when all edits together exceed `WORK_MAX_BYTES`
   */
  take(edit: Edit, index: number): void {
    this.#index = index;
    const given = ACTIONS.filter((action) => edit[action] !== undefined);
    if (given.length !== 1) {
      throw this.#refused(edit.path, `an edit has exactly one of ${ACTION_NAMES}, and this one ${given.length}`);
    }
    const path = this.path(edit.path);
    if (edit.write !== undefined) this.write(path, this.#content(edit, edit.write));
    else if (edit.replace) this.#replace(path, edit.replace);
    else if (edit.delete) this.remove(path, edit.recursive ?? false);
    else if (edit.moveTo !== undefined) this.#move(path, this.path(edit.moveTo), edit.overwrite ?? false);
    else if (edit.mode !== undefined) this.#editor.set(path, { ...this.#file(path), mode: edit.mode });
  }

  /** Writes the changed folders. @returns the tree */
  finish(): TreeId {
    return this.#editor.write();
  }

  /** Returns the file or link at a path; undefined when there is none. @throws TreeboxError `bad_edit` for an invalid path */
  look(path: string): Leaf | undefined {
    const found = this.#editor.find(this.path(path));
    return isFolder(found) ? undefined : found;
  }

  /** Splits a path into names. It ignores a leading slash, because paths in a run begin with one. */
  path(path: string): string[] {
    const names = path.replace(/^\//, '').split('/');
    if (Buffer.byteLength(path) > PATH_MAX_BYTES)
      throw this.#refused(path, `a path has at most ${PATH_MAX_BYTES} bytes`);
    if (names.some((name) => name === '' || name === '.' || name === '..')) {
      throw this.#refused(path, 'a path is names with single slashes between them, none of them "." or ".."');
    }
    return names;
  }

  /** Writes a file. An existing file keeps its mode. @returns its blob */
  write(path: readonly string[], content: Buffer): BlobId {
    const present = this.#editor.find(path);
    if (isFolder(present)) throw this.#refused(path.join('/'), 'it is a folder: delete it first');
    if (present && !present.mode.startsWith('100'))
      throw this.#refused(path.join('/'), 'it is a link: delete it first');
    const name = path.at(-1) as string;
    const file = gitFile(name);
    const wrong = file && refusedContent(file, content.length, () => content);
    if (wrong) throw this.#refused(path.join('/'), `git refuses ${wrong}`);
    this.#spend(content.length);
    const oid = this.#writer.write('blob', content);
    this.#written.set(oid, content);
    this.#editor.set(path, { mode: present?.mode ?? MODE.file, oid });
    return oid;
  }

  /** Deletes a file or link, or a folder when `recursive` allows it. */
  remove(path: readonly string[], recursive: boolean): void {
    const present = this.#editor.find(path);
    if (!present) throw this.#absent(path);
    if (isFolder(present) && !recursive)
      throw this.#refused(path.join('/'), 'it is a folder: set recursive to delete it');
    this.#editor.remove(path);
  }

  #replace(path: readonly string[], { old, new: next, all = false }: NonNullable<Edit['replace']>): void {
    const content = this.#read(this.#file(path).oid);
    this.#spend(content.length);
    const name = path.join('/');
    if (!isPlainText(content)) throw this.#refused(name, 'it is not UTF-8 text: write it whole');
    if (old === '') throw this.#refused(name, 'replace.old is empty: give the text to replace');
    const text = content.toString();
    const places = placesOf(text, old);
    const count = places.length;
    if (count === 0) throw this.#notFound(name, text, old);
    if (count > 1 && !all) {
      const lines = linesOf(text, places);
      const more = 'give more of the text around it, or set all';
      throw this.#refused(name, `replace.old is there ${count} times, first in lines ${lines.join(', ')}: ${more}`, {
        count,
        line: lines[0],
      });
    }
    this.#spend(content.length + count * Math.max(0, next.length - old.length));
    this.write(path, Buffer.from(text.split(old).join(next)));
  }

  #move(from: readonly string[], to: readonly string[], overwrite: boolean): void {
    const node = this.#editor.find(from);
    if (!node) throw this.#absent(from);
    const target = to.join('/');
    if (isFolder(node) && to.length > from.length && from.every((name, index) => to[index] === name)) {
      throw this.#refused(target, 'a folder can not be moved into itself');
    }
    if (from.join('/') === target) return;
    const present = this.#editor.find(to);
    if (isFolder(present)) throw this.#refused(target, 'it is a folder already');
    if (present && (isFolder(node) || !overwrite)) {
      throw this.#refused(target, 'it is there already: set overwrite to move a file over it');
    }
    this.#checkMoved(node, to);
    this.#editor.remove(from);
    this.#editor.set(to, node);
  }

  /** Checks the content of a file that git itself reads under its new name, such as `.gitmodules`. */
  #checkMoved(node: Leaf | Folder, to: readonly string[]): void {
    const file = gitFile(to.at(-1) as string);
    if (!file || isFolder(node)) return;
    const content = this.#read(node.oid);
    const wrong = refusedContent(file, content.length, () => content);
    if (wrong) throw this.#refused(to.join('/'), `git refuses ${wrong}`);
  }

  #file(path: readonly string[]): Leaf {
    const found = this.#editor.find(path);
    if (!found) throw this.#absent(path);
    if (isFolder(found) || !found.mode.startsWith('100')) {
      throw this.#refused(path.join('/'), `it is a ${isFolder(found) ? 'folder' : 'link'}, not a file`);
    }
    return found;
  }

  #read(oid: Oid): Buffer {
    const stored = this.#written.get(oid);
    if (stored) return stored;
    this.#spend(this.#objects.stat(oid)?.size ?? 0);
    const object = this.#objects.read(oid);
    if (object?.type !== 'blob') throw new Error(`blob ${oid} is missing`);
    return object.data;
  }

  #content({ path }: Edit, given: GivenContent): Buffer {
    if (typeof given === 'string') {
      if (!given.isWellFormed()) throw this.#refused(path, 'write is not well-formed Unicode: send it as base64');
      return Buffer.from(given);
    }
    if (given.base64.length % 4 !== 0 || !BASE64.test(given.base64)) {
      throw this.#refused(path, 'write.base64 is not base64');
    }
    return Buffer.from(given.base64, 'base64');
  }

  #spend(bytes: number): void {
    this.#work += bytes;
    if (this.#work <= WORK_MAX_BYTES) return;
    throw new TreeboxError(
      'too_large',
      `the edits read and write more than ${WORK_MAX_BYTES} bytes: send fewer at a time`,
    );
  }

  #notFound(path: string, text: string, old: string): TreeboxError {
    const nearest = nearestLine(text, old);
    const near = nearest ? `; the nearest line is ${nearest.line}: ${JSON.stringify(nearest.text)}` : '';
    return this.#refused(path, `replace.old is there 0 times${near}`, { count: 0, line: nearest?.line });
  }

  #absent(path: readonly string[]): TreeboxError {
    return this.#refused(path.join('/'), 'there is no such file or folder');
  }

  #refused(path: string, why: string, data: Record<string, unknown> = {}): TreeboxError {
    const edit = this.#index;
    return new TreeboxError('bad_edit', `${edit === undefined ? '' : `edit ${edit}, `}${shown(path)}: ${why}`, {
      data: { edit, path: path.toWellFormed(), ...data },
    });
  }
}
