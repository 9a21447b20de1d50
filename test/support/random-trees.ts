/**
 * Trees of files as people keep them, and changes to them, drawn from a seeded generator.
 */
import type { TreeId } from '../../src/core/ids.ts';
import { encodeTree } from '../../src/git/format/tree-codec.ts';
import type { ObjectWriter } from '../../src/git/objects/objects.ts';
import { below, pick, type Random } from './random-texts.ts';

export interface FileState {
  readonly mode: '100644' | '100755' | '120000';
  readonly content: Buffer;
}

/** Files by path. No path is a folder of another. */
export type Files = ReadonlyMap<string, FileState>;

/** Names that sort around each other, and such as git quotes. */
const NAMES = ['a', 'a-', 'a.c', 'a0', 'b', 'lib', 'x y', 'é', '"q"', '\t', 'z'];

function somePath(random: Random): string {
  return Array.from({ length: 1 + below(random, 3) }, () => pick(random, NAMES)).join('/');
}

/** Content whose lines name the path, so that no two paths are alike and git sees no renames. */
function someContent(random: Random, path: string): Buffer {
  const line = () => `${'  '.repeat(below(random, 3))}${path} ${below(random, 60)}`;
  switch (below(random, 12)) {
    case 0:
      return Buffer.alloc(0);
    case 1:
      return Buffer.from(`${path}\0${below(random, 9)}`);
    case 2:
      return Buffer.from(`${path}\n\xe9${below(random, 9)}`, 'latin1');
    default:
      return Buffer.from(`${Array.from({ length: 3 + below(random, 30) }, line).join('\n')}\n`);
  }
}

function someFile(random: Random, path: string): FileState {
  switch (below(random, 12)) {
    case 0:
      return { mode: '120000', content: Buffer.from(`to ${path} ${below(random, 3)}`) };
    case 1:
      return { mode: '100755', content: someContent(random, path) };
    default:
      return { mode: '100644', content: someContent(random, path) };
  }
}

function changedText(random: Random, path: string, content: Buffer): Buffer {
  const lines = content.toString('latin1').split('\n');
  for (let left = 1 + below(random, 3); left > 0; left--) {
    const at = below(random, lines.length + 1);
    lines.splice(
      at,
      below(random, 3),
      ...Array.from({ length: below(random, 3) }, () => `${path} new ${below(random, 9)}`),
    );
  }
  return Buffer.from(lines.join('\n'), 'latin1');
}

/** Puts a file at a path, and takes away what would stand in its way. */
function put(files: Map<string, FileState>, path: string, file: FileState): void {
  for (const other of files.keys()) {
    if (other.startsWith(`${path}/`) || path.startsWith(`${other}/`)) files.delete(other);
  }
  files.set(path, file);
}

/** A tree of up to some twenty files. */
export function randomFiles(random: Random): Files {
  const files = new Map<string, FileState>();
  for (let left = below(random, 20); left > 0; left--) {
    const path = somePath(random);
    put(files, path, someFile(random, path));
  }
  return files;
}

/** `files` with some changes: edits, mode changes, deletions, additions, files that become folders and back. */
export function changedFiles(random: Random, files: Files): Files {
  const changed = new Map(files);
  for (let left = below(random, 6); left >= 0; left--) {
    const path = changed.size === 0 || below(random, 4) === 0 ? somePath(random) : pick(random, [...changed.keys()]);
    const file = changed.get(path) ?? someFile(random, path);
    switch (below(random, 8)) {
      case 0:
        changed.delete(path);
        break;
      case 1:
        put(changed, path, { ...file, mode: file.mode === '100644' ? '100755' : '100644' });
        break;
      case 2:
        put(changed, path, someFile(random, path));
        break;
      case 3:
        put(changed, `${path}/${pick(random, NAMES)}`, someFile(random, path));
        break;
      default:
        put(changed, path, { ...file, content: changedText(random, path, file.content) });
    }
  }
  return changed;
}

/** Stores the files; answers the root tree's name. */
export function storeFiles(writer: ObjectWriter, files: Files): TreeId {
  const folders = new Map<string, Map<string, FileState>>();
  const entries = [];
  for (const [path, file] of files) {
    const slash = path.indexOf('/');
    if (slash < 0) {
      const oid = writer.write('blob', file.content);
      entries.push({ mode: file.mode, name: path, nameBytes: Buffer.from(path), oid });
      continue;
    }
    const name = path.slice(0, slash);
    folders.set(name, (folders.get(name) ?? new Map()).set(path.slice(slash + 1), file));
  }
  for (const [name, inside] of folders) {
    entries.push({ mode: '40000', name, nameBytes: Buffer.from(name), oid: storeFiles(writer, inside) });
  }
  return writer.write('tree', encodeTree(entries));
}
