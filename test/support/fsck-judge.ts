/**
 * Real git as the judge of trees and blobs that are written by hand.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export class FsckJudge {
  readonly #folder = mkdtempSync(join(tmpdir(), 'treebox-fsck-'));

  constructor() {
    this.#git(['init', '--quiet', '--bare']);
  }

  /** @returns their ids */
  writeBlobs(contents: readonly Buffer[]): string[] {
    const pieces = contents.flatMap((content, at) => [
      Buffer.from(`blob\nmark :${at + 1}\ndata ${content.length}\n`),
      content,
      Buffer.from('\n'),
    ]);
    const marks = join(this.#folder, 'marks');
    this.#git(['fast-import', '--quiet', `--export-marks=${marks}`], Buffer.concat(pieces));
    const ids = new Map<number, string>();
    for (const line of readFileSync(marks, 'utf8').trim().split('\n')) {
      const [mark = '', id = ''] = line.split(' ');
      ids.set(Number(mark.slice(1)), id);
    }
    return contents.map((_content, at) => ids.get(at + 1) as string);
  }

  /** Writes trees, each of one entry `<mode> <type> <id>` and name. @returns their ids */
  makeTrees(trees: readonly (readonly [entry: string, name: string])[]): string[] {
    // git mktree checks nothing but what it needs to sort.
    const input = trees.map(([entry, text]) => Buffer.from(`${entry}\t${text}\0\0`));
    return this.#git(['mktree', '-z', '--batch'], Buffer.concat(input)).toString().trim().split('\n');
  }

  /** The objects that git fsck calls wrong, with what it says. */
  wrong(): Map<string, string> {
    let report: string;
    try {
      report = this.#git(['fsck', '--strict', '--no-dangling', '--no-progress']).toString();
    } catch (error) {
      const { stdout, stderr } = error as { stdout: Buffer; stderr: Buffer };
      report = `${stdout}${stderr}`;
    }
    const wrong = new Map<string, string>();
    for (const line of report.split('\n')) {
      const found = /^error in (?:tree|blob) ([0-9a-f]{40}): (.*)/.exec(line);
      if (found) wrong.set(found[1] as string, found[2] as string);
    }
    return wrong;
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #git(args: readonly string[], input = Buffer.alloc(0)): Buffer {
    return execFileSync('git', ['-C', this.#folder, ...args], {
      input,
      env: { PATH: process.env.PATH, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' },
      maxBuffer: 64 * 1024 * 1024,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
  }
}
