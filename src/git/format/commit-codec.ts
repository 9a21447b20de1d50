/**
 * Encodes and decodes commits.
 * @see https://git-scm.com/docs/git-commit-tree and git-interpret-trailers(1)
 */
import { type CommitId, OID_PATTERN, type TreeId } from '../../core/ids.ts';

/** Who treebox's own commits and log lines are by. */
export const IDENTITY = { name: 'treebox', email: 'treebox@localhost' } as const;

/** Who a commit is by. */
export interface Identity {
  readonly name: string;
  readonly email: string;
}

export interface Commit {
  readonly tree: TreeId;
  readonly parents: readonly CommitId[];
  /** Seconds since 1970 of the committer's line; NaN when that line is damaged. */
  readonly atSecs: number;
  /** As stored, trailers and closing line feed included. */
  readonly message: string;
}

/** A `Key: value` line at a message's end. */
export interface Trailer {
  readonly key: string;
  readonly value: string;
}

const TREE = new RegExp(`^tree (${OID_PATTERN})\\n`);
const PARENT = new RegExp(`^parent (${OID_PATTERN})$`);
const AUTHOR = /^author (.*?) ?<([^>\n]*)>/m;
const COMMITTER_TIME = /^committer .*> (\d+) [+-]\d{4}$/m;
const TRAILER = /^([A-Za-z0-9-]+)[ \t]*:[ \t]*(.*)$/;

/** Characters that git does not take in a name or an address, and those that it strips from their ends. */
const CRUD = /[\0\n\r<>]|^[\s.,:;"'\\]+|[\s.,:;"'\\]+$/g;

/**
 * A commit object's content, in UTC. The committer is treebox itself.
 * @param commit its message is stored as it is, with a line feed added at its end where there is none
 * @throws Error when the message has a NUL, which git's fsck refuses and git's readers stop at
 */
export function encodeCommit(commit: Commit, author: Identity = IDENTITY): Buffer {
  if (commit.message.includes('\0')) throw new Error("a commit's message must not have a NUL");
  const line = ({ name, email }: Identity) =>
    `${name.replace(CRUD, '')} <${email.replace(CRUD, '')}> ${commit.atSecs} +0000`;
  const parents = commit.parents.map((parent) => `parent ${parent}\n`).join('');
  const message = commit.message.endsWith('\n') ? commit.message : `${commit.message}\n`;
  return Buffer.from(
    `tree ${commit.tree}\n${parents}author ${line(author)}\ncommitter ${line(IDENTITY)}\n\n${message}`,
  );
}

/**
 * @param data a commit object's content, by whomever it was written
 * @throws Error when it does not begin as a commit does
 */
export function decodeCommit(data: Buffer): Commit {
  const text = data.toString();
  const headerEnd = text.indexOf('\n\n');
  const header = headerEnd < 0 ? text : text.slice(0, headerEnd + 1);
  const tree = TREE.exec(header)?.[1];
  if (tree === undefined) throw new Error('a commit object does not begin with its tree');
  const parents: CommitId[] = [];
  for (const line of header.split('\n').slice(1)) {
    const parent = PARENT.exec(line)?.[1];
    if (parent === undefined) break;
    parents.push(parent as CommitId);
  }
  return {
    tree: tree as TreeId,
    parents,
    atSecs: Number(COMMITTER_TIME.exec(header)?.[1] ?? Number.NaN),
    message: headerEnd < 0 ? '' : text.slice(headerEnd + 2),
  };
}

/** Who a commit says made it; empty where its line is damaged. @param data a commit object's content */
export function decodeAuthor(data: Buffer): { readonly name: string; readonly email: string } {
  const text = data.toString();
  const [, name = '', email = ''] = AUTHOR.exec(text.slice(0, text.indexOf('\n\n') + 1)) ?? [];
  return { name, email };
}

/**
 * `message` with trailers as a last paragraph of their own, where `git interpret-trailers --parse` finds them.
 * @param trailers values have no line feeds
 */
export function withTrailers(message: string, trailers: readonly Trailer[]): string {
  if (trailers.length === 0) return message;
  const body = message.replace(/\n+$/, '');
  return `${body}\n\n${trailers.map(({ key, value }) => `${key}: ${value}\n`).join('')}`;
}

/** The trailers of a message whose last paragraph, which is not its first, consists of nothing else. */
export function trailersOf(message: string): Trailer[] {
  const paragraphs = message.replace(/\s+$/, '').split(/\n[ \t]*\n/);
  if (paragraphs.length < 2) return [];
  const matches = (paragraphs.at(-1) as string).split('\n').map((line) => TRAILER.exec(line));
  return matches.every((match) => match !== null)
    ? matches.map((match) => ({ key: match[1] as string, value: match[2] as string }))
    : [];
}
