/**
 * Every limit of the service: name with unit, value, reason. What a setting can change is the default here.
 */

const KiB = 1024;
const MiB = 1024 * KiB;

/** Longest label name in bytes: leaves room for `.lock` and folders below the 255 bytes that file systems allow. */
export const LABEL_MAX_BYTES = 200;
/** Longest message of a label move in bytes; longer ones belong into a file of the snapshot. */
export const MESSAGE_MAX_BYTES = 4096;
/** How long a push that merges is tried again while its label moves on, in ms. */
export const PUSH_RETRY_MS = 30_000;
/** Most characters of markers and diffs in a push's conflicts; those past it are null: `POST /api/fs/merge` has them. */
export const PUSH_CONFLICT_TEXT_MAX = 256 * KiB;
/** Largest `input` of a run, in bytes of JSON: what is larger belongs into a file. */
export const INPUT_MAX_BYTES = MiB;
/** How long a ref lock held by another process is waited for, in ms: git's own writers hold one for milliseconds. */
export const REF_LOCK_WAIT_MS = 5_000;

/** Largest JSON body in bytes of an operation that says nothing else: names, messages and options need no more. */
export const JSON_BODY_MAX_BYTES = 64 * KiB;
/** Deepest nesting of a JSON body and most values in it, names included: parsing one takes no longer than a turn may. */
export const JSON_DEPTH_MAX = 64;
export const JSON_VALUES_MAX = 50_000;
/** Tags of a state, which gathers those of every execution that left it; the newest are kept. */
export const TAGS_MAX = 64;
/** Sources and what goes with them of executions that wait for a runner, in bytes: they wait in memory. */
export const WAITING_BYTES_MAX = 256 * MiB;
/** Largest JSON text of a result in bytes: what does not fit belongs into a file of the volume. */
export const RESULT_MAX_BYTES = 16 * MiB;
/** Longest error text of a run in characters: a message and its frames fit; what is larger belongs into a file. */
export const ERROR_TEXT_MAX = 64 * KiB;
/** Longest source in characters that the compiler is given: TypeScript that people write is a hundredth of it. */
export const COMPILED_SOURCE_MAX = 4 * MiB;

/** Wall clock of a run in seconds: range and default. */
export const TIMEOUT_SECS = { min: 1, max: 300, default: 30 } as const;
/** V8 heap of a run in MiB: range and default. Below 8 an isolate can't start. */
export const HEAP_MIB = { min: 8, max: 1024, default: 128 } as const;
/** Longest `?wait=` in seconds: below the 60 s after which common proxies give up on a silent connection. */
export const WAIT_MAX_SECS = 60;
/** Longest that a request can have its record kept past the server's retention. */
export const RETAIN_MAX_SECS = 86_400;
/** How long running executions may continue after SIGTERM, in ms. */
export const DRAIN_MS = 5_000;

/** Console output kept of one run in bytes (`--output-bytes`). */
export const OUTPUT_BYTES = 16 * MiB;
/** Content that one run may hold in changed files, in bytes (`--volume-bytes`). */
export const VOLUME_BYTES = 512 * MiB;
/** Files, folders and links that one run may create or change (`--volume-files`). */
export const VOLUME_FILES = 100_000;
/** Content of unchanged files that a volume keeps in memory, in bytes: reading again costs an inflation, no more. */
export const CLEAN_CONTENT_BYTES = 64 * MiB;
/** Bytes that a volume keeps of the folders and names that a run has walked; past it a walk fails with ENOMEM. */
export const HYDRATED_BYTES = 512 * MiB;
/** Descriptors that one run may hold open. */
export const OPEN_FILES_MAX = 16_384;
/** Keys, hashes, ciphers and compression streams that one run may hold open; each costs about a kilobyte. */
export const HELD_OBJECTS_MAX = 100_000;
/** Names that one file may have (hard links), as ext4 has it. */
export const LINK_MAX = 65_000;
/** Longest name of a file in bytes, as Linux file systems have it (NAME_MAX). */
export const NAME_MAX_BYTES = 255;
/** Longest path in bytes, as Linux has it (PATH_MAX less the closing NUL). */
export const PATH_MAX_BYTES = 4095;
/** Most symbolic links followed in resolving one path, as Linux has it. */
export const SYMLINK_FOLLOWS_MAX = 40;

/** Executions waiting for a runner (`--queue-limit`); the next one is refused with 503. */
export const QUEUE_LIMIT = 1_000;
/** How long executions are kept: days (`--retain-days`) and number (`--retain-executions`), whichever is less. */
export const RETAIN_DAYS = 7;
export const RETAIN_EXECUTIONS = 10_000;
/** Bytes of all results that are kept: of more, the oldest go. At their largest, ten thousand would take 160 GB. */
export const RETAIN_RESULT_BYTES = 4 * 1024 * MiB;

/** A page of output: default and largest, in lines and bytes. */
export const OUTPUT_PAGE = { lines: 1_000, bytes: 64 * KiB, maxBytes: 4 * MiB } as const;

/** Streams of output that are followed at a time: each piece of one goes out that many times in one go. */
export const STREAMS_MAX = 256;
/** Requests that wait for the end of an execution at a time. */
export const WAITS_MAX = 4_000;

