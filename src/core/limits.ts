/**
 * Every limit of the service: name with unit, value, reason. Where a setting changes a limit, this file has the default.
 */

const KiB = 1024;
const MiB = 1024 * KiB;

/** Longest label name in bytes: leaves room for `.lock` and folders below the 255 bytes that file systems allow. */
export const LABEL_MAX_BYTES = 200;
/** Longest message of a label move in bytes; a longer text belongs in a file of the snapshot. */
export const MESSAGE_MAX_BYTES = 4096;
/** How long a push that merges is tried again while its label moves on, in ms. */
export const PUSH_RETRY_MS = 30_000;
/** Most characters of markers and diffs in a push's conflicts; further ones are null: `POST /api/fs/merge` has them. */
export const PUSH_CONFLICT_TEXT_MAX = 256 * KiB;
/** Largest `input` of a run, in bytes of JSON: larger data belongs in a file. */
export const INPUT_MAX_BYTES = MiB;
/** How long to wait for a ref lock of another process, in ms: git's own writers hold one for milliseconds. */
export const REF_LOCK_WAIT_MS = 5_000;

/** Largest JSON body, in bytes, of an operation without `x-body-limit`: names, messages and options need no more. */
export const JSON_BODY_MAX_BYTES = 64 * KiB;
/** Deepest nesting of a JSON body, and most values and names in it: larger bodies would block the event loop too long. */
export const JSON_DEPTH_MAX = 64;
export const JSON_VALUES_MAX = 50_000;
/** Most tags of a state. Every execution that leaves the state adds its own, and the newest are kept. */
export const TAGS_MAX = 64;
/** Sources and inputs of all executions that wait for a runner, in bytes: they are kept in memory. */
export const WAITING_BYTES_MAX = 256 * MiB;
/** Largest JSON text of a result in bytes: a larger result belongs in a file of the volume. */
export const RESULT_MAX_BYTES = 16 * MiB;
/** Longest error text of a run in characters: a message and its frames fit; longer text belongs in a file. */
export const ERROR_TEXT_MAX = 64 * KiB;
/** Longest source that is compiled, in characters: TypeScript that people write has a hundredth of that. */
export const COMPILED_SOURCE_MAX = 4 * MiB;

/** Wall clock of a run in seconds: range and default. */
export const TIMEOUT_SECS = { min: 1, max: 300, default: 30 } as const;
/** V8 heap of a run in MiB: range and default. Below 8 an isolate can't start. */
export const HEAP_MIB = { min: 8, max: 1024, default: 128 } as const;
/** Longest `?wait=` in seconds: below the 60 s after which common proxies give up on a silent connection. */
export const WAIT_MAX_SECS = 60;
/** Longest time, in seconds, that a request can keep its record past the server's retention. */
export const RETAIN_MAX_SECS = 86_400;
/** How long running executions may continue after SIGTERM, in ms. */
export const DRAIN_MS = 5_000;

/** Console output kept of one run in bytes (`--output-bytes`). */
export const OUTPUT_BYTES = 16 * MiB;
/** Content that one run may hold in changed files, in bytes (`--volume-bytes`). */
export const VOLUME_BYTES = 512 * MiB;
/** Files, folders and links that one run may create or change (`--volume-files`). */
export const VOLUME_FILES = 100_000;
/** Content of unchanged files that a volume keeps in memory, in bytes: a file that is dropped is only inflated again. */
export const CLEAN_CONTENT_BYTES = 64 * MiB;
/** Bytes that a volume keeps for folders and names that a run has read; beyond that, reading a folder fails with ENOMEM. */
export const HYDRATED_BYTES = 512 * MiB;
/** Descriptors that one run may hold open. */
export const OPEN_FILES_MAX = 16_384;
/** Keys, hashes, ciphers and compression streams that one run may hold open; each costs about a kilobyte. */
export const HELD_OBJECTS_MAX = 100_000;
/** Names that one file may have (hard links); the limit of ext4. */
export const LINK_MAX = 65_000;
/** Longest name of a file in bytes; NAME_MAX of Linux file systems. */
export const NAME_MAX_BYTES = 255;
/** Longest path in bytes; PATH_MAX of Linux without the NUL at its end. */
export const PATH_MAX_BYTES = 4095;
/** Most symbolic links that are followed in one path; the limit of Linux. */
export const SYMLINK_FOLLOWS_MAX = 40;

