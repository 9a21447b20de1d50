/**
 * The question of the server to a process that searches, and the check of its answer.
 */
import { type Check, exactly, isTrueOrFalse, listOf, numberWithin, textUpTo } from '../../core/shape.ts';
import { isAnyText, replyWith, type WorkerReply } from '../worker/worker-protocol.ts';
import type { SearchMatch, SearchRequest, SearchResult } from './search-tree.ts';

export interface SearchQuestion extends SearchRequest {
  readonly call: 'search';
  /** Time after which the search reads no further file, in ms. */
  readonly timeMs: number;
}

/** More matches than any request may ask for, and more lines around each; the text of all is limited by the search. */
const LISTED_MAX = 1_000_000;
/** Longest line that is shown, in characters, with room for the marks of what is left out. */
const LINE_MAX = 1_000;

const isCount = numberWithin(0, Number.MAX_SAFE_INTEGER, { whole: true });
const isLine = textUpTo(LINE_MAX);

/** Checks the reply to a `SearchQuestion`. */
export const isSearchReply: Check<WorkerReply<SearchResult>> = replyWith(
  exactly<SearchResult>({
    matches: listOf(
      exactly<SearchMatch>({
        path: isAnyText,
        line: isCount,
        column: isCount,
        text: isLine,
        before: listOf(isLine, LISTED_MAX),
        after: listOf(isLine, LISTED_MAX),
      }),
      LISTED_MAX,
    ),
    files: isCount,
    total: isCount,
    skipped: isCount,
    truncated: isTrueOrFalse,
  }),
);
