/**
 * Encodes and decodes commits.
 * @see https://git-scm.com/docs/git-commit-tree and git-interpret-trailers(1)
 */
import { type CommitId, OID_PATTERN, type TreeId } from '../../core/ids.ts';

/** Author and committer of treebox's own commits and reflog lines. */
export const IDENTITY = { name: 'treebox', email: 'treebox@localhost' } as const;

/** An author or committer. */
export interface Identity {
  readonly name: string;
  readonly email: string;
}

export interface Commit {
  readonly tree: TreeId;
  readonly parents: readonly CommitId[];
  /** Commit time in seconds since 1970; NaN when the committer line is damaged. */
  readonly atSecs: number;
  /** The message as stored, including trailers and the last line feed. */
  readonly message: string;
}

/** A `Key: value` line at the end of a message. */
export interface Trailer {
  readonly key: string;
  readonly value: string;
}

const TREE = new RegExp(`^tree (${OID_PATTERN})\\n`);
const PARENT = new RegExp(`^parent (${OID_PATTERN})$`);
const AUTHOR = /^author (.*?) ?<([^>\n]*)>/m;
const COMMITTER_TIME = /^committer .*> (\d+) [+-]\d{4}$/m;
const TRAILER = /^([A-Za-z0-9-]+)[ \t]*:[ \t]*(.*)$/;

/** Characters that git does not allow in names and addresses, and characters that it strips from their ends. */
const CRUD = /[\0\n\r<>]|^[\s.,:;"'\\]+|[\s.,:;"'\\]+$/g;

/**
 * Encodes a commit object, with times in UTC. The committer is treebox itself.
 * @param commit the commit; a missing line feed at the end of the message is added
 * @throws Error when the message has a NUL, because `git fsck` refuses it and git's readers stop there
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
 * Decodes a commit object.
 * @param data content of the object, which any program may have written
 * @throws Error when it does not begin with a `tree` line
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

/** Returns the author of a commit; empty strings when the author line is damaged. @param data content of the commit object */
export function decodeAuthor(data: Buffer): { readonly name: string; readonly email: string } {
  const text = data.toString();
  const [, name = '', email = ''] = AUTHOR.exec(text.slice(0, text.indexOf('\n\n') + 1)) ?? [];
  return { name, email };
}

/**
 * Returns `message` with trailers as a separate last paragraph, where `git interpret-trailers --parse` finds them.
 * @param trailers trailers whose values have no line feeds
 */
export function withTrailers(message: string, trailers: readonly Trailer[]): string {
  if (trailers.length === 0) return message;
  const body = message.replace(/\n+$/, '');
  return `${body}\n\n${trailers.map(({ key, value }) => `${key}: ${value}\n`).join('')}`;
}

/** Returns the trailers of a message: the last paragraph, if it is not the first and consists of trailers only. */
export function trailersOf(message: string): Trailer[] {
  const paragraphs = message.replace(/\s+$/, '').split(/\n[ \t]*\n/);
  if (paragraphs.length < 2) return [];
  const matches = (paragraphs.at(-1) as string).split('\n').map((line) => TRAILER.exec(line));
  return matches.every((match) => match !== null)
    ? matches.map((match) => ({ key: match[1] as string, value: match[2] as string }))
    : [];
}