/** Executions waiting for a runner (`--queue-limit`); the next one is refused with 503. */
export const QUEUE_LIMIT = 1_000;
/** How long executions are kept: days (`--retain-days`) and number (`--retain-executions`), whichever is less. */
export const RETAIN_DAYS = 7;
export const RETAIN_EXECUTIONS = 10_000;
/** Bytes of all kept results; beyond that, the oldest are deleted. 10,000 of the largest size would take 160 GB. */
export const RETAIN_RESULT_BYTES = 4 * 1024 * MiB;

/** A page of output: default and largest, in lines and bytes. */
export const OUTPUT_PAGE = { lines: 1_000, bytes: 64 * KiB, maxBytes: 4 * MiB } as const;

/** Streams of output, and streams of events, at a time: the server writes each piece to all of them in one go. */
export const STREAMS_MAX = 256;
/** Requests that wait for the end of an execution at a time. */
export const WAITS_MAX = 4_000;

/** Largest git object that is read, in bytes: twice what a volume may hold, so that anything ever committed is readable. */
export const OBJECT_MAX_BYTES = 1024 * MiB;
/** Longest chain of deltas that is followed in a pack: git writes none longer (pack.depth's bound). */
export const DELTA_DEPTH_MAX = 4_095;
/** Inflated objects that one reader keeps, in bytes, and the same for bases of deltas. */
export const OBJECT_CACHE_BYTES = 16 * MiB;

/** How long the ref of a released pin stays, in ms: far longer than `git gc` takes to read all refs. */
export const PIN_GRACE_MS = 60_000;
/** How long an object without a reference stays in the repository, in ms: its writer refers to it far sooner. */
export const COLLECT_AGE_MS = 3_600_000;
/** Most bytes of a git push. A snapshot at the volume's limits fits, with history. */
export const PUSH_MAX_BYTES = 1024 * MiB;
/** Most bytes of a git fetch's request, which lists the commits that the client wants and has. */
export const FETCH_REQUEST_MAX_BYTES = 16 * MiB;
/** How long a git process may serve one request, in ms: a large clone over a slow line fits. */
export const GIT_TIMEOUT_MS = 10 * 60_000;
/** Git processes serving fetches at a time, and requests that may wait for one; the same for pushes. */
export const FETCHES = { running: 4, waiting: 64 } as const;
export const PUSHES = { running: 2, waiting: 64 } as const;
/** Files and archives read through git at a time, and requests that may wait. */
export const BLOB_READS = { running: 4, waiting: 64 } as const;
/** The same for files of at least `bytes`: git may need their whole size in memory. */
export const LARGE_BLOB_READS = { running: 1, waiting: 64, bytes: 64 * MiB } as const;
/** How long a client may take to send the list of refs at the start of a push, in ms. */
export const PUSH_LIST_MS = 10_000;
/** Most memory of a git process that serves a fetch, a push or a file, in bytes, and most CPU time, in seconds. */
export const GIT_MEMORY_BYTES = 768 * MiB;
export const PUSH_MEMORY_BYTES = 352 * MiB;
/** For a file: git applies a delta in memory, together with its base. */
export const BLOB_MEMORY_BYTES = 1024 * MiB;
export const GIT_CPU_SECS = 120;