/** Largest git object that is read, in bytes: twice what a volume may hold, so that anything ever committed is readable. */
export const OBJECT_MAX_BYTES = 1024 * MiB;
/** Longest chain of deltas that is followed in a pack: git writes none longer (pack.depth's bound). */
export const DELTA_DEPTH_MAX = 4_095;
/** Inflated objects that one reader keeps, in bytes, and the same for bases of deltas. */
export const OBJECT_CACHE_BYTES = 16 * MiB;

/** How long the ref of a pin that is given up stays, in ms: far longer than `git gc` takes to read all refs. */
export const PIN_GRACE_MS = 60_000;
/** How long an object that nothing names stays in the repository, in ms: its writer names it far sooner. */
export const COLLECT_AGE_MS = 3_600_000;
/** Most bytes of a git push. A snapshot at the volume's limits fits, and history with it. */
export const PUSH_MAX_BYTES = 1024 * MiB;
/** Most bytes of a git fetch's request, which lists what is wanted and what is there. */
export const FETCH_REQUEST_MAX_BYTES = 16 * MiB;
/** How long a git process may serve one request, in ms: a large clone over a slow line fits. */
export const GIT_TIMEOUT_MS = 10 * 60_000;
/** Git processes serving fetches at a time, and requests that may wait for one; the same of pushes. */
export const FETCHES = { running: 4, waiting: 64 } as const;
export const PUSHES = { running: 2, waiting: 64 } as const;
/** Files and archives read through git at a time, and requests that may wait. */
export const BLOB_READS = { running: 4, waiting: 64 } as const;
/** The same of files so large that git may need their size in memory, from this many bytes on. */
export const LARGE_BLOB_READS = { running: 1, waiting: 64, bytes: 64 * MiB } as const;
/** How long the list of refs that a push begins with may take to come, in ms. */
export const PUSH_LIST_MS = 10_000;
/** Most memory that a git which serves a request may have, in bytes, and processor time, in seconds. */
export const GIT_MEMORY_BYTES = 768 * MiB;
export const PUSH_MEMORY_BYTES = 352 * MiB;
/** A delta of the largest object is put together in memory, with its base. */
export const BLOB_MEMORY_BYTES = 1024 * MiB;
export const GIT_CPU_SECS = 120;

/** Largest file that is merged or compared by lines, in bytes and in lines; past either it counts as binary. */
export const TEXT_MAX_BYTES = 128 * MiB;
export const TEXT_MAX_LINES = 8_000_000;
/** Most differing entries that a merge or a diff looks at before it gives up: ten times what a run may change. */
export const COMPARED_ENTRIES_MAX = 1_000_000;
/** Deepest folder that a merge or a diff goes into: a path of `PATH_MAX_BYTES` can't be deeper. */
export const COMPARED_DEPTH_MAX = 2_048;
/** Most characters of markers and diffs in one merge's conflicts; those past it are null. */
export const CONFLICT_TEXT_MAX = 64 * MiB;
/** How long one merge or one step of a diff may take, in ms. */
export const MERGE_TIMEOUT_MS = 60_000;
/** JavaScript heap of the thread that merges and diffs, in MiB. */
export const MERGE_HEAP_MIB = 1_024;
/** Most merges and diffs that may wait for each other. */
export const MERGES_WAITING_MAX = 64;
/** The same of one client's merges, and of its diffs: the others find room. */
export const MERGES_WAITING_EACH = 16;

/** How long one search looks into further files, in ms: some 500 MB of text. */
export const SEARCH_MS = 10_000;
/** JavaScript heap of a search's thread, in MiB: its largest file as lines. */
export const SEARCH_HEAP_MIB = 512;
/** Searches at a time, and searches that may wait. */
export const SEARCHES = { running: 2, waiting: 32 } as const;

/** How long an `Idempotency-Key` is remembered, in ms: longer than any client keeps retrying. */
export const IDEMPOTENCY_MS = 24 * 3_600_000;
/** How long what an answer named is kept though nothing else names it, in ms: a day's work. */
export const ANSWER_KEPT_MS = 24 * 3_600_000;
/** Number of dropped executions whose marks are kept, so that requests for them are answered with 410. */
export const EXPIRED_MARKS = 1_000_000;
/** Events that are kept for listeners that come back. */
export const EVENTS_KEPT = 100_000;
/** How often what is past its time is dropped, and how often unnamed objects are collected, in ms. */
export const SWEEP_EVERY_MS = 60_000;
export const COLLECT_EVERY_MS = 6 * 3_600_000;
/** Changed paths that an execution's answer lists; the rest is counted. */
export const CHANGES_LISTED = 1_000;
/** Largest state that is shown, in bytes: reading it as JSON holds up other requests. */
export const STATE_SHOWN_BYTES = 8 * MiB;

/** Bounds of keeping state: characters of text, and ms of work. */
export interface StateBounds {
  readonly text: number;
  readonly ms: number;
}

/** For a run that names a state or a session, and for one that does not and may never be asked for its state. */
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
/** How long an execution that a client took as a task is kept at least, in ms: an hour to come back for its result. */
export const TASK_KEPT_MS = 3_600_000;
