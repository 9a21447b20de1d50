/**
 * Program of the process that merges and diffs for the server: `merge-worker.ts REPOSITORY FOLDER`, absolute paths.
 *
 * It can be killed at any time: it writes only to its own folder, and a request without an answer has no effect.
 */
import { type RenamedDifference, renamedDifferences } from '../diff/renamed-differences.ts';
import { diffTrees } from '../diff/tree-diff.ts';
import { unifiedPatch } from '../diff/tree-patch.ts';
import { RepositoryObjects } from '../objects/repository-objects.ts';
import { PackWriter } from '../packs/pack-writer.ts';
import { answerQuestions } from '../worker/answer-questions.ts';
import type { Conflict } from './conflict.ts';
import { mergeByHistory } from './merge-by-history.ts';
import {
  type DiffAnswer,
  type DiffEntry,
  type DiffRequest,
  type MergeCalls,
  type MergeQuestion,
  receivedRequest,
} from './merge-protocol.ts';
import { Pages } from './paged-list.ts';

const [gitDir, folder] = process.argv.slice(2) as [string, string];
const objects = new RepositoryObjects(gitDir);
/** Minimum size of a message with a piece of a patch, in bytes, except for the last piece. */
const PIECE_BYTES = 64 * 1024;

const conflicts = new Pages<Conflict>();
const differences = new Pages<RenamedDifference>();
const patches = new Map<number, Generator<Buffer>>();

async function merge(request: MergeCalls['merge']['ask']): Promise<MergeCalls['merge']['answer']> {
  const writer = new PackWriter(folder);
  try {
    const outcome = await mergeByHistory(objects, writer, receivedRequest(request));
    const pack = writer.finish();
    if (outcome.status === 'merged') return { outcome, conflicts: 0, pack };
    const first = conflicts.begin(outcome.conflicts);
    return { outcome: { ...outcome, conflicts: first }, conflicts: outcome.conflicts.length, pack };
  } catch (error) {
    writer.abandon();
    throw error;
  }
}

function diff({ from, to, limit, renames }: DiffRequest): DiffAnswer {
  const found = renames ? renamedDifferences(objects, from, to) : undefined;
  const { total, entries } = found
    ? { total: found.length, entries: found.slice(0, limit) }
    : diffTrees(objects, from, to, { limit });
  return { total, entries: differences.begin(entries).map(withoutBytes) };
}

function withoutBytes({ pathBytes: _, old, ...entry }: RenamedDifference): DiffEntry {
  return old ? { ...entry, old: { path: old.path, percent: old.percent } } : entry;
}

/** Returns the next piece of a patch, large enough to be worth a message; null at the end. */
function more(patch: number): Uint8Array | null {
  const pieces: Buffer[] = [];
  for (let bytes = 0; bytes < PIECE_BYTES; ) {
    const next = patches.get(patch)?.next();
    if (next === undefined || next.done === true) {
      patches.delete(patch);
      break;
    }
    pieces.push(next.value);
    bytes += next.value.length;
  }
  // A Buffer can't be sent, see `encodeFrame`.
  return pieces.length === 0 ? null : new Uint8Array(Buffer.concat(pieces));
}

function answer(question: MergeQuestion): Promise<unknown> | unknown {
  switch (question.call) {
    case 'merge':
      return merge(question);
    case 'conflicts':
      return conflicts.next();
    case 'diff':
      return diff(question);
    case 'entries':
      return differences.next().map(withoutBytes);
    case 'patch':
      patches.set(
        question.patch,
        unifiedPatch(objects, question.from, question.to, { renames: question.renames ?? false }),
      );
      return null;
    case 'more':
      return more(question.patch);
    case 'drop':
      patches.delete(question.patch);
      return null;
  }
}

answerQuestions(answer);