/** Largest file that is merged or compared by lines, in bytes and in lines; past either it counts as binary. */
export const TEXT_MAX_BYTES = 128 * MiB;
export const TEXT_MAX_LINES = 8_000_000;
/** Most differing entries that a merge or a diff reads before it fails: ten times as many as a run may change. */
export const COMPARED_ENTRIES_MAX = 1_000_000;
/** Deepest folder that a merge or a diff goes into: a path of `PATH_MAX_BYTES` can't be deeper. */
export const COMPARED_DEPTH_MAX = 2_048;
/** Most characters of markers and diffs in one merge's conflicts; further ones are null. */
export const CONFLICT_TEXT_MAX = 64 * MiB;
/** Most characters of paths in the conflicts of a merge or the differences of a diff: 130 for each of a million. */
export const LISTED_PATHS_MAX = 128 * MiB;
/** Most files that a merge names in its warnings; the last warning counts the others. */
export const MERGE_WARNINGS_MAX = 100;
/** Most best common ancestors of a merge: each of them is merged. */
export const MERGE_BASES_MAX = 1_000;
/** How long a merge, a diff, or a piece of a patch may take, in ms. */
export const MERGE_TIMEOUT_MS = 60_000;
/** JavaScript heap of the process that merges and diffs, in MiB. */
export const MERGE_HEAP_MIB = 1_024;
/** Memory of that process, in MiB: the heap, and the bytes of three of the largest texts with their merge. */
export const MERGE_MEMORY_MIB = 2_048;
/** Largest pack that a merge may write, in bytes: more than it can deflate in its time. */
export const MERGE_PACK_BYTES = 2_048 * MiB;
/** Most merges, diffs and patches that may wait for the process. */
export const MERGES_WAITING_MAX = 64;
/** The same for one client's merges, its diffs and its patches: other clients still find room. */
export const MERGES_WAITING_EACH = 16;
/**
 * Patches that are read at a time, in all and by one client: one on two of the largest texts holds an eighth of the process's
 * memory. Others may wait for a while, so many in all and of one client, and so long in ms.
 */
export const PATCHES_OPEN = { all: 4, each: 2, waiting: 64, waitingEach: 16, waitMs: 5_000 } as const;

/**
 * Time after which an idle process that merges or searches ends, in ms: it holds about 100 MiB, and starts in less than a
 * second. A patch is not open for as long between its pieces, because the pace of its reader is bounded.
 */
export const WORKER_IDLE_MS = 5 * 60_000;

/** Time after which a search reads no further file, in ms: enough for about 500 MB of text. */
export const SEARCH_MS = 10_000;
/** JavaScript heap of a process that searches, in MiB: the lines of the largest file fit. */
export const SEARCH_HEAP_MIB = 512;
/** Memory of such a process, in MiB: the heap, and the bytes of files that are cached. */
export const SEARCH_MEMORY_MIB = 768;
/** Searches at a time, and searches that may wait. */
export const SEARCHES = { running: 2, waiting: 32 } as const;

/** How long an `Idempotency-Key` is remembered, in ms: longer than any client keeps retrying. */
export const IDEMPOTENCY_MS = 24 * 3_600_000;
/** How long an object that an answer named is kept when nothing else refers to it, in ms: one day. */
export const ANSWER_KEPT_MS = 24 * 3_600_000;
/** Number of dropped executions whose marks are kept, so that requests for them are answered with 410. */
export const EXPIRED_MARKS = 1_000_000;
/** Events that are kept for clients that reconnect. */
export const EVENTS_KEPT = 100_000;
/** How often expired records are deleted, and how often objects without a reference are collected, in ms. */
export const SWEEP_EVERY_MS = 60_000;
export const COLLECT_EVERY_MS = 6 * 3_600_000;
/** Changed paths that an execution's answer lists; further ones are only counted. */
export const CHANGES_LISTED = 1_000;
/** Largest state that is shown, in bytes: parsing its JSON blocks other requests. */
export const STATE_SHOWN_BYTES = 8 * MiB;

/** Limits for keeping state: characters of text, and ms of CPU time. */
export interface StateBounds {
  readonly text: number;
  readonly ms: number;
}

/** `wanted` for a run that names a state or a session; `unasked` for any other run, whose state may never be used. */
export const STATE_BOUNDS = {
  wanted: { text: 128 * MiB, ms: 10_000 },
  unasked: { text: 4 * MiB, ms: 100 },
} as const satisfies Record<string, StateBounds>;

/** Largest number of values in `left_out`, and of characters of a name and of a reason. */
export const LEFT_OUT = { names: 20, nameLength: 80, whyLength: 120 } as const;

/** Artifacts of one run: how many, bytes of each, bytes of a key and characters of a type. */
export const ARTIFACTS = { count: 100, bytes: 16 * MiB, keyBytes: 200, mimeLength: 200 } as const;

/** Largest MCP message in bytes: as large as the source that it may carry. */
export const MCP_MESSAGE_MAX_BYTES = 16 * MiB;
/** How long an MCP task's execution is kept at least, in ms: the client has an hour to fetch the result. */
export const TASK_KEPT_MS = 3_600_000;
