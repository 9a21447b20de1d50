/**
 * What real git says of a repository when a scenario is over: every object is sound, and each label's reflog is the log
 * that the API tells.
 */
import { strictEqual } from 'node:assert/strict';
import { fsck, git } from './real-git.ts';

/** A label with its log as `GET /api/fs/labels/{label}/log` answers it. */
export interface ToldLog {
  readonly label: string;
  readonly log: readonly { at: number; message: string; commit: string }[];
}

/** The kind of move at the start of a reflog's message, which the API tells apart from it; plain git writes none. */
const KIND = /^(\d+ \w+ )(?:create|push|force|reset)(?:: |$)/gm;

/**
 * Every label's log, asked of the API.
 * @param get answers the body of a path
 */
export async function toldLogs(get: (path: string) => Promise<unknown>): Promise<ToldLog[]> {
  const { labels } = (await get('/api/fs/labels')) as { labels: { name: string }[] };
  const logs: ToldLog[] = [];
  for (const { name } of labels) {
    logs.push((await get(`/api/fs/labels/${encodeURIComponent(name)}/log`)) as ToldLog);
  }
  return logs;
}

/** Asserts what git finds. @param gitDir the repository, which nobody is writing to */
export function judgeRepository(gitDir: string, logs: readonly ToldLog[]): void {
  strictEqual(fsck(gitDir), '');
  for (const { label, log } of logs) {
    const told = log.toReversed().map(({ at, commit, message }) => `${at / 1000} ${commit} ${message}`);
    strictEqual(reflogOf(gitDir, label), told.join('\n'), `reflog of ${label}`);
  }
}

/** When, which commit and why, newest first. */
function reflogOf(gitDir: string, label: string): string {
  const format = ['--format=%gd %H %gs', '--date=unix'];
  const shown = git(gitDir, ['reflog', 'show', ...format, `refs/heads/${label}`, '--']);
  return shown.replace(/^.*@\{(\d+)\} /gm, '$1 ').replace(KIND, '$1');
}
