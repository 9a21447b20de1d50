/**
 * Trees whose files and folders are moved, renamed, edited, split and joined, drawn from a seeded generator: around every
 * bound by which git tells a rename.
 */
import { below, pick, type Random } from './random-texts.ts';
import type { FileState } from './random-trees.ts';

type Files = Map<string, FileState>;

const FOLDERS = ['', 'a', 'a/b', 'a/c', 'd', 'd/e', 'lib', 'lib/x/y', 'z'];
const BASENAMES = ['f.ts', 'g.ts', 'h.md', 'index.ts', 'README', 'k'];
const LINES_MAX = 24;

function someText(random: Random, seed: number): Buffer {
  const count = 1 + below(random, LINES_MAX);
  const lines = Array.from({ length: count }, (_, at) =>
    random() < 0.2 ? 'common' : `${seed} line ${at} ${'x'.repeat(below(random, 20))}`,
  );
  return Buffer.from(`${lines.join('\n')}\n`);
}

/** Changes a share of the lines, from none to nearly all. */
function edited(random: Random, content: Buffer): Buffer {
  const share = pick(random, [0.05, 0.1, 0.3, 0.48, 0.5, 0.52, 0.8]);
  const lines = content.toString('latin1').split('\n').slice(0, -1);
  const changed = lines.flatMap((line) => {
    if (random() >= share) return [line];
    return random() < 0.3 ? [] : [`${line.slice(0, 3)} new ${below(random, 5)}`];
  });
  return Buffer.from(`${changed.join('\n')}\n`, 'latin1');
}

function somePath(random: Random): string {
  const folder = pick(random, FOLDERS);
  return folder === '' ? pick(random, BASENAMES) : `${folder}/${pick(random, BASENAMES)}`;
}

function put(files: Files, path: string, file: FileState): void {
  for (const other of files.keys()) {
    if (other.startsWith(`${path}/`) || path.startsWith(`${other}/`)) files.delete(other);
  }
  files.set(path, file);
}

export function filesToRename(random: Random): Files {
  const files: Files = new Map();
  for (let left = 2 + below(random, 16); left > 0; left -= 1) {
    const content = random() < 0.1 ? Buffer.alloc(0) : someText(random, below(random, 12));
    const mode = random() < 0.08 ? '100755' : random() < 0.05 ? '120000' : '100644';
    put(files, somePath(random), { mode, content });
  }
  return files;
}

/** Edits some of the files where they are. */
export function editedFiles(random: Random, base: ReadonlyMap<string, FileState>): Files {
  const edit = (file: FileState) => (random() < 0.3 ? { ...file, content: edited(random, file.content) } : file);
  return new Map([...base].map(([path, file]) => [path, edit(file)]));
}

/** Moves everything below a folder to another. */
function moveFolder(random: Random, files: Files): void {
  const from = pick(random, FOLDERS.slice(1));
  const to = pick(random, FOLDERS);
  const isSplit = random() < 0.3;
  for (const [path, file] of [...files]) {
    if (!path.startsWith(`${from}/`)) continue;
    const target = isSplit && random() < 0.5 ? pick(random, FOLDERS) : to;
    files.delete(path);
    const rest = path.slice(from.length + 1);
    put(
      files,
      target === '' ? rest : `${target}/${rest}`,
      random() < 0.2 ? { ...file, content: edited(random, file.content) } : file,
    );
  }
}

export function renamedFiles(random: Random, base: ReadonlyMap<string, FileState>): Files {
  const files: Files = new Map(base);
  for (let left = 1 + below(random, 5); left > 0; left -= 1) {
    const paths = [...files.keys()];
    if (paths.length === 0) break;
    const path = pick(random, paths);
    const file = files.get(path) as FileState;
    switch (below(random, 10)) {
      case 0:
        files.delete(path);
        break;
      case 1:
        put(files, path, { ...file, content: edited(random, file.content) });
        break;
      case 2:
      case 3:
        files.delete(path);
        put(files, somePath(random), random() < 0.5 ? file : { ...file, content: edited(random, file.content) });
        break;
      case 4:
        files.delete(path);
        put(files, `${path.slice(0, path.lastIndexOf('/') + 1)}renamed-${below(random, 3)}`, file);
        break;
      case 5:
      case 6:
        moveFolder(random, files);
        break;
      case 7:
        put(files, somePath(random), { mode: '100644', content: someText(random, below(random, 20)) });
        break;
      case 8:
        put(files, path, { mode: file.mode === '100644' ? '100755' : '100644', content: file.content });
        break;
      default:
        put(files, somePath(random), file);
    }
  }
  return files;
}
