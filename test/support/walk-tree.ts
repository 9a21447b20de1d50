/**
 * Everything below a folder of any `fs`, in values that can be compared.
 */
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** As much of `fs` as a walk needs. */
export interface WalkableFs {
  readonly existsSync: typeof existsSync;
  readonly lstatSync: typeof lstatSync;
  readonly readdirSync: typeof readdirSync;
  readonly readFileSync: typeof readFileSync;
  readonly readlinkSync: typeof readlinkSync;
}

export const REAL_FS: WalkableFs = { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync };

/** A line per file, folder and link below `root`: path, kind, permissions, links, content. */
export function walkTree(fs: WalkableFs, root: string): string[] {
  const lines: string[] = [];
  const visit = (folder: string): void => {
    for (const name of fs.readdirSync(folder)) {
      const path = `${folder}/${name}`;
      const stat = fs.lstatSync(path);
      const mode = stat.mode.toString(8);
      if (stat.isDirectory()) {
        lines.push(`${path} folder ${mode}`);
        visit(path);
      } else if (stat.isSymbolicLink()) {
        lines.push(`${path} link ${fs.readlinkSync(path)}`);
      } else {
        lines.push(`${path} file ${mode} ${stat.nlink} ${fs.readFileSync(path).toString('hex')}`);
      }
    }
  };
  // A program may have removed the root itself.
  if (fs.existsSync(root)) visit(root);
  return lines;
}
