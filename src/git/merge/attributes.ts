/**
 * Reads from `.gitattributes` how a file is merged: its merge driver, and the length of conflict markers.
 *
 * It reads the files of one tree. Files in deeper folders and later lines take precedence, as in git. Only git's built-in
 * drivers are supported; others are ignored with a warning. `text` and `eol` have no effect: contents in a tree are already
 * normalised, and git also merges them unchanged unless `merge.renormalize` is set.
 * @see gitattributes(5)
 */

import type { TreeId } from '../../core/ids.ts';
import { MERGE_WARNINGS_MAX } from '../../core/limits.ts';
import { readTreeData } from '../diff/tree-join.ts';
import { isFolderEntry, treeOf } from '../format/entry-mode.ts';
import { decodeTree } from '../format/tree-codec.ts';
import type { ObjectReader } from '../objects/objects.ts';
import { basename } from '../renames/directory-counts.ts';
import { type AttributeRule, parseAttributes } from './attribute-rules.ts';

/** The settings for one file. */
export interface Attributes {
  readonly driver: 'text' | 'binary' | 'union';
  /** Length of conflict markers; undefined if not specified. */
  readonly markerSize: number | undefined;
}

/** Longest driver's name in a warning, in characters. */
const DRIVER_SHOWN_MAX = 100;

const FILE_NAME = '.gitattributes';
const FILE_NAME_ENTRY = Buffer.from(` ${FILE_NAME}\0`);
/** Maximum size of a file, in bytes. Git ignores larger files. */
const FILE_BYTES_MAX = 100 * 1024 * 1024;
/** Macros that are built into git. */
const BUILT_IN = new Map([
  [
    'binary',
    [
      { name: 'diff', value: false },
      { name: 'merge', value: false },
      { name: 'text', value: false },
    ],
  ],
]);

type Value = string | boolean | undefined;

/** The rules of one folder, and the tree in which to find its subfolders. */
interface AttributeFolder {
  readonly rules: readonly AttributeRule[];
  readonly tree: TreeId | undefined;
}

export class MergeAttributes {
  readonly #objects: ObjectReader;
  readonly #tree: TreeId;
  readonly #folders = new Map<string, AttributeFolder>();
  /** Drivers that are ignored, by the paths of their files. */
  readonly #ignored = new Map<string, string>();
  readonly #macros = new Map<string, readonly { readonly name: string; readonly value: Value }[]>(BUILT_IN);

  constructor(objects: ObjectReader, tree: TreeId) {
    this.#objects = objects;
    this.#tree = tree;
  }

  /** One sentence for each of the first files whose driver was ignored, and one for the others. */
  get warnings(): string[] {
    const named = [...this.#ignored]
      .slice(0, MERGE_WARNINGS_MAX)
      .map(
        ([path, driver]) =>
          `${Buffer.from(path, 'latin1')}: .gitattributes names the merge driver "${driver}", which is not built in: merged as text`,
      );
    const more = this.#ignored.size - named.length;
    if (more > 0) named.push(`${more} more files have a merge driver that is not built in: merged as text`);
    return named;
  }

  /** Returns the settings for a file. @param path full path, its bytes as latin-1 */
  of(path: string): Attributes {
    const values = new Map<string, Value>();
    let folder = this.#root();
    const folders = [{ folder, rest: path }];
    for (let slash = path.indexOf('/'); slash >= 0 && folder.tree !== undefined; slash = path.indexOf('/', slash + 1)) {
      folder = this.#below(folder, path.slice(0, slash));
      folders.push({ folder, rest: path.slice(slash + 1) });
    }
    // Begin with the nearest folder: the first setting of an attribute applies.
    for (const { folder, rest } of folders.toReversed()) this.#apply(folder, rest, values);
    const size = Number.parseInt(String(values.get('conflict-marker-size')), 10);
    return { driver: this.#driver(path, values.get('merge')), markerSize: size > 0 ? size : undefined };
  }

  #root(): AttributeFolder {
    let root = this.#folders.get('');
    if (root === undefined) {
      root = this.#read(this.#tree);
      this.#folders.set('', root);
      for (const { macro, settings } of root.rules) if (macro !== undefined) this.#macros.set(macro, settings);
    }
    return root;
  }

  #driver(path: string, merge: Value): Attributes['driver'] {
    if (merge === false || merge === 'binary') return 'binary';
    if (merge === 'union') return 'union';
    if (typeof merge === 'string' && merge !== 'text') {
      this.#ignored.set(path, merge.length > DRIVER_SHOWN_MAX ? `${merge.slice(0, DRIVER_SHOWN_MAX)}…` : merge);
    }
    return 'text';
  }

  /** Adds attributes of matching rules, beginning with the last rule, unless they are set already. Expands macros. */
  #apply({ rules }: AttributeFolder, path: string, values: Map<string, Value>): void {
    const set = (name: string, value: Value) => {
      if (values.has(name)) return;
      values.set(name, value);
      if (value !== true) return;
      for (const each of (this.#macros.get(name) ?? []).toReversed()) set(each.name, each.value);
    };
    for (const { matches, settings } of rules.toReversed()) {
      if (matches?.(path)) for (const { name, value } of settings.toReversed()) set(name, value);
    }
  }

  #below(parent: AttributeFolder, path: string): AttributeFolder {
    let folder = this.#folders.get(path);
    if (folder === undefined) {
      const name = basename(path);
      const entry = decodeTree(readTreeData(this.#objects, parent.tree) ?? Buffer.alloc(0)).find(
        (each) => isFolderEntry(each) && each.nameBytes.toString('latin1') === name,
      );
      const tree = treeOf(entry);
      folder = tree === undefined ? { rules: [], tree: undefined } : this.#read(tree);
      this.#folders.set(path, folder);
    }
    return folder;
  }

  #read(tree: TreeId): AttributeFolder {
    const data = readTreeData(this.#objects, tree) ?? Buffer.alloc(0);
    // Decode the tree only if it has such a file, because few folders have one.
    const entry = data.includes(FILE_NAME_ENTRY)
      ? decodeTree(data).find(({ name, mode }) => name === FILE_NAME && mode.startsWith('100'))
      : undefined;
    if (entry === undefined || (this.#objects.stat(entry.oid)?.size ?? 0) > FILE_BYTES_MAX) return { rules: [], tree };
    const text = this.#objects.read(entry.oid)?.data.toString('latin1') ?? '';
    return { rules: parseAttributes(text), tree };
  }
}
