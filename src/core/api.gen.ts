/**
 * Types of the REST interface, generated from `openapi.json` by `npm run gen`; do not edit.
 */
export interface paths {
    "/api/cli": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the builds of the command line. */
        get: operations["cli_index_handler"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cli/{platform}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Downloads the command line for a platform.
         * @description Platforms are `linux-x86_64`, `linux-aarch64` and `macos-aarch64`.
         */
        get: operations["cli_download_handler"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/exec": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Runs code.
         * @description Answers immediately with 202, or with `wait_secs` when the run has ended; `GET /api/executions/{id}` reports its progress. A body of type `application/json`, or without a type, is an `ExecRequest`. Any other body, except a form, is the source itself in UTF-8; the other fields are then query parameters. A repeated request with the same `Idempotency-Key` within 24 hours gets the first execution.
         */
        post: operations["exec_handler"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/executions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists executions, newest first. */
        get: operations["list_executions_handler"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/executions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Describes an execution. */
        get: operations["get_execution_handler"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/executions/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ends an execution. */
        post: operations["cancel_execution_handler"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/executions/{id}/output": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Reads a page of console output.
         * @description Output of the run on its two streams: `console.log`, `info`, `debug` and `process.stdout` write to stdout, `console.error`, `warn`, `trace` and `process.stderr` to stderr. A page is counted in lines, or in bytes if `byte_offset` or `byte_limit` is given. Consecutive pages by `next_line_offset`, or by `next_byte_offset`, together are exactly the output.
         */
        get: operations["get_execution_output_handler"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/executions/{id}/artifacts/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Reads an artifact of an execution.
         * @description The content type is the type that the run gave. Content that a browser would execute is sent as an attachment. `ETag` is the id of the blob. Artifacts are kept as long as the record of their execution.
         */
        get: operations["execution_artifact_handler"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/artifacts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the artifacts of all executions. */
        get: operations["artifacts_handler"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/artifacts/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Reads the newest artifact of a key.
         * @description Returns the artifact of the newest execution that made one with this key. The content type is the type that the run gave. Content that a browser would execute is sent as an attachment. `ETag` is the id of the blob.
         */
        get: operations["artifact_handler"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/fs/labels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists the labels.
         * @description Without `limit` the answer has all of them. `next` is the `after` of the next page.
         */
        get: operations["fs_labels_handler"];
        put?: never;
        /**
         * Sets a label, or makes a new one from another.
         * @description With `ca_id`: creates the label, or moves it wherever it points; the move is a new commit on top of the branch. With `from`: makes a branch that starts at the same commit; the name must be free.
         */
        post: operations["fs_set_label_handler"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/fs/labels/{label}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Describes a label. */
        get: operations["fs_resolve_handler"];
        put?: never;
        post?: never;
        /**
         * Deletes a label.
         * @description Snapshots of executions stay as long as the executions are kept.
         */
        delete: operations["fs_delete_label_handler"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/fs/labels/{label}/log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the moves of a label. */
        get: operations["fs_log_handler"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/fs/labels/{label}/files/{path}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Writes a file as a commit on a label.
         * @description The body is the content, whatever its type: `curl -T notes.txt URL` works. A file keeps its mode. Unchanged content makes no commit. With `If-None-Match: *` a label that does not exist is created; without it the answer is 404.
         */
        put: operations["fs_put_file_handler"];
        post?: never;
        /** Deletes a file by a commit on a label. */
        delete: operations["fs_delete_file_handler"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/fs/merge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Merges two snapshots.
         * @description Moves no label unless `push` names one. A conflict is an answer, not an error.
         */
        post: operations["fs_merge_handler"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/fs/pick": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Applies a single change to another snapshot, or reverts it.
         * @description Does the same as `git cherry-pick` and `git revert`, as a merge with the right base. Moves no label unless `push` names one; the new commit has one parent.
         */
        post: operations["fs_pick_handler"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/fs/push": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Moves a label to a snapshot by compare-and-set.
         * @description The move is a new commit on top of the branch.
         */
        post: operations["fs_push_handler"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/fs/reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Resets a label to a snapshot that it had before.
         * @description The branch goes back to the commit in the reflog. A snapshot that is not in the reflog needs `allow_unlogged` and gets a new commit.
         */
        post: operations["fs_reset_handler"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/version": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns the version. */
        get: operations["version_handler"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/executions/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Follows the output of an execution.
         * @description Server-sent events. The data of an `output` event is JSON, `{data, stream, byte_offset}`, with text of one stream. The event's id is the offset after this text in the whole output. The last event is `end`, with the `ExecutionInfo`. With `Last-Event-ID` the stream continues after that event.
         */
        get: operations["execution_events_handler"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/fs/gc": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Removes objects that nothing refers to.
         * @description Drops executions that are past their retention. Then removes objects that no label, reflog, kept execution, heap or recent answer refers to.
         */
        post: operations["fs_gc_handler"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/fs/diff": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Compares two snapshots. */
        get: operations["fs_diff_handler"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/fs/edit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Edits a snapshot without a run.
         * @description Either all edits are made, in order, or none. Names and contents that git refuses are refused, as in a run. The cost depends on the edits and not on the size of the snapshot. With `push` the edited snapshot is pushed. If the push is rejected, the answer says so, and the edited snapshot remains.
         */
        post: operations["fs_edit_handler"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/fs/snapshots": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Imports an archive as a snapshot.
         * @description Accepts zip, and tar that is plain or compressed with gzip or zstd. The first bytes of the body decide. Files, folders and symbolic links are imported, without attributes that git can't keep. A leading `./` is dropped. The size limit applies while the archive is unpacked, also to data after its end. With `push`, the label gets the snapshot as a commit on top of its head at the start of the import; a label that does not exist is created.
         */
        post: operations["fs_import_handler"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/fs/snapshots/{handle}/tree/{path}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists a folder of a snapshot.
         * @description The entries are in git's order. `next` is the `after` of the next page, null at the end.
         */
        get: operations["fs_tree_handler"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/fs/snapshots/{handle}/tree": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists the root folder of a snapshot.
         * @description The entries are in git's order. `next` is the `after` of the next page, null at the end.
         */
        get: operations["fs_root_handler"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/fs/snapshots/{handle}/files/{path}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Reads a file of a snapshot.
         * @description The content type depends on the name. Content that a browser would execute is sent as an attachment. `ETag` is the id of the blob. With `lines` or `numbers` the answer is text: at most 1 MiB of whole lines. `treebox-total-lines` is the number of lines of the file, and `treebox-next-lines` is the `lines` for the next request when there are more.
         */
        get: operations["fs_file_handler"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/fs/snapshots/{handle}/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Searches the files of a snapshot.
         * @description Searches line by line. Binary files, symbolic links and submodules are skipped. Regular expressions have the syntax of RE2, which takes linear time.
         */
        get: operations["fs_search_handler"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/fs/snapshots/{handle}/commits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists the history of a commit.
         * @description Lists the commit that the handle names and all its ancestors, including merged branches, newest first.
         */
        get: operations["fs_commits_handler"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/fs/snapshots/{handle}/archive.tar": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Reads a snapshot as a tar archive. */
        get: operations["fs_archive_handler"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/heaps/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Shows a heap.
         * @description Values are shown as JSON. Long and deeply nested values are shortened.
         */
        get: operations["heap_handler"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/heaps/{key}/tags": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Sets the tags of a heap. */
        put: operations["heap_tags_handler"];
        post?: never;
        /** Removes all tags from a heap. */
        delete: operations["heap_untag_handler"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/heaps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the heaps. */
        get: operations["heaps_handler"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the sessions. */
        get: operations["sessions_handler"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sessions/{session}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Describes a session. */
        get: operations["session_handler"];
        put?: never;
        post?: never;
        /**
         * Forgets a session.
         * @description Its executions stay on record. A later execution under this name starts without files and state.
         */
        delete: operations["session_delete_handler"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sessions/{session}/fork": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes a session that continues from another. */
        post: operations["session_fork_handler"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Follows events.
         * @description Server-sent events. A later request can continue from the id of an event without loss or repetition, also after a restart of the server. `label`: `{name, from, to, op, commit, execution}`, with `op` one of `create`, `push`, `reset`, `force`, `delete`; `from` and `to` are CA ids. `execution`: `{id, status, outcome, session, label}`, when it is accepted and when it ends. Without `since` and `Last-Event-ID` the stream has only new events. Moves by plain git appear within 5 s. A client that reads nothing for 30 s is disconnected. The newest 100,000 events are kept.
         */
        get: operations["events_handler"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Reports whether the server can carry out runs.
         * @description Needs no token and answers immediately. The disk is checked every few seconds, so a problem shows within 10 s. `reasons` says why runs can't be carried out: no runner process can be started, the disk is full or read-only, or the store can't be written.
         */
        get: operations["health_handler"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Reads the metrics. */
        get: operations["metrics_handler"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns this document. */
        get: operations["openapi_handler"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/docs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Redirects to the documentation. */
        get: operations["docs_handler"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description The error of a request, and how to correct it. */
        ApiError: {
            /** @description One sentence, for people. */
            error: string;
            /**
             * @description The kind of error, for programs.
             * @enum {string}
             */
            code?: "bad_request" | "bad_json" | "bad_handle" | "bad_label" | "bad_message" | "bad_edit" | "bad_setting" | "unknown_snapshot" | "unknown_heap" | "not_logged" | "not_running" | "unauthorized" | "other_origin" | "not_found" | "unknown_execution" | "unknown_label" | "method_not_allowed" | "request_timeout" | "label_clash" | "session_exists" | "label_moved" | "idempotency_mismatch" | "expired" | "precondition_failed" | "too_large" | "unsupported_media_type" | "range_not_satisfiable" | "headers_too_large" | "internal" | "records_damaged" | "queue_full" | "busy" | "stopping" | "disk_failed" | "disk_full";
            /** @description When retention dropped the execution (ISO 8601); with the code `expired`. */
            expired_at?: string;
            /** @description Index of the edit that can't be made, from 0; with the code `bad_edit`. */
            edit?: number;
            /** @description Path of that edit. */
            path?: string;
            /** @description How often the text to replace occurs in the file. */
            count?: number;
            /** @description Line that is most similar to the text to replace, or the first one that contains it; from 1. */
            line?: number;
        };
        /** @description Author of the commits of a request; `treebox <treebox@localhost>` by default. */
        Author: {
            /** @description A name. */
            name: string;
            /** @description An address. */
            email: string;
        } | null;
        /** @description Bytes. */
        Base64Content: {
            /**
             * Format: byte
             * @description The bytes in base64, without line feeds.
             */
            base64: string;
        };
        /** @description Whether a cancel reached its execution. */
        CancelResult: {
            /** @description The reason why there was nothing to cancel. */
            error?: string | null;
            /** @description True when the execution was waiting or running; it ends as `cancelled`. */
            ok: boolean;
            /**
             * @description As in `ApiError`, when there was nothing to cancel.
             * @enum {string}
             */
            code?: "not_running";
        };
        /** @description One build of the command line. */
        CliAsset: {
            /** @description Whether this server has that build. */
            available: boolean;
            /**
             * @description Operating system and processor, as in `linux-x86_64`.
             * @enum {string}
             */
            platform: "linux-x86_64" | "linux-aarch64" | "macos-aarch64";
            /** @description Absolute address of the program on this server. */
            url: string;
        };
        /** @description The builds of the command line that belong to this server. */
        CliIndex: {
            /** @description One entry per platform. */
            assets: components["schemas"]["CliAsset"][];
            /** @description Version of server and command line. */
            version: string;
        };
        /** @description An execution was accepted. */
        ExecAccepted: {
            /** @description Its id, a UUID version 7. */
            execution_id: string;
        };
        /** @description Push of the tree of a completed run. */
        ExecPush: {
            /** @description The label to move. */
            label: string;
            /** @description The commit's message, at most 4096 bytes. */
            message?: string | null;
            author?: components["schemas"]["Author"];
            /** @description Snapshot that the label must have: `base` for the mounted one, a CA id, or null when the label must not exist yet. By default it is the mounted snapshot if the label is the mounted one, else null. */
            expected?: string | null;
            /**
             * @description Reaction when the label has another head: `reject` is the default; `merge` merges with the new head and retries until that succeeds or 30 s have passed; `ours` and `theirs` merge and resolve conflicts to the side of the run, or of the head.
             * @enum {string|null}
             */
            on_conflict?: "reject" | "merge" | "ours" | "theirs" | null;
        } | null;
        /** @description Code to run, and its input. */
        ExecRequest: {
            /** @description The source: JavaScript, or TypeScript whose types are stripped. Either this or `file` is given. */
            code?: string | null;
            /**
             * Format: int64
             * @description Time limit of the run, in seconds of wall-clock time; 30 by default.
             */
            execution_timeout_secs?: number | null;
            /** @description Snapshot to mount: a label, a CA id, a commit id, `label@{n}` (the label n moves ago) or `label~n` (n commits before its head). A label that does not exist yet mounts an empty volume. Without this field the volume is thrown away, unless `session` has a snapshot. */
            fs?: string | null;
            /** @description Key of the heap to start from, as an earlier execution returned it. */
            heap?: string | null;
            /** @description Memory of the JavaScript heap in MiB, array buffers and WebAssembly included; 128 by default. */
            heap_memory_max_mb?: number | null;
            /** @description A name for a chain of executions: if `fs` or `heap` is not given, the session's latest one is used. At most 200 bytes. */
            session?: string | null;
            /** @description Text by name, kept on the record and on the heap: at most 64 tags, with names of at most 256 bytes and values of at most 1024. A heap keeps the newest 64. */
            tags?: {
                [key: string]: string;
            } | null;
            /** @description Seconds, at most 60, to wait for the end of the run. If it ends in time, the answer is 200 with the execution and its output, otherwise 202. A client that disconnects does not cancel the run. */
            wait_secs?: number | null;
            /** @description Bytes of output in the answer to `wait_secs`; 65536 by default, at most 4194304. */
            output_bytes?: number | null;
            /** @description Path in the mounted tree, or one of `files`, of the file to run in place of `code`. Imports are relative to that path, and stack traces show it. */
            file?: string | null;
            /** @description Any JSON value of at most 1 MiB: the global `input`, deeply frozen. Without it, `input` is null. */
            input?: unknown;
            /** @description `process.argv` from its third entry on. */
            args?: string[] | null;
            /** @description `process.env`. */
            env?: {
                [key: string]: string;
            } | null;
            /** @description Content of `process.stdin`, `fs.readFileSync(0)` and `/dev/stdin`. */
            stdin?: string | null;
            /** @description Files by path, as text or as `{base64}`. They are written before the run and count as written by it. */
            files?: {
                [key: string]: string | components["schemas"]["Base64Content"];
            } | null;
            push?: components["schemas"]["ExecPush"];
            author?: components["schemas"]["Author"];
            /** @description Whether a run that fails or times out still leaves its tree in `fs`. The tree is not pushed. A run that never waits, such as an endless loop, is killed at its time limit and leaves no tree. */
            keep_on_failure?: boolean | null;
            /** @description Other snapshots of any size, each read-only at a path of the volume. Writing there fails with EROFS, and renaming across the border fails with EXDEV. They are not part of the tree that the run leaves. */
            mounts?: components["schemas"]["ExecMount"][] | null;
            /** @description Minimum number of seconds to keep the record after the run's end, whatever the server's retention is. Larger values count as 86400. */
            retain_secs?: number | null;
        };
        /** @description The whole record of an execution. */
        ExecutionInfo: {
            /** @description When it ended (ISO 8601); null until then. */
            completed_at: string | null;
            /** @description The error that ended it, if it did not complete. */
            error: string | null;
            /** @description The execution. */
            execution_id: string;
            /** @description CA id of the snapshot that it left. Null unless it had a mount and either completed or had `keep_on_failure`. */
            fs: string | null;
            /** @description Key of the heap that it left; null when there is none. */
            heap: string | null;
            /** @description JSON text of the value of the last statement. Null unless the run completed. The server keeps at most 4 GiB of results and drops the oldest that have more than 64 KiB; a dropped result is null, and `warnings` says so. */
            result: string | null;
            /** @description When it was accepted (ISO 8601). */
            started_at: string;
            /**
             * @description `running` from the moment of acceptance, then one of `completed`, `failed`, `cancelled`, `timed_out`.
             * @enum {string}
             */
            status: "running" | "completed" | "failed" | "cancelled" | "timed_out";
            /** @description The session it belongs to. */
            session: string | null;
            /** @description The tags it was submitted with. */
            tags: {
                [key: string]: string;
            };
            /**
             * @description How it ended: `completed`, `threw`, `syntax_error`, `out_of_memory`, `exited` (`process.exit(n)`, n not 0), `quota_exceeded`, `timed_out`, `cancelled`, `crashed` (its runner died) or `lost` (the server died); null until then.
             * @enum {string|null}
             */
            outcome: "completed" | "threw" | "syntax_error" | "out_of_memory" | "exited" | "quota_exceeded" | "timed_out" | "cancelled" | "crashed" | "lost" | null;
            /** @description Whether any statement of the source was run. It distinguishes "ran, then failed" from "never ran". */
            started: boolean;
            /** @description CA id of the snapshot that was mounted; null for a scratch volume. */
            base_fs: string | null;
            changes: components["schemas"]["SnapshotChanges"];
            timings: components["schemas"]["ExecutionTimings"];
            output?: components["schemas"]["ExecutionOutput"];
            /** @description The commit that the mounted label was at; null for any other mount. */
            base_commit: string | null;
            /** @description The `input` that it was given. */
            input: unknown;
            push: components["schemas"]["PushOutcome"];
            /** @description Warnings for people: possible mistakes in the request, and state that was not kept. */
            warnings: string[];
            /** @description The value of `process.exit` or `process.exitCode`; 0 for a run that completed, null for one that ended otherwise. */
            exit_code: number | null;
            /** @description Whether output was dropped because there was too much of it. */
            output_truncated: boolean;
            /** @description CPU time of the run in milliseconds; null until it has ended. */
            cpu_ms: number | null;
            /**
             * Format: int64
             * @description Largest growth of its process that was measured, in bytes; null until it has ended.
             */
            memory_peak_bytes: number | null;
            state: components["schemas"]["ExecutionState"];
            /** @description Artifacts that it made with `artifact(key, mime, bytes)`, by key. A run that is killed from outside, such as at its time limit, may leave none. */
            artifacts: components["schemas"]["Artifact"][];
            /** @description Further snapshots that it could read, by path. */
            mounts: components["schemas"]["ExecutionMount"][];
        };
        /** @description Executions, newest first. */
        ExecutionList: {
            /** @description Each as in `ExecutionSummary`. */
            executions: components["schemas"]["ExecutionSummary"][];
        };
        /** @description A page of an execution's console output, with its position in the whole. */
        ExecutionOutput: {
            /** @description The text. */
            data: string;
            /**
             * Format: int64
             * @description Offset after the page's last byte.
             */
            end_byte: number;
            /**
             * Format: int64
             * @description Number of the line after the last one that the page touches.
             */
            end_line: number;
            /** @description The execution. */
            execution_id: string;
            /** @description Whether more text follows, or can follow because the execution is running. */
            has_more: boolean;
            /**
             * Format: int64
             * @description The `byte_offset` of the page right after this one.
             */
            next_byte_offset: number;
            /**
             * Format: int64
             * @description The `line_offset` of the next page. Nothing is left out.
             */
            next_line_offset: number;
            /**
             * Format: int64
             * @description Offset of the page's first byte.
             */
            start_byte: number;
            /**
             * Format: int64
             * @description Number of the line in which the page begins, from 0.
             */
            start_line: number;
            /**
             * @description Its status when the page was read.
             * @enum {string}
             */
            status: "running" | "completed" | "failed" | "cancelled" | "timed_out";
            /**
             * Format: int64
             * @description Number of bytes so far.
             */
            total_bytes: number;
            /**
             * Format: int64
             * @description Number of lines so far; a last one without line feed counts.
             */
            total_lines: number;
        };
        /** @description Summary of an execution. */
        ExecutionSummary: {
            /** @description When it ended (ISO 8601); null until then. */
            completed_at?: string | null;
            /** @description The execution. */
            execution_id: string;
            /** @description When it was accepted (ISO 8601). */
            started_at: string;
            /**
             * @description As in `ExecutionInfo`.
             * @enum {string}
             */
            status: "running" | "completed" | "failed" | "cancelled" | "timed_out";
            /** @description The session it belongs to. */
            session?: string | null;
            /**
             * @description As in `ExecutionInfo`.
             * @enum {string|null}
             */
            outcome?: "completed" | "threw" | "syntax_error" | "out_of_memory" | "exited" | "quota_exceeded" | "timed_out" | "cancelled" | "crashed" | "lost" | null;
        };
        /** @description Says whether the state of the run was kept; null for a run that did not complete. A value is kept whole or not at all. */
        ExecutionState: {
            /** @description Whether `heap` holds state of this run. */
            kept: boolean;
            /** @description The reason why none of it was kept; null otherwise. If none was kept, a session keeps its earlier state. */
            reason: string | null;
            /** @description Bindings and globals that could not be kept. */
            left_out: {
                /** @description The binding or global. */
                name: string;
                /** @description The path to the value that can't be kept, and its kind. */
                why: string;
            }[];
        } | null;
        /** @description Milliseconds spent in each phase, zero for a phase that was not reached; null until the end. */
        ExecutionTimings: {
            /** @description Waiting for a runner. */
            queued: number;
            /** @description Mounting the snapshot. */
            mount: number;
            /** @description Parsing, and compiling where needed. */
            compile: number;
            /** @description Running the code. */
            run: number;
            /** @description Writing the snapshot. */
            commit: number;
        } | null;
        /** @description Who made a commit. */
        FsAuthor: {
            /** @description Name. */
            name: string;
            /** @description Address. */
            email: string;
        };
        /** @description A commit. */
        FsCommit: {
            /** @description Commit id. */
            commit: string;
            /** @description CA id of its snapshot. */
            tree: string;
            /** @description Commit ids of its parents: none for the first commit, several for a merge. */
            parents: string[];
            author: components["schemas"]["FsAuthor"];
            /** @description Message, with its trailers; cut at 4,096 characters. */
            message: string;
            /**
             * Format: date-time
             * @description When it was committed, in ISO 8601.
             */
            time: string;
        };
        /** @description A page of the history. */
        FsCommitList: {
            /** @description No commit comes before one of its children. */
            commits: components["schemas"]["FsCommit"][];
            /** @description The last commit of this page when there are more, for `after`; else null. */
            next: string | null;
        };
        /** @description A path on which the two sides disagree. */
        FsConflict: {
            /** @description The path. */
            path: string;
            /** @description Blob of the base. */
            base: string | null;
            /** @description Blob of our side. */
            ours: string | null;
            /** @description Blob of their side. */
            theirs: string | null;
            /**
             * @description Why it is in conflict.
             * @enum {string}
             */
            kind: "text" | "binary" | "modify/delete" | "file/directory" | "mode" | "symlink" | "rename/rename" | "rename/delete" | "rename/add" | "directory rename";
            /** @description If a rename is part of it: the file's name on each side; null where a side has no such file. */
            paths?: {
                /** @description Its name in the base. */
                base: string | null;
                /** @description Its name on our side. */
                ours: string | null;
                /** @description Its name on their side. */
                theirs: string | null;
            };
            /** @description For `text`, the whole file with diff3 markers. */
            markers: string | null;
            /** @description For `text`, a unified diff from base to ours. */
            diff_ours: string | null;
            /** @description For `text`, a unified diff from base to theirs. */
            diff_theirs: string | null;
        };
        /** @description Content of a file: text, or an object that holds bytes in base64. */
        FsContent: string | {
            /**
             * Format: byte
             * @description The bytes in base64.
             */
            base64: string;
        };
        /** @description A label that was deleted. */
        FsDeleted: {
            /** @description The label. */
            label: string;
            /** @description CA id that it named. */
            ca_id: string;
        };
        /** @description The differences between two snapshots. */
        FsDiff: {
            /** @description By path. */
            changes: components["schemas"]["FsDifference"][];
        };
        /** @description A path at which two snapshots differ. */
        FsDifference: {
            /** @description The path, without leading slash. */
            path: string;
            /**
             * @description How it changed.
             * @enum {string}
             */
            status: "added" | "modified" | "deleted" | "type_changed" | "renamed";
            /** @description Of a renamed file: its path before. */
            old_path?: string;
            /** @description Of a renamed file: its similarity in percent, as git estimates it. */
            similarity?: number;
            /** @description Id of the blob before; null when there was none. */
            from: string | null;
            /** @description Id of the blob after; null when there is none. */
            to: string | null;
        };
        /** @description An edit of one path. It has exactly one of `write`, `replace`, `delete`, `move_to` and `mode`. */
        FsEdit: {
            /** @description The path; a slash at its start is left out. */
            path: string;
            write?: components["schemas"]["FsContent"];
            replace?: components["schemas"]["FsReplace"];
            /**
             * @description Deletes it.
             * @enum {boolean}
             */
            delete?: true;
            /** @description Moves it to this path. */
            move_to?: string;
            /**
             * @description The mode of a file: plain or executable.
             * @enum {string}
             */
            mode?: "100644" | "100755";
            /** @description Lets `delete` delete a folder. */
            recursive?: boolean;
            /** @description Lets `move_to` put a file over another. */
            overwrite?: boolean;
        };
        /** @description Edits, made in order; either all of them or none. */
        FsEditRequest: {
            /** @description Handle of the snapshot to edit. */
            base: string;
            /** @description At most 10,000 edits. */
            edits: components["schemas"]["FsEdit"][];
            push?: components["schemas"]["ExecPush"];
            author?: components["schemas"]["Author"];
        };
        /** @description The edited snapshot. */
        FsEditResult: {
            /** @description Its CA id, safe from collection for 24 hours. */
            ca_id: string;
            changes: components["schemas"]["SnapshotChanges"];
            push: components["schemas"]["PushOutcome"];
        };
        /** @description A number of objects, and their size on disk. */
        FsExtent: {
            /** @description Objects. */
            objects: number;
            /**
             * Format: int64
             * @description Bytes that they take.
             */
            bytes: number;
        };
        /** @description A file that was written or deleted by a commit on a label. */
        FsFileCommit: {
            /** @description The label. */
            label: string;
            /** @description CA id that it names now. */
            ca_id: string;
            /** @description The commit. */
            commit: string;
            /** @description Id of the blob that was written or deleted. */
            blob: string;
        };
        /** @description Options of the collection. */
        FsGcRequest: {
            /** @description Only report what would be freed. */
            dry_run?: boolean;
        };
        /** @description What a collection kept and freed. */
        FsGcResult: {
            /** @description Whether this was a dry run that freed nothing. */
            dry_run: boolean;
            kept: components["schemas"]["FsExtent"];
            freed: components["schemas"]["FsExtent"];
        };
        /** @description An imported snapshot. */
        FsImported: {
            /** @description Its CA id, safe from collection for 24 hours. */
            ca_id: string;
            push: components["schemas"]["PushOutcome"];
        };
        /** @description A label and its snapshot. */
        FsLabel: {
            /** @description The label. */
            label: string;
            /** @description CA id of the snapshot that it names. */
            ca_id: string;
            /** @description The head commit of its branch. */
            commit: string;
        };
        /** @description A label in a list. */
        FsLabelEntry: {
            /** @description The label. */
            name: string;
            /** @description CA id of the snapshot that it names. */
            ca_id: string;
            /** @description The head commit of its branch. */
            commit: string;
        };
        /** @description All labels by name. */
        FsLabelList: {
            /** @description The labels. */
            labels: components["schemas"]["FsLabelEntry"][];
            /** @description The last name of this page when there are more, for `after`; else null. */
            next?: string | null;
        };
        /** @description A label, and the snapshot or the commit that it will name: exactly one of `ca_id` and `from`. */
        FsLabelRequest: {
            /** @description CA id of a snapshot in the store: the label is created or moved to it by a new commit. */
            ca_id?: string;
            /** @description Message of the commit and the reflog line; at most 4096 bytes. */
            message?: string | null;
            /** @description The label: a valid branch name of at most 200 bytes that is not 40 hex digits and not `auto`. */
            name: string;
            /** @description Handle of a commit: a label, a commit id, `label@{n}` or `label~n`. The new label starts at exactly this commit, so that it shares history and merge bases. A CA id names no commit, so the label gets a first commit. */
            from?: string;
        };
        /** @description A label's log. */
        FsLog: {
            /** @description The label. */
            label: string;
            /** @description Its moves, oldest first. */
            log: components["schemas"]["FsLogEntry"][];
        };
        /** @description One move of a label. */
        FsLogEntry: {
            /** @description Its position in the reflog: the handle `label@{n}` names the result of this move. 0 is the newest. */
            n?: number;
            /**
             * Format: int64
             * @description When, in milliseconds since 1970; git keeps whole seconds.
             */
            at: number;
            /** @description CA id before the move; null for the one that created the label. */
            from: string | null;
            /** @description CA id after the move. */
            to: string;
            /**
             * @description The kind of move.
             * @enum {string}
             */
            op: "create" | "push" | "reset" | "force";
            /** @description The message given with the move, on one line; empty when there was none. */
            message: string;
            /** @description The commit that the branch moved to. */
            commit: string;
            /**
             * Format: date-time
             * @description When, in ISO 8601.
             */
            time?: string;
        };
        /** @description How much of a label's log to read. */
        FsLogQuery: {
            /** @description Number of newest moves to return; all by default. */
            limit?: number | null;
        };
        /** @description The label to move to the merge in the same step. It must point to one of the two sides, or not exist yet. */
        FsMergePush: {
            /** @description The label. */
            label: string;
            /** @description The message of the commit and the log. */
            message?: string | null;
            author?: components["schemas"]["Author"];
        };
        /** @description How the push of a merge ended; null when none was asked for, or there is a conflict. */
        FsMergePushed: {
            /**
             * @description `rejected` when the label points to neither side; `unchanged` when there was nothing to merge.
             * @enum {string}
             */
            status: "advanced" | "unchanged" | "rejected";
            /** @description The label. */
            label: string;
            /** @description The snapshot that the label took. */
            ca_id: string | null;
            /** @description Its head commit. */
            commit: string | null;
            /** @description The snapshot that it names now; null when it does not exist. */
            current: string | null;
            /** @description The reason why it was rejected. */
            error: string | null;
        } | null;
        /** @description Resolution of a path in conflict: `ours`, `theirs` or `base`, other content, or its deletion. */
        FsResolution: ("ours" | "theirs" | "base") | {
            /** @description The file's content. */
            text: string;
        } | {
            /**
             * Format: byte
             * @description The file's content, encoded.
             */
            base64: string;
        } | {
            /**
             * @description True to delete the path.
             * @enum {boolean}
             */
            delete: true;
        };
        /** @description A change of one commit or one execution, and the snapshot on which to apply or revert it. */
        FsPickRequest: {
            /** @description Handle of the snapshot on which to make the change. */
            onto: string;
            /** @description Label or commit id: the change that this commit made to its parent. */
            commit?: string | null;
            /** @description Id of an execution: the change that it made to the snapshot that it mounted. */
            execution?: string | null;
            /** @description Reverts the change instead. */
            revert?: boolean;
            /** @description For a merge commit: the number of the parent to compare with, from 1. */
            mainline?: number | null;
            /**
             * @description As in a merge: `ours` is `onto`.
             * @enum {string|null}
             */
            prefer?: "ours" | "theirs" | "none" | null;
            /** @description As in a merge. */
            renames?: boolean;
            push?: components["schemas"]["FsMergePush"];
            /** @description Resolutions of conflicts by path: the version of a side, other content, or deletion. Only paths in conflict are accepted. When all of them are resolved, the answer is `merged`. */
            resolutions?: {
                [key: string]: components["schemas"]["FsResolution"];
            };
        };
        /** @description Two snapshots to merge. Labels are accepted too. */
        FsMergeRequest: {
            /** @description Snapshot that both sides started from; the empty tree by default. `auto` takes the best common ancestors of the sides' commits. A label or a commit id stands for its commit; a CA id stands for the commit, run or merge that produced it last. 400 when there is no common ancestor. */
            base?: string | null;
            /** @description Snapshot of one side. */
            ours: string;
            /**
             * @description `ours` or `theirs` resolves every conflicting path to that side's whole version. `none`, the default, reports conflicts.
             * @enum {string|null}
             */
            prefer?: "ours" | "theirs" | "none" | null;
            push?: components["schemas"]["FsMergePush"];
            /** @description Resolutions of conflicts by path: the version of a side, other content, or deletion. Only paths in conflict are accepted. When all of them are resolved, the answer is `merged`. */
            resolutions?: {
                [key: string]: components["schemas"]["FsResolution"];
            };
            /** @description Whether to detect renamed files and folders, as git does by default. With `false` they count as deleted and added. */
            renames?: boolean;
            /** @description Snapshot of the other side. */
            theirs: string;
        };
        /** @description The result of a merge. */
        FsMergeResult: {
            /**
             * @description `merged` with `ca_id`, or `conflict` with `conflicts`.
             * @enum {string}
             */
            status: "merged" | "conflict";
            /** @description CA id of the merged snapshot. */
            ca_id?: string;
            /** @description The conflicts by path. */
            conflicts?: components["schemas"]["FsConflict"][];
            push?: components["schemas"]["FsMergePushed"];
            /** @description For a conflict: CA id of the snapshot that git would leave, with conflict markers in its files. Edit it or run code on it, and push the result with `parents`. */
            conflict_ca_id?: string;
            /** @description Settings in `.gitattributes` that were ignored: custom merge drivers of the first 100 files, and the number of other files. */
            warnings?: string[];
            /** @description The bases of the merge: commit ids, or CA ids for bases without a commit. There are several when the histories have several best common ancestors, which are then merged first. */
            bases?: string[];
        };
        /** @description A rejected push: the label is not at `expected`. */
        FsPushRejected: {
            /**
             * @description Always `rejected`.
             * @enum {string}
             */
            status: "rejected";
            /** @description The label. */
            label: string;
            /** @description CA id that it names now; null when it does not exist. */
            current: string | null;
            /** @description The error, and how to correct it. */
            error: string;
            /**
             * @description `label_moved`: it has another head. `label_clash`: another label blocks its name.
             * @enum {string}
             */
            code: "label_moved" | "label_clash";
        };
        /** @description A snapshot, and the label to move to it. */
        FsPushRequest: {
            /** @description CA id of the snapshot, for instance the `fs` of an execution. */
            ca_id: string;
            /** @description Moves no label: only checks the CA id and returns it. */
            detach?: boolean;
            /** @description CA id that the label must have now; absent means that the label must not exist yet. */
            expected?: string | null;
            /** @description Moves the label wherever it points now. */
            force?: boolean;
            /** @description The label; needed unless `detach` is set. */
            label?: string | null;
            /** @description Labels or commit ids of further parents of the new commit, for a merge that was resolved by hand. Those that are already ancestors of the label's head are left out. */
            parents?: string[];
            /** @description Message of the commit and the reflog line; at most 4096 bytes. */
            message?: string | null;
        };
        /** @description A push that was carried out. */
        FsPushResult: {
            /**
             * @description `advanced`, or `detached` when `detach` was set.
             * @enum {string}
             */
            status: "advanced" | "detached";
            /** @description The label that moved. */
            label?: string;
            /** @description CA id that was pushed. */
            ca_id: string;
            /** @description The new head commit of the branch. */
            commit?: string;
        };
        /** @description A text to replace. It must be in the file exactly once, unless `all` is set. */
        FsReplace: {
            /** @description The exact text, including every space and line feed. */
            old: string;
            /** @description The replacement. */
            new: string;
            /** @description Replaces every occurrence. */
            all?: boolean;
        };
        /** @description A label that was reset. */
        FsReset: {
            /** @description The label. */
            label: string;
            /** @description CA id that it names now. */
            ca_id: string;
            /** @description The head commit of its branch. */
            commit: string;
        };
        /** @description A label and the earlier snapshot to reset it to. */
        FsResetRequest: {
            /** @description Also accepts a snapshot that the label never had; that makes a new commit. */
            allow_unlogged?: boolean;
            /** @description CA id to go back to. */
            ca_id: string;
            /** @description The label. */
            label: string;
            /** @description Message of the reflog line; at most 4096 bytes. */
            message?: string | null;
        };
        /** @description A line that matches. */
        FsSearchMatch: {
            /** @description The file. */
            path: string;
            /** @description Its number, from 1. */
            line: number;
            /** @description Column at which the first match begins, from 1, in UTF-16 units. */
            column: number;
            /** @description The line; a long one is cut around the match. */
            text: string;
            /** @description The lines before it. */
            before: string[];
            /** @description The lines after it. */
            after: string[];
        };
        /** @description Results of a search. */
        FsSearchResult: {
            /** @description CA id of the snapshot that was searched. */
            ca_id: string;
            /** @description The first matches, in the order of the paths. */
            matches: components["schemas"]["FsSearchMatch"][];
            /** @description Files that have a match. */
            files: number;
            /** @description Lines that match. */
            total: number;
            /** @description Files larger than 16 MiB, which are not searched. */
            skipped: number;
            /** @description Whether `matches` is incomplete, or time ran out before the last file. */
            truncated: boolean;
        };
        /** @description The entries of a folder of a snapshot. */
        FsTree: {
            /** @description CA id of the snapshot. */
            ca_id: string;
            /** @description The folder; empty for the root. */
            path: string;
            /** @description In git's order. */
            entries: components["schemas"]["FsTreeEntry"][];
            /** @description The `after` of the next page; null when this is the last. */
            next?: string | null;
        };
        /** @description One entry of a folder. */
        FsTreeEntry: {
            /** @description Its name. */
            name: string;
            /**
             * @description Its kind.
             * @enum {string}
             */
            type: "blob" | "tree" | "symlink";
            /** @description Its mode as git writes it: `100644`, `100755`, `120000` or `040000`. */
            mode: string;
            /** @description Bytes of a file, or of a link's target; null for a folder. */
            size: number | null;
            /** @description The id of its blob or tree. */
            oid: string;
        };
        Health: {
            /** @enum {string} */
            status: "ok" | "failing";
            /** @description The server's version. */
            version: string;
            /** @description Reasons why runs can't be carried out; empty while they can be. */
            reasons: string[];
            /** @description Free space on the file system of the data folder; null until it has been measured. */
            disk: {
                total_bytes: number;
                /** @description Bytes that the server may still use. */
                free_bytes: number;
            } | null;
            /** @description Runner processes by what they do. */
            runners: {
                /** @description Processes that wait for a run. */
                idle: number;
                /** @description Processes that carry out a run. */
                busy: number;
                /** @description Processes that are not ready yet. */
                starting: number;
            };
        };
        /** @description One name of a heap. */
        HeapBinding: {
            /** @description The name. */
            name: string;
            /**
             * @description How it was declared: `const`, `let`, `var`, `function` or `class`; `global` for a property of the global object.
             * @enum {string}
             */
            kind: "const" | "let" | "var" | "function" | "class" | "global";
            /** @description Type of its value: `number`, `string`, `object`, `array`, `map`, `function`, ... */
            type: string;
            /** @description The value as JSON, or as text where JSON can't express it. */
            value: unknown;
        };
        /** @description A heap. */
        HeapEntry: {
            /** @description Its key. */
            key: string;
            /** @description Text by name. */
            tags: {
                [key: string]: string;
            };
            /**
             * Format: date-time
             * @description When an execution first left it (ISO 8601).
             */
            created_at: string;
        };
        /** @description A heap. */
        HeapInfo: {
            /** @description Its key. */
            key: string;
            /** @description Tags of the executions that left it. */
            tags: {
                [key: string]: string;
            };
            /** @description Top-level bindings by name. */
            bindings: components["schemas"]["HeapBinding"][];
            /** @description Properties of the global object by name. */
            globals: components["schemas"]["HeapBinding"][];
        };
        /** @description A page of the heaps. */
        HeapList: {
            /** @description Newest first. */
            heaps: components["schemas"]["HeapEntry"][];
            /** @description The last key of this page when there are more, for `after`; else null. */
            next: string | null;
        };
        /** @description The tags of a heap. */
        HeapTags: {
            /** @description Key of the heap. */
            key: string;
            /** @description Text by name. */
            tags: {
                [key: string]: string;
            };
        };
        /** @description New tags of a heap, which replace its present ones. */
        HeapTagsRequest: {
            /** @description Text by name: at most 64 tags, with names of at most 256 bytes and values of at most 1024. */
            tags: {
                [key: string]: string;
            };
        };
        /** @description Selects a page of the output. */
        OutputQuery: {
            /**
             * Format: int64
             * @description Maximum number of bytes in the page; 65536 by default, at most 4194304. A page has at least one character.
             */
            byte_limit?: number | null;
            /**
             * Format: int64
             * @description Offset of the first byte, from 0. It takes precedence over `line_offset`.
             */
            byte_offset?: number | null;
            /**
             * Format: int64
             * @description Maximum number of lines in the page; 1000 by default. A page of several lines has at most 4194304 bytes.
             */
            line_limit?: number | null;
            /**
             * Format: int64
             * @description Number of the first line, from 0.
             */
            line_offset?: number | null;
        };
        /** @description How a push ended. */
        PushOutcome: {
            /**
             * @description `advanced`: the label points to the tree. `merged`: it points to a merge of the tree and its new head. `unchanged`: it already pointed there. `rejected` and `conflict`: it was not moved.
             * @enum {string}
             */
            status: "advanced" | "merged" | "unchanged" | "rejected" | "conflict";
            /** @description The label. */
            label: string;
            /** @description The tree to which the label moved; null when it did not move. */
            ca_id: string | null;
            /** @description The commit of that tree. */
            commit: string | null;
            /** @description The label's tree afterwards; null when it did not exist. */
            current: string | null;
            /** @description The paths in conflict. */
            conflicts: components["schemas"]["FsConflict"][];
            /** @description The reason why a push was rejected. */
            error: string | null;
        } | null;
        /** @description A session: executions under one name; each continues from the previous one. */
        SessionEntry: {
            /** @description Its name. */
            name: string;
            /** @description Number of its executions. */
            runs: number;
            /** @description Its newest execution; null for a fork without any. */
            last_execution: string | null;
            /** @description CA id that its next execution mounts; null when there is none yet. */
            fs: string | null;
            /** @description Key of the heap that its next execution starts from. */
            heap: string | null;
            /**
             * Format: date-time
             * @description Time at which its newest execution ended or began, or at which it was forked (ISO 8601).
             */
            updated_at: string;
        };
        /** @description A session to make from another. */
        SessionForkRequest: {
            /** @description Name of the new session. */
            name: string;
            /** @description An execution of the session: the fork begins with its files and state. Without it, the fork begins where the session is now. */
            at?: string;
        };
        /** @description A session with its executions. */
        SessionInfo: {
            /** @description Its name. */
            name: string;
            /** @description Number of its executions. */
            runs: number;
            /** @description Its newest execution; null for a fork without any. */
            last_execution: string | null;
            /** @description CA id that its next execution mounts; null when there is none yet. */
            fs: string | null;
            /** @description Key of the heap that its next execution starts from. */
            heap: string | null;
            /**
             * Format: date-time
             * @description Time at which its newest execution ended or began, or at which it was forked (ISO 8601).
             */
            updated_at: string;
            /** @description Newest first. */
            executions: components["schemas"]["SessionRun"][];
            /** @description The last execution of this page when there are more, for `before`; else null. */
            next: string | null;
        };
        /** @description A page of the sessions. */
        SessionList: {
            /** @description By name. */
            sessions: components["schemas"]["SessionEntry"][];
            /** @description The last name of this page when there are more, for `after`; else null. */
            next: string | null;
        };
        /** @description An execution of a session. */
        SessionRun: {
            /** @description Its id. */
            execution_id: string;
            /**
             * @description Its status.
             * @enum {string}
             */
            status: "running" | "completed" | "failed" | "cancelled" | "timed_out";
            /**
             * @description How it ended; null while it runs.
             * @enum {string|null}
             */
            outcome: "completed" | "threw" | "syntax_error" | "out_of_memory" | "exited" | "quota_exceeded" | "timed_out" | "cancelled" | "crashed" | "lost" | null;
            /**
             * Format: date-time
             * @description When it was accepted (ISO 8601).
             */
            started_at: string;
            /**
             * Format: date-time
             * @description When it ended.
             */
            completed_at: string | null;
            /** @description CA id before it. */
            base_fs: string | null;
            /** @description CA id after it. */
            fs: string | null;
            /** @description Heap before it. */
            base_heap: string | null;
            /** @description Heap after it. */
            heap: string | null;
        };
        /** @description One path that differs. */
        SnapshotChange: {
            /** @description The path, without leading slash. */
            path: string;
            /**
             * @description How it changed.
             * @enum {string}
             */
            status: "added" | "modified" | "deleted" | "type_changed" | "renamed";
            /** @description Of a renamed file: its path before. */
            old_path?: string;
            /** @description Of a renamed file: its similarity in percent, as git estimates it. */
            similarity?: number;
        };
        /** @description The differences between `base_fs` and `fs`; null without a mount that left a snapshot, or when they are too many to compute. */
        SnapshotChanges: {
            /** @description Number of paths that differ. */
            total: number;
            /** @description The first 1000 of them by path. */
            entries: components["schemas"]["SnapshotChange"][];
        } | null;
        /** @description The version and the capabilities of the server. */
        Version: {
            /** @description As in its package.json. */
            version: string;
            /** @description Capabilities of this server: its operations by id, such as `fs_merge`, and the fields of a request to run code, such as `exec.push`. */
            capabilities: string[];
        };
        /** @description Bytes that a run passed to `artifact(key, mime, bytes)`. */
        Artifact: {
            /** @description Its name, unique within the execution. */
            key: string;
            /** @description Its type, as the run gave it. */
            mime_type: string;
            /**
             * Format: int64
             * @description Its length.
             */
            size_bytes: number;
            /** @description When the run made it (ISO 8601). */
            created_at: string;
            /** @description The execution that made it. */
            execution_id: string;
        };
        /** @description A page of artifacts. */
        ArtifactList: {
            /** @description Those of the newest execution first, each execution's by key. */
            artifacts: components["schemas"]["Artifact"][];
            /** @description `after` of the next page; null when this is the last. */
            next: string | null;
        };
        /** @description A snapshot to mount at a path, read-only. */
        ExecMount: {
            /** @description The path; the mount hides anything else there. */
            path: string;
            /** @description A label, a CA id, a commit id, `label@{n}` or `label~n`; a label must exist. */
            fs: string;
        };
        /** @description A snapshot that was mounted at a path. */
        ExecutionMount: {
            /** @description The path. */
            path: string;
            /** @description The handle in the request. */
            fs: string;
            /** @description The snapshot that it named. */
            ca_id: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    cli_index_handler: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The builds */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "version": "0.2.0",
                     *       "assets": [
                     *         {
                     *           "platform": "linux-x86_64",
                     *           "url": "http://127.0.0.1:8080/api/cli/linux-x86_64",
                     *           "available": true
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["CliIndex"];
                };
            };
            /** @description A parameter is not known */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "unknown query parameter \"verbose\"",
                     *       "code": "bad_request"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The token is missing or wrong */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the token is missing or wrong: send Authorization: Bearer TOKEN",
                     *       "code": "unauthorized"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    cli_download_handler: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The platform, as `GET /api/cli` lists it */
                platform: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The program */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            /** @description The address can't be decoded */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the address holds a percent sign that begins no UTF-8 byte",
                     *       "code": "bad_request"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The token is missing or wrong */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the token is missing or wrong: send Authorization: Bearer TOKEN",
                     *       "code": "unauthorized"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description There is no such platform, or its program was not built; the error names the command that builds it */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "there is no build for linux-x86_64: npm run build:cli makes it",
                     *       "code": "not_found"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    exec_handler: {
        parameters: {
            query?: {
                /** @description If the body is the source itself: `fs` of `ExecRequest` */
                fs?: string;
                /** @description If the body is the source itself: `heap` of `ExecRequest` */
                heap?: string;
                /** @description If the body is the source itself: `session` of `ExecRequest` */
                session?: string;
                /** @description If the body is the source itself: `heap_memory_max_mb` of `ExecRequest` */
                heap_memory_max_mb?: number;
                /** @description If the body is the source itself: `execution_timeout_secs` of `ExecRequest` */
                execution_timeout_secs?: number;
                /** @description If the body is the source itself: `wait_secs` of `ExecRequest` */
                wait_secs?: number;
                /** @description If the body is the source itself: `output_bytes` of `ExecRequest` */
                output_bytes?: number;
                /** @description If the body is the source itself: `keep_on_failure` of `ExecRequest` */
                keep_on_failure?: boolean;
                /** @description If the body is the source itself: `retain_secs` of `ExecRequest` */
                retain_secs?: number;
                /** @description If the body is the source itself: `stdin` of `ExecRequest` */
                stdin?: string;
            };
            header?: {
                /** @description A name that the client chooses for this request, at most 255 visible ASCII characters */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        /** @description The request, or the source */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "await fs.writeFile('/report.md', input.title); console.log('written'); 6 * 7",
                 *       "fs": "main",
                 *       "input": {
                 *         "title": "# Report\n"
                 *       },
                 *       "push": {
                 *         "label": "main",
                 *         "message": "the report",
                 *         "on_conflict": "merge"
                 *       },
                 *       "wait_secs": 30
                 *     }
                 */
                "application/json": components["schemas"]["ExecRequest"];
                "*/*": string;
            };
        };
        responses: {
            /** @description The run has ended within `wait_secs` */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "execution_id": "01932f6e-5a3c-7d10-9b6e-2f4a8c1d7e90",
                     *       "status": "completed",
                     *       "outcome": "completed",
                     *       "started": true,
                     *       "started_at": "2026-07-28T09:00:00.000Z",
                     *       "completed_at": "2026-07-28T09:00:00.021Z",
                     *       "result": "42",
                     *       "error": null,
                     *       "session": null,
                     *       "tags": {},
                     *       "base_fs": "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
                     *       "fs": "8c3c7fbcd903744b20fd7567a1fcefa99133b5bc",
                     *       "heap": null,
                     *       "changes": {
                     *         "total": 1,
                     *         "entries": [
                     *           {
                     *             "path": "report.md",
                     *             "status": "added"
                     *           }
                     *         ]
                     *       },
                     *       "timings": {
                     *         "queued": 0,
                     *         "mount": 1,
                     *         "compile": 2,
                     *         "run": 12,
                     *         "commit": 3
                     *       },
                     *       "base_commit": "9f2c1b7a4d5e6f708192a3b4c5d6e7f8091a2b3c",
                     *       "input": {
                     *         "title": "# Report\n"
                     *       },
                     *       "push": {
                     *         "status": "advanced",
                     *         "label": "main",
                     *         "ca_id": "8c3c7fbcd903744b20fd7567a1fcefa99133b5bc",
                     *         "commit": "0a1b2c3d4e5f60718293a4b5c6d7e8f901234567",
                     *         "current": "8c3c7fbcd903744b20fd7567a1fcefa99133b5bc",
                     *         "conflicts": [],
                     *         "error": null
                     *       },
                     *       "warnings": [],
                     *       "exit_code": 0,
                     *       "output_truncated": false,
                     *       "cpu_ms": 14,
                     *       "memory_peak_bytes": 6291456,
                     *       "output": {
                     *         "execution_id": "01932f6e-5a3c-7d10-9b6e-2f4a8c1d7e90",
                     *         "data": "counted\n",
                     *         "start_line": 0,
                     *         "end_line": 1,
                     *         "next_line_offset": 1,
                     *         "total_lines": 1,
                     *         "start_byte": 0,
                     *         "end_byte": 8,
                     *         "next_byte_offset": 8,
                     *         "total_bytes": 8,
                     *         "has_more": false,
                     *         "status": "completed"
                     *       },
                     *       "artifacts": [],
                     *       "mounts": [],
                     *       "state": {
                     *         "kept": true,
                     *         "reason": null,
                     *         "left_out": []
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ExecutionInfo"];
                };
            };
            /** @description Accepted; the run has not ended within `wait_secs`, or `wait_secs` was not given */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "execution_id": "01932f6e-5a3c-7d10-9b6e-2f4a8c1d7e90"
                     *     }
                     */
                    "application/json": components["schemas"]["ExecAccepted"];
                };
            };
            /** @description The body or a parameter is invalid, or names a snapshot or heap that does not exist */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "unknown field \"timeout\": did you mean \"execution_timeout_secs\"?",
                     *       "code": "bad_request"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The token is missing or wrong */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the token is missing or wrong: send Authorization: Bearer TOKEN",
                     *       "code": "unauthorized"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The `Idempotency-Key` was used with another request */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the Idempotency-Key was used with another request in the last 24 hours: a new request needs a new key",
                     *       "code": "idempotency_mismatch"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The body is larger than 16 MiB */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the body is too large: at most 16777216 bytes are taken",
                     *       "code": "too_large"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The type of the body is not accepted */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the body is text/plain; it must be application/json",
                     *       "code": "unsupported_media_type"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the server failed",
                     *       "code": "internal"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The queue is full, or the server is stopping */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the queue holds 1000 executions, which is its limit: submit again later",
                     *       "code": "queue_full"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The disk of the server is full; nothing was changed */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the disk of the server is full; nothing was changed",
                     *       "code": "disk_full"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    list_executions_handler: {
        parameters: {
            query?: {
                /** @description Only executions of this session */
                session?: string;
                /** @description Only executions with this status */
                status?: "running" | "completed" | "failed" | "cancelled" | "timed_out";
                /** @description Number of executions to return; 100 by default, at most 1000 */
                limit?: number;
                /** @description Only executions older than this one */
                before?: string;
                /** @description Only executions with this outcome */
                outcome?: "completed" | "threw" | "syntax_error" | "out_of_memory" | "exited" | "quota_exceeded" | "timed_out" | "cancelled" | "crashed" | "lost";
                /** @description Only executions that mounted this label or pushed to it */
                label?: string;
                /**
                 * @description Only executions with this tag, as `name=value`
                 * @example team=search
                 */
                tag?: string;
                /**
                 * @description Only executions accepted at or after this time (ISO 8601)
                 * @example 2026-07-28T09:00:00Z
                 */
                since?: string;
                /** @description Only executions accepted before this time (ISO 8601) */
                until?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The executions */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "executions": [
                     *         {
                     *           "execution_id": "01932f6e-5a3c-7d10-9b6e-2f4a8c1d7e90",
                     *           "status": "completed",
                     *           "outcome": "completed",
                     *           "started_at": "2026-07-28T09:00:00.000Z",
                     *           "completed_at": "2026-07-28T09:00:00.021Z",
                     *           "session": null
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ExecutionList"];
                };
            };
            /** @description A parameter is invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "query parameter \"limit\" must be integer",
                     *       "code": "bad_request"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The token is missing or wrong */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the token is missing or wrong: send Authorization: Bearer TOKEN",
                     *       "code": "unauthorized"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description `before` names no execution */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "execution \"0199e3c4-7d2a-7c51-9b1e-2f3a4b5c6d7e\": there is no such execution",
                     *       "code": "unknown_execution"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the server failed",
                     *       "code": "internal"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    get_execution_handler: {
        parameters: {
            query?: {
                /** @description Seconds to wait for the end of the execution before the answer; at most 60 */
                wait?: number;
                /** @description Look for renamed files in `changes`, as `git diff` does */
                renames?: boolean;
                /** @description Also returns the first page of the output, with at most this many bytes; at most 4194304 */
                output_bytes?: number;
            };
            header?: never;
            path: {
                /** @description Id of the execution, as `POST /api/exec` returned it */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The execution */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "execution_id": "01932f6e-5a3c-7d10-9b6e-2f4a8c1d7e90",
                     *       "status": "completed",
                     *       "outcome": "completed",
                     *       "started": true,
                     *       "started_at": "2026-07-28T09:00:00.000Z",
                     *       "completed_at": "2026-07-28T09:00:00.021Z",
                     *       "result": "42",
                     *       "error": null,
                     *       "session": null,
                     *       "tags": {},
                     *       "base_fs": "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
                     *       "fs": "8c3c7fbcd903744b20fd7567a1fcefa99133b5bc",
                     *       "heap": null,
                     *       "changes": {
                     *         "total": 1,
                     *         "entries": [
                     *           {
                     *             "path": "report.md",
                     *             "status": "added"
                     *           }
                     *         ]
                     *       },
                     *       "timings": {
                     *         "queued": 0,
                     *         "mount": 1,
                     *         "compile": 2,
                     *         "run": 12,
                     *         "commit": 3
                     *       },
                     *       "base_commit": "9f2c1b7a4d5e6f708192a3b4c5d6e7f8091a2b3c",
                     *       "input": {
                     *         "title": "# Report\n"
                     *       },
                     *       "push": {
                     *         "status": "advanced",
                     *         "label": "main",
                     *         "ca_id": "8c3c7fbcd903744b20fd7567a1fcefa99133b5bc",
                     *         "commit": "0a1b2c3d4e5f60718293a4b5c6d7e8f901234567",
                     *         "current": "8c3c7fbcd903744b20fd7567a1fcefa99133b5bc",
                     *         "conflicts": [],
                     *         "error": null
                     *       },
                     *       "warnings": [],
                     *       "exit_code": 0,
                     *       "output_truncated": false,
                     *       "cpu_ms": 14,
                     *       "memory_peak_bytes": 6291456,
                     *       "output": {
                     *         "execution_id": "01932f6e-5a3c-7d10-9b6e-2f4a8c1d7e90",
                     *         "data": "counted\n",
                     *         "start_line": 0,
                     *         "end_line": 1,
                     *         "next_line_offset": 1,
                     *         "total_lines": 1,
                     *         "start_byte": 0,
                     *         "end_byte": 8,
                     *         "next_byte_offset": 8,
                     *         "total_bytes": 8,
                     *         "has_more": false,
                     *         "status": "completed"
                     *       },
                     *       "artifacts": [],
                     *       "mounts": [],
                     *       "state": {
                     *         "kept": true,
                     *         "reason": null,
                     *         "left_out": []
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ExecutionInfo"];
                };
            };
            /** @description A parameter is invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "query parameter \"wait\" must be number",
                     *       "code": "bad_request"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The token is missing or wrong */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the token is missing or wrong: send Authorization: Bearer TOKEN",
                     *       "code": "unauthorized"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description No such execution was ever accepted */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "execution \"0199e3c4-7d2a-7c51-9b1e-2f3a4b5c6d7e\": there is no such execution",
                     *       "code": "unknown_execution"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Retention has dropped the execution; `expired_at` says when */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "execution 0199e3c4-7d2a-7c51-9b1e-2f3a4b5c6d7e is no longer kept: read results within the server's retention",
                     *       "code": "expired",
                     *       "expired_at": "2026-07-28T09:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the server failed",
                     *       "code": "internal"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Too many requests wait */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "another process holds the lock for too long",
                     *       "code": "busy"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    cancel_execution_handler: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the execution, as `POST /api/exec` returned it */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The execution ends as `cancelled` within a second */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true
                     *     }
                     */
                    "application/json": components["schemas"]["CancelResult"];
                };
            };
            /** @description The execution has already ended, or never existed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": false,
                     *       "error": "there is nothing to cancel: no such execution is waiting or running",
                     *       "code": "not_running"
                     *     }
                     */
                    "application/json": components["schemas"]["CancelResult"];
                };
            };
            /** @description The token is missing or wrong */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the token is missing or wrong: send Authorization: Bearer TOKEN",
                     *       "code": "unauthorized"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the server failed",
                     *       "code": "internal"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The disk of the server is full; nothing was changed */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the disk of the server is full; nothing was changed",
                     *       "code": "disk_full"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    get_execution_output_handler: {
        parameters: {
            query?: {
                /** @description Number of the first line, from 0. */
                line_offset?: number | null;
                /** @description Maximum number of lines in the page; 1000 by default. A page of several lines has at most 4194304 bytes. */
                line_limit?: number | null;
                /** @description Offset of the first byte, from 0. It takes precedence over `line_offset`. */
                byte_offset?: number | null;
                /** @description Maximum number of bytes in the page; 65536 by default, at most 4194304. A page has at least one character. */
                byte_limit?: number | null;
                /** @description Selects one stream: offsets and totals then count within it. Without it the page has both streams in the order in which they were written. */
                stream?: "stdout" | "stderr";
            };
            header?: never;
            path: {
                /** @description Id of the execution, as `POST /api/exec` returned it */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "execution_id": "01932f6e-5a3c-7d10-9b6e-2f4a8c1d7e90",
                     *       "data": "counted\n",
                     *       "start_line": 0,
                     *       "end_line": 1,
                     *       "next_line_offset": 1,
                     *       "total_lines": 1,
                     *       "start_byte": 0,
                     *       "end_byte": 8,
                     *       "next_byte_offset": 8,
                     *       "total_bytes": 8,
                     *       "has_more": false,
                     *       "status": "completed"
                     *     }
                     */
                    "application/json": components["schemas"]["ExecutionOutput"];
                };
            };
            /** @description A parameter is invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "query parameter \"line_offset\" must be integer",
                     *       "code": "bad_request"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The token is missing or wrong */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the token is missing or wrong: send Authorization: Bearer TOKEN",
                     *       "code": "unauthorized"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description No such execution was ever accepted */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "execution \"0199e3c4-7d2a-7c51-9b1e-2f3a4b5c6d7e\": there is no such execution",
                     *       "code": "unknown_execution"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Retention has dropped the execution; `expired_at` says when */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "execution 0199e3c4-7d2a-7c51-9b1e-2f3a4b5c6d7e is no longer kept: read results within the server's retention",
                     *       "code": "expired",
                     *       "expired_at": "2026-07-28T09:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the server failed",
                     *       "code": "internal"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    execution_artifact_handler: {
        parameters: {
            query?: never;
            header?: {
                /** @description One range of bytes */
                Range?: string;
                /** @description ETags that the caller has */
                "If-None-Match"?: string;
                /** @description ETag for which the range is valid */
                "If-Range"?: string;
            };
            path: {
                /** @description Id of the execution, as `POST /api/exec` returned it */
                id: string;
                /** @description The key, percent-encoded */
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The bytes */
            200: {
                headers: {
                    /**
                     * @description The id of the blob in quotes
                     * @example "ce013625030ba8dba906f756967f9e9ca394464a"
                     */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    /** @example import fs from 'node:fs'; */
                    "*/*": string;
                };
            };
            /** @description A range of the bytes */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /** @example import */
                    "*/*": string;
                };
            };
            /** @description The caller already has it */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The address can't be decoded, or a parameter is unknown */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the address holds a percent sign that begins no UTF-8 byte",
                     *       "code": "bad_request"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The token is missing or wrong */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the token is missing or wrong: send Authorization: Bearer TOKEN",
                     *       "code": "unauthorized"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description There is no such execution, or it made no artifact of this key */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "artifact \"report.html\": the execution made no artifact of this key",
                     *       "code": "not_found"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Retention has dropped the execution; `expired_at` says when */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "execution 0199e3c4-7d2a-7c51-9b1e-2f3a4b5c6d7e is no longer kept: read results within the server's retention",
                     *       "code": "expired",
                     *       "expired_at": "2026-07-28T09:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The range lies outside the artifact */
            416: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the range lies outside the file's 12 bytes",
                     *       "code": "range_not_satisfiable"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the server failed",
                     *       "code": "internal"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Too many large files or archives are being read */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "another process holds the lock for too long",
                     *       "code": "busy"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    artifacts_handler: {
        parameters: {
            query?: {
                /**
                 * @description Maximum number: 1 to 1,000, 100 by default
                 * @example 100
                 */
                limit?: number;
                /**
                 * @description Only artifacts after this position: `next` of the previous page
                 * @example 0199a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b/report.html
                 */
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The artifacts, those of the newest execution first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "artifacts": [
                     *         {
                     *           "key": "report.html",
                     *           "mime_type": "text/html",
                     *           "size_bytes": 5120,
                     *           "created_at": "2026-01-01T00:00:00.000Z",
                     *           "execution_id": "0199a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b"
                     *         }
                     *       ],
                     *       "next": null
                     *     }
                     */
                    "application/json": components["schemas"]["ArtifactList"];
                };
            };
            /** @description A parameter is invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "query parameter \"after\" must be the \"next\" of the page before",
                     *       "code": "bad_request"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The token is missing or wrong */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the token is missing or wrong: send Authorization: Bearer TOKEN",
                     *       "code": "unauthorized"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the server failed",
                     *       "code": "internal"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    artifact_handler: {
        parameters: {
            query?: never;
            header?: {
                /** @description One range of bytes */
                Range?: string;
                /** @description ETags that the caller has */
                "If-None-Match"?: string;
                /** @description ETag for which the range is valid */
                "If-Range"?: string;
            };
            path: {
                /** @description The key, percent-encoded */
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The bytes */
            200: {
                headers: {
                    /**
                     * @description The id of the blob in quotes
                     * @example "ce013625030ba8dba906f756967f9e9ca394464a"
                     */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    /** @example import fs from 'node:fs'; */
                    "*/*": string;
                };
            };
            /** @description A range of the bytes */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /** @example import */
                    "*/*": string;
                };
            };
            /** @description The caller already has it */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The address can't be decoded, or a parameter is unknown */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the address holds a percent sign that begins no UTF-8 byte",
                     *       "code": "bad_request"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The token is missing or wrong */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the token is missing or wrong: send Authorization: Bearer TOKEN",
                     *       "code": "unauthorized"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description There is no artifact of this key */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "artifact \"report.html\": there is no such artifact",
                     *       "code": "not_found"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The range lies outside the artifact */
            416: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the range lies outside the file's 12 bytes",
                     *       "code": "range_not_satisfiable"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the server failed",
                     *       "code": "internal"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Too many large files or archives are being read */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "another process holds the lock for too long",
                     *       "code": "busy"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    fs_labels_handler: {
        parameters: {
            query?: {
                /**
                 * @description Only labels whose name has this prefix
                 * @example team/
                 */
                prefix?: string;
                /**
                 * @description Maximum number: 1 to 10,000, all by default
                 * @example 100
                 */
                limit?: number;
                /**
                 * @description Only labels after this name
                 * @example team/a
                 */
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The labels by name */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "labels": [
                     *         {
                     *           "name": "main",
                     *           "ca_id": "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
                     *           "commit": "8f1c3d2ab0e94e7c5d6f8a90b1c2d3e4f5061728"
                     *         }
                     *       ],
                     *       "next": null
                     *     }
                     */
                    "application/json": components["schemas"]["FsLabelList"];
                };
            };
            /** @description A parameter is invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "query parameter \"limit\" must be integer",
                     *       "code": "bad_request"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The token is missing or wrong */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the token is missing or wrong: send Authorization: Bearer TOKEN",
                     *       "code": "unauthorized"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the server failed",
                     *       "code": "internal"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    fs_set_label_handler: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "feature",
                 *       "from": "main"
                 *     }
                 */
                "application/json": components["schemas"]["FsLabelRequest"];
            };
        };
        responses: {
            /** @description The label points to the snapshot */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "label": "feature",
                     *       "ca_id": "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
                     *       "commit": "8f1c3d2ab0e94e7c5d6f8a90b1c2d3e4f5061728"
                     *     }
                     */
                    "application/json": components["schemas"]["FsLabel"];
                };
            };
            /** @description The label's name, a CA id or the message is invalid, or there is no such snapshot */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "label name \"a b\": git takes no such branch name",
                     *       "code": "bad_label"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The token is missing or wrong */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the token is missing or wrong: send Authorization: Bearer TOKEN",
                     *       "code": "unauthorized"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Another label blocks the name, as `a` blocks `a/b`; with `from`, the name is taken */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "label \"main\" exists: take another name",
                     *       "code": "label_clash"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The body is larger than 64 KiB */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the body is too large: at most 16777216 bytes are taken",
                     *       "code": "too_large"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The body is not JSON */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the body is text/plain; it must be application/json",
                     *       "code": "unsupported_media_type"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the server failed",
                     *       "code": "internal"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Another process holds the label for too long, or the server is stopping */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "another process holds the lock for too long",
                     *       "code": "busy"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The disk of the server is full; nothing was changed */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the disk of the server is full; nothing was changed",
                     *       "code": "disk_full"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    fs_resolve_handler: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The label, percent-encoded */
                label: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The label */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "label": "main",
                     *       "ca_id": "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
                     *       "commit": "c28668e856296b350891a3ae42573447d749844b"
                     *     }
                     */
                    "application/json": components["schemas"]["FsLabel"];
                };
            };
            /** @description The address can't be decoded */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the address holds a percent sign that begins no UTF-8 byte",
                     *       "code": "bad_request"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The token is missing or wrong */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the token is missing or wrong: send Authorization: Bearer TOKEN",
                     *       "code": "unauthorized"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description No such label */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "label \"main\": there is no such label",
                     *       "code": "unknown_label"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the server failed",
                     *       "code": "internal"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    fs_delete_label_handler: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The label, percent-encoded */
                label: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The label was deleted */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "label": "main",
                     *       "ca_id": "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
                     *     }
                     */
                    "application/json": components["schemas"]["FsDeleted"];
                };
            };
            /** @description The address can't be decoded, or a page of another site sent the request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the address holds a percent sign that begins no UTF-8 byte",
                     *       "code": "bad_request"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The token is missing or wrong */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the token is missing or wrong: send Authorization: Bearer TOKEN",
                     *       "code": "unauthorized"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description No such label */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "label \"main\": there is no such label",
                     *       "code": "unknown_label"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the server failed",
                     *       "code": "internal"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Another process holds the label for too long, or the server is stopping */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "another process holds the lock for too long",
                     *       "code": "busy"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The disk of the server is full; nothing was changed */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the disk of the server is full; nothing was changed",
                     *       "code": "disk_full"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    fs_log_handler: {
        parameters: {
            query?: {
                /** @description Number of newest moves to return; all by default */
                limit?: number | null;
                /**
                 * @description Only moves before the one with this `n`: for the next page, the `n` of this page's oldest move
                 * @example 20
                 */
                before?: number;
            };
            header?: never;
            path: {
                /** @description The label, percent-encoded */
                label: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The moves, oldest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "label": "main",
                     *       "log": [
                     *         {
                     *           "n": 0,
                     *           "at": 1767225600000,
                     *           "time": "2026-01-01T00:00:00.000Z",
                     *           "from": null,
                     *           "to": "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
                     *           "op": "create",
                     *           "message": "first",
                     *           "commit": "8f1c3d2ab0e94e7c5d6f8a90b1c2d3e4f5061728"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["FsLog"];
                };
            };
            /** @description A parameter is invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "query parameter \"limit\" must be integer",
                     *       "code": "bad_request"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The token is missing or wrong */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the token is missing or wrong: send Authorization: Bearer TOKEN",
                     *       "code": "unauthorized"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description No such label */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "label \"main\": there is no such label",
                     *       "code": "unknown_label"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the server failed",
                     *       "code": "internal"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    fs_put_file_handler: {
        parameters: {
            query?: {
                /**
                 * @description Message of the commit
                 * @example write notes
                 */
                message?: string;
            };
            header?: {
                /**
                 * @description The `ETag` that the file must have, or `*` when it must exist
                 * @example "ce013625030ba8dba906f756967f9e9ca394464a"
                 */
                "If-Match"?: string;
                /**
                 * @description `*` when the file must not exist
                 * @example *
                 */
                "If-None-Match"?: "*";
            };
            path: {
                /**
                 * @description The label, percent-encoded
                 * @example main
                 */
                label: string;
                /**
                 * @description The file
                 * @example docs/notes.txt
                 */
                path: string;
            };
            cookie?: never;
        };
        /** @description The content */
        requestBody?: {
            content: {
                /** @example Some notes. */
                "*/*": string;
            };
        };
        responses: {
            /** @description The file existed and has this content now */
            200: {
                headers: {
                    /**
                     * @description The id of the blob in quotes
                     * @example "ce013625030ba8dba906f756967f9e9ca394464a"
                     */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "label": "main",
                     *       "ca_id": "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
                     *       "commit": "8f1c3d2ab0e94e7c5d6f8a90b1c2d3e4f5061728",
                     *       "blob": "ce013625030ba8dba906f756967f9e9ca394464a"
                     *     }
                     */
                    "application/json": components["schemas"]["FsFileCommit"];
                };
            };
            /** @description The file is new */
            201: {
                headers: {
                    /**
                     * @description The id of the blob in quotes
                     * @example "ce013625030ba8dba906f756967f9e9ca394464a"
                     */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "label": "main",
                     *       "ca_id": "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
                     *       "commit": "8f1c3d2ab0e94e7c5d6f8a90b1c2d3e4f5061728",
                     *       "blob": "ce013625030ba8dba906f756967f9e9ca394464a"
                     *     }
                     */
                    "application/json": components["schemas"]["FsFileCommit"];
                };
            };
            /** @description git refuses the path or the content, or a parameter is invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "\"docs\": it is a folder: delete it first",
                     *       "code": "bad_edit"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The token is missing or wrong */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the token is missing or wrong: send Authorization: Bearer TOKEN",
                     *       "code": "unauthorized"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description No such label */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "label \"main\": there is no such label",
                     *       "code": "unknown_label"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The condition of `If-Match` or `If-None-Match` does not hold */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "\"docs/notes.txt\" has changed: read it again",
                     *       "code": "precondition_failed"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The body is larger than 16 MiB */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the body is too large: at most 16777216 bytes are taken",
                     *       "code": "too_large"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The body is compressed, or its type is invalid */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the body is encoded as gzip; it must be sent as it is",
                     *       "code": "unsupported_media_type"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the server failed",
                     *       "code": "internal"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Another process holds the label for too long, or the server is stopping */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "another process holds the lock for too long",
                     *       "code": "busy"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The disk of the server is full; nothing was changed */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the disk of the server is full; nothing was changed",
                     *       "code": "disk_full"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    fs_delete_file_handler: {
        parameters: {
            query?: {
                /**
                 * @description Message of the commit
                 * @example write notes
                 */
                message?: string;
            };
            header?: {
                /**
                 * @description The `ETag` that the file must have, or `*` when it must exist
                 * @example "ce013625030ba8dba906f756967f9e9ca394464a"
                 */
                "If-Match"?: string;
            };
            path: {
                /**
                 * @description The label, percent-encoded
                 * @example main
                 */
                label: string;
                /**
                 * @description The file
                 * @example docs/notes.txt
                 */
                path: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file is deleted */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "label": "main",
                     *       "ca_id": "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
                     *       "commit": "8f1c3d2ab0e94e7c5d6f8a90b1c2d3e4f5061728",
                     *       "blob": "ce013625030ba8dba906f756967f9e9ca394464a"
                     *     }
                     */
                    "application/json": components["schemas"]["FsFileCommit"];
                };
            };
            /** @description The path is invalid, or it is a folder */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "\"docs\": it is a folder: set recursive to delete it",
                     *       "code": "bad_edit"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The token is missing or wrong */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the token is missing or wrong: send Authorization: Bearer TOKEN",
                     *       "code": "unauthorized"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description No such label, or no file at the path */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "\"docs/notes.txt\": there is no such file",
                     *       "code": "not_found"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The condition of `If-Match` or `If-None-Match` does not hold */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "\"docs/notes.txt\" has changed: read it again",
                     *       "code": "precondition_failed"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the server failed",
                     *       "code": "internal"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Another process holds the label for too long, or the server is stopping */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "another process holds the lock for too long",
                     *       "code": "busy"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The disk of the server is full; nothing was changed */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the disk of the server is full; nothing was changed",
                     *       "code": "disk_full"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    fs_merge_handler: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "ours": "main",
                 *       "theirs": "feature",
                 *       "base": "auto",
                 *       "push": {
                 *         "label": "main",
                 *         "message": "merge feature"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["FsMergeRequest"];
            };
        };
        responses: {
            /** @description Merged, or the conflicts */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "merged",
                     *       "ca_id": "99c3996b1b036c09346ff2b0e7000473f935d4f5",
                     *       "bases": [
                     *         "c28668e856296b350891a3ae42573447d749844b"
                     *       ],
                     *       "warnings": [],
                     *       "push": {
                     *         "status": "advanced",
                     *         "label": "main",
                     *         "ca_id": "99c3996b1b036c09346ff2b0e7000473f935d4f5",
                     *         "commit": "8f907fd4d371e5a1ab2b9681c8cb53104b3e6cf8",
                     *         "current": "99c3996b1b036c09346ff2b0e7000473f935d4f5",
                     *         "error": null
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["FsMergeResult"];
                };
            };
            /** @description A CA id, a label or `prefer` is invalid or unknown, or there is no common ancestor */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "base auto: the history knows no common ancestor; name a base",
                     *       "code": "unknown_snapshot"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The token is missing or wrong */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the token is missing or wrong: send Authorization: Bearer TOKEN",
                     *       "code": "unauthorized"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The body is larger than 64 KiB, or the snapshots are too large to compare */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the body is too large: at most 16777216 bytes are taken",
                     *       "code": "too_large"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The body is not JSON */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the body is text/plain; it must be application/json",
                     *       "code": "unsupported_media_type"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the server failed",
                     *       "code": "internal"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Too many merges and comparisons wait */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "another process holds the lock for too long",
                     *       "code": "busy"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The disk of the server is full; nothing was changed */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the disk of the server is full; nothing was changed",
                     *       "code": "disk_full"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    fs_pick_handler: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "onto": "main",
                 *       "commit": "c28668e856296b350891a3ae42573447d749844b",
                 *       "push": {
                 *         "label": "main"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["FsPickRequest"];
            };
        };
        responses: {
            /** @description Merged, or the conflicts */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "conflict",
                     *       "conflicts": [
                     *         {
                     *           "path": "notes.txt",
                     *           "base": "ce013625030ba8dba906f756967f9e9ca394464a",
                     *           "ours": "63e18ca88afc8bd6192bd8f1194b650e53a7d594",
                     *           "theirs": "c28668e856296b350891a3ae42573447d749844b",
                     *           "kind": "text",
                     *           "markers": "<<<<<<< ours\nb\n||||||| base\na\n=======\nc\n>>>>>>> theirs\n",
                     *           "diff_ours": "--- a/notes.txt\n+++ b/notes.txt\n@@ -1 +1 @@\n-a\n+b\n",
                     *           "diff_theirs": "--- a/notes.txt\n+++ b/notes.txt\n@@ -1 +1 @@\n-a\n+c\n"
                     *         }
                     *       ],
                     *       "conflict_ca_id": "99c3996b1b036c09346ff2b0e7000473f935d4f5",
                     *       "bases": [
                     *         "c28668e856296b350891a3ae42573447d749844b"
                     *       ],
                     *       "warnings": [],
                     *       "push": null
                     *     }
                     */
                    "application/json": components["schemas"]["FsMergeResult"];
                };
            };
            /** @description A handle, `prefer` or `resolutions` is invalid or unknown, or not exactly one change is named */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "commit and execution: name one of the two",
                     *       "code": "bad_request"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The token is missing or wrong */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the token is missing or wrong: send Authorization: Bearer TOKEN",
                     *       "code": "unauthorized"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The body is larger than 64 KiB, or the snapshots are too large to compare */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the body is too large: at most 16777216 bytes are taken",
                     *       "code": "too_large"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The body is not JSON */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the body is text/plain; it must be application/json",
                     *       "code": "unsupported_media_type"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the server failed",
                     *       "code": "internal"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Too many merges and comparisons wait */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "another process holds the lock for too long",
                     *       "code": "busy"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The disk of the server is full; nothing was changed */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the disk of the server is full; nothing was changed",
                     *       "code": "disk_full"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    fs_push_handler: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "label": "main",
                 *       "ca_id": "99c3996b1b036c09346ff2b0e7000473f935d4f5",
                 *       "expected": "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
                 *       "message": "add notes"
                 *     }
                 */
                "application/json": components["schemas"]["FsPushRequest"];
            };
        };
        responses: {
            /** @description The label moved, or `detach` was set */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "advanced",
                     *       "label": "main",
                     *       "ca_id": "99c3996b1b036c09346ff2b0e7000473f935d4f5",
                     *       "commit": "c28668e856296b350891a3ae42573447d749844b"
                     *     }
                     */
                    "application/json": components["schemas"]["FsPushResult"];
                };
            };
            /** @description The label's name, a CA id or the message is invalid, or there is no such snapshot */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "label name \"a b\": git takes no such branch name",
                     *       "code": "bad_label"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The token is missing or wrong */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the token is missing or wrong: send Authorization: Bearer TOKEN",
                     *       "code": "unauthorized"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The label does not have the snapshot in `expected`, or another label blocks its name */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "rejected",
                     *       "label": "main",
                     *       "current": "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
                     *       "error": "label \"main\" names 4b825dc642cb6eb9a060e54bf8d69288fbee4904; for this push it must not exist yet",
                     *       "code": "label_moved"
                     *     }
                     */
                    "application/json": components["schemas"]["FsPushRejected"];
                };
            };
            /** @description The body is larger than 64 KiB */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the body is too large: at most 16777216 bytes are taken",
                     *       "code": "too_large"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The body is not JSON */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the body is text/plain; it must be application/json",
                     *       "code": "unsupported_media_type"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the server failed",
                     *       "code": "internal"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Another process holds the label for too long, or the server is stopping */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "another process holds the lock for too long",
                     *       "code": "busy"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The disk of the server is full; nothing was changed */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the disk of the server is full; nothing was changed",
                     *       "code": "disk_full"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    fs_reset_handler: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "label": "main",
                 *       "ca_id": "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
                 *     }
                 */
                "application/json": components["schemas"]["FsResetRequest"];
            };
        };
        responses: {
            /** @description The label was reset */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "label": "main",
                     *       "ca_id": "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
                     *       "commit": "c28668e856296b350891a3ae42573447d749844b"
                     *     }
                     */
                    "application/json": components["schemas"]["FsReset"];
                };
            };
            /** @description The label is unknown, or it never had the snapshot and `allow_unlogged` is not set */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "label \"main\" never had CA id 4b825dc642cb6eb9a060e54bf8d69288fbee4904: set allow_unlogged to take it",
                     *       "code": "not_logged"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The token is missing or wrong */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the token is missing or wrong: send Authorization: Bearer TOKEN",
                     *       "code": "unauthorized"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The body is larger than 64 KiB */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the body is too large: at most 16777216 bytes are taken",
                     *       "code": "too_large"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The body is not JSON */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the body is text/plain; it must be application/json",
                     *       "code": "unsupported_media_type"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the server failed",
                     *       "code": "internal"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Another process holds the label for too long, or the server is stopping */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "another process holds the lock for too long",
                     *       "code": "busy"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The disk of the server is full; nothing was changed */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the disk of the server is full; nothing was changed",
                     *       "code": "disk_full"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    version_handler: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The version */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "version": "0.1.0",
                     *       "capabilities": [
                     *         "exec.push",
                     *         "fs_merge"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Version"];
                };
            };
            /** @description A parameter is not known */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "unknown query parameter \"verbose\"",
                     *       "code": "bad_request"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The token is missing or wrong */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the token is missing or wrong: send Authorization: Bearer TOKEN",
                     *       "code": "unauthorized"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    execution_events_handler: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id of the last event that was received */
                "Last-Event-ID"?: string;
            };
            path: {
                /** @description Id of the execution, as `POST /api/exec` returned it */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The events */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example event: output
                     *     id: 8
                     *     data: {"data":"counted\n","stream":"stdout","byte_offset":0}
                     */
                    "text/event-stream": string;
                };
            };
            /** @description A parameter is invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the address holds a percent sign that begins no UTF-8 byte",
                     *       "code": "bad_request"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The token is missing or wrong */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the token is missing or wrong: send Authorization: Bearer TOKEN",
                     *       "code": "unauthorized"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description No such execution was ever accepted */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "execution \"0199e3c4-7d2a-7c51-9b1e-2f3a4b5c6d7e\": there is no such execution",
                     *       "code": "unknown_execution"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Retention has dropped the execution; `expired_at` says when */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "execution 0199e3c4-7d2a-7c51-9b1e-2f3a4b5c6d7e is no longer kept: read results within the server's retention",
                     *       "code": "expired",
                     *       "expired_at": "2026-07-28T09:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the server failed",
                     *       "code": "internal"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Too many streams are followed */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "another process holds the lock for too long",
                     *       "code": "busy"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    fs_gc_handler: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Optional */
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "dry_run": true
                 *     }
                 */
                "application/json": components["schemas"]["FsGcRequest"];
            };
        };
        responses: {
            /** @description What was kept and freed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "dry_run": false,
                     *       "kept": {
                     *         "objects": 1204,
                     *         "bytes": 9437184
                     *       },
                     *       "freed": {
                     *         "objects": 310,
                     *         "bytes": 524288
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["FsGcResult"];
                };
            };
            /** @description The body is invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "unknown field \"dryrun\": did you mean \"dry_run\"?",
                     *       "code": "bad_request"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The token is missing or wrong */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the token is missing or wrong: send Authorization: Bearer TOKEN",
                     *       "code": "unauthorized"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The body is larger than 64 KiB */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the body is too large: at most 16777216 bytes are taken",
                     *       "code": "too_large"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The body is not JSON */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the body is text/plain; it must be application/json",
                     *       "code": "unsupported_media_type"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the server failed",
                     *       "code": "internal"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Another process holds the label for too long, or the server is stopping */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "another process holds the lock for too long",
                     *       "code": "busy"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The disk of the server is full; nothing was changed */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the disk of the server is full; nothing was changed",
                     *       "code": "disk_full"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    fs_diff_handler: {
        parameters: {
            query: {
                /** @description Handle of the snapshot to compare: a label, a CA id, a commit id, `label@{n}` or `label~n` */
                from: string;
                /** @description Handle of the snapshot to compare it with */
                to: string;
                /** @description Look for renamed files, as `git diff` does */
                renames?: boolean;
                /** @description Also return a unified diff of the text files */
                patch?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The differences */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "changes": [
                     *         {
                     *           "path": "docs/notes.txt",
                     *           "status": "modified",
                     *           "from": "ce013625030ba8dba906f756967f9e9ca394464a",
                     *           "to": "63e18ca88afc8bd6192bd8f1194b650e53a7d594"
                     *         },
                     *         {
                     *           "path": "src/app.ts",
                     *           "status": "renamed",
                     *           "old_path": "app.ts",
                     *           "similarity": 96,
                     *           "from": "ce013625030ba8dba906f756967f9e9ca394464a",
                     *           "to": "63e18ca88afc8bd6192bd8f1194b650e53a7d594"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["FsDiff"];
                    /**
                     * @example diff --git a/notes.txt b/notes.txt
                     *     index ce01362..63e18ca 100644
                     *     --- a/notes.txt
                     *     +++ b/notes.txt
                     *     @@ -1 +1 @@
                     *     -hello
                     *     +hello world
                     */
                    "text/x-diff": string;
                };
            };
            /** @description A parameter is invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "query parameter \"from\" is missing",
                     *       "code": "bad_request"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The token is missing or wrong */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the token is missing or wrong: send Authorization: Bearer TOKEN",
                     *       "code": "unauthorized"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description There is no such snapshot or label */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "\"main\": there is no such snapshot, commit or label",
                     *       "code": "not_found"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The snapshots are too large to compare */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the trees differ at more than 1000000 paths",
                     *       "code": "too_large"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the server failed",
                     *       "code": "internal"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Too many merges and comparisons wait */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "another process holds the lock for too long",
                     *       "code": "busy"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    fs_edit_handler: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "base": "main",
                 *       "edits": [
                 *         {
                 *           "path": "src/main.ts",
                 *           "replace": {
                 *             "old": "41",
                 *             "new": "42"
                 *           }
                 *         },
                 *         {
                 *           "path": "README.md",
                 *           "write": "# Answers\n"
                 *         },
                 *         {
                 *           "path": "old.txt",
                 *           "delete": true
                 *         }
                 *       ],
                 *       "push": {
                 *         "label": "main",
                 *         "message": "answer"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["FsEditRequest"];
            };
        };
        responses: {
            /** @description The edited snapshot */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ca_id": "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
                     *       "changes": {
                     *         "total": 3,
                     *         "entries": [
                     *           {
                     *             "path": "README.md",
                     *             "status": "added"
                     *           },
                     *           {
                     *             "path": "old.txt",
                     *             "status": "deleted"
                     *           },
                     *           {
                     *             "path": "src/main.ts",
                     *             "status": "modified"
                     *           }
                     *         ]
                     *       },
                     *       "push": {
                     *         "status": "advanced",
                     *         "label": "main",
                     *         "ca_id": "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
                     *         "commit": "8f1c3d2ab0e94e7c5d6f8a90b1c2d3e4f5061728",
                     *         "current": "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
                     *         "conflicts": [],
                     *         "error": null
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["FsEditResult"];
                };
            };
            /** @description A field is invalid, the base is unknown, or an edit can't be made: `edit` says which one. For a text to replace, `count` says how often it occurs and `line` where to look */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "edit 0, \"src/main.ts\": replace.old is there 0 times; the nearest line is 3: \"const answer = 42;\"",
                     *       "code": "bad_edit"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The token is missing or wrong */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the token is missing or wrong: send Authorization: Bearer TOKEN",
                     *       "code": "unauthorized"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The body is larger than 16 MiB, or the edits read and write more than 256 MiB */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the body is too large: at most 16777216 bytes are taken",
                     *       "code": "too_large"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The body is not JSON */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the body is text/plain; it must be application/json",
                     *       "code": "unsupported_media_type"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the server failed",
                     *       "code": "internal"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Too many comparisons wait, or the server is stopping */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "another process holds the lock for too long",
                     *       "code": "busy"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The disk of the server is full; nothing was changed */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the disk of the server is full; nothing was changed",
                     *       "code": "disk_full"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    fs_import_handler: {
        parameters: {
            query?: {
                /**
                 * @description Label to push the snapshot to
                 * @example main
                 */
                push?: string;
                /**
                 * @description Message of the commit that `push` makes
                 * @example import the site
                 */
                message?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The archive */
        requestBody: {
            content: {
                "application/x-tar": string;
                "application/gzip": string;
                "application/zstd": string;
                "application/zip": string;
            };
        };
        responses: {
            /** @description The snapshot */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ca_id": "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
                     *       "push": null
                     *     }
                     */
                    "application/json": components["schemas"]["FsImported"];
                };
            };
            /** @description The archive is damaged, or has an entry that a snapshot can't hold */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the archive's entry \"../etc/passwd\" is refused: its path has \"..\"",
                     *       "code": "bad_request"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The token is missing or wrong */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the token is missing or wrong: send Authorization: Bearer TOKEN",
                     *       "code": "unauthorized"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The archive is larger than a volume may be */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the archive has more than 100000 entries",
                     *       "code": "too_large"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The body is not an archive of an accepted type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the body must be one of application/x-tar, application/gzip, application/zstd, application/zip",
                     *       "code": "unsupported_media_type"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the server failed",
                     *       "code": "internal"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The disk of the server is full; nothing was changed */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the disk of the server is full; nothing was changed",
                     *       "code": "disk_full"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    fs_tree_handler: {
        parameters: {
            query?: {
                /**
                 * @description Lists all files below the folder, with paths relative to it, and no folders
                 * @example true
                 */
                recursive?: boolean;
                /**
                 * @description Maximum number of entries, 1 to 10,000. By default all, or 1,000 with `recursive`
                 * @example 1000
                 */
                limit?: number;
                /**
                 * @description Only entries after this one: `next` of the previous page
                 * @example src/a.ts
                 */
                after?: string;
            };
            header?: never;
            path: {
                /** @description A label, a CA id, a commit id, `label@{n}` (the label n moves ago) or `label~n` (n commits before its head), percent-encoded */
                handle: string;
                /** @description The folder; empty for the root */
                path: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The folder */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ca_id": "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
                     *       "path": "src",
                     *       "entries": [
                     *         {
                     *           "name": "main.ts",
                     *           "type": "blob",
                     *           "mode": "100644",
                     *           "size": 12,
                     *           "oid": "ce013625030ba8dba906f756967f9e9ca394464a"
                     *         }
                     *       ],
                     *       "next": null
                     *     }
                     */
                    "application/json": components["schemas"]["FsTree"];
                };
            };
            /** @description The address can't be decoded, or a parameter is invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the address holds a percent sign that begins no UTF-8 byte",
                     *       "code": "bad_request"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The token is missing or wrong */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the token is missing or wrong: send Authorization: Bearer TOKEN",
                     *       "code": "unauthorized"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description There is no such snapshot or label, or no folder at the path */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "\"main\": there is no such snapshot, commit or label",
                     *       "code": "not_found"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the server failed",
                     *       "code": "internal"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    fs_root_handler: {
        parameters: {
            query?: {
                /**
                 * @description Lists all files below the folder, with paths relative to it, and no folders
                 * @example true
                 */
                recursive?: boolean;
                /**
                 * @description Maximum number of entries, 1 to 10,000. By default all, or 1,000 with `recursive`
                 * @example 1000
                 */
                limit?: number;
                /**
                 * @description Only entries after this one: `next` of the previous page
                 * @example src/a.ts
                 */
                after?: string;
            };
            header?: never;
            path: {
                /** @description A label, a CA id, a commit id, `label@{n}` (the label n moves ago) or `label~n` (n commits before its head), percent-encoded */
                handle: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The folder */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ca_id": "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
                     *       "path": "src",
                     *       "entries": [
                     *         {
                     *           "name": "main.ts",
                     *           "type": "blob",
                     *           "mode": "100644",
                     *           "size": 12,
                     *           "oid": "ce013625030ba8dba906f756967f9e9ca394464a"
                     *         }
                     *       ],
                     *       "next": null
                     *     }
                     */
                    "application/json": components["schemas"]["FsTree"];
                };
            };
            /** @description The address can't be decoded, or a parameter is invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the address holds a percent sign that begins no UTF-8 byte",
                     *       "code": "bad_request"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The token is missing or wrong */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the token is missing or wrong: send Authorization: Bearer TOKEN",
                     *       "code": "unauthorized"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description There is no such snapshot or label, or no folder at the path */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "\"main\": there is no such snapshot, commit or label",
                     *       "code": "not_found"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the server failed",
                     *       "code": "internal"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    fs_file_handler: {
        parameters: {
            query?: {
                /**
                 * @description The lines to return, counted from 1: `40-80`, `40-` or `40`
                 * @example 40-80
                 */
                lines?: string;
                /**
                 * @description Puts its number and a tab before each line
                 * @example true
                 */
                numbers?: boolean;
            };
            header?: {
                /** @description One range of bytes */
                Range?: string;
                /** @description ETags that the caller has */
                "If-None-Match"?: string;
                /** @description ETag for which the range is valid */
                "If-Range"?: string;
            };
            path: {
                /** @description A label, a CA id, a commit id, `label@{n}` (the label n moves ago) or `label~n` (n commits before its head), percent-encoded */
                handle: string;
                /** @description The file */
                path: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The bytes */
            200: {
                headers: {
                    /**
                     * @description The id of the blob in quotes
                     * @example "ce013625030ba8dba906f756967f9e9ca394464a"
                     */
                    ETag?: string;
                    /**
                     * @description Number of lines of the file; with `lines` or `numbers`
                     * @example 120
                     */
                    "treebox-total-lines"?: string;
                    /**
                     * @description The lines to request next; absent when there are none
                     * @example 81-120
                     */
                    "treebox-next-lines"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /** @example import fs from 'node:fs'; */
                    "*/*": string;
                };
            };
            /** @description A range of the bytes */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /** @example import */
                    "*/*": string;
                };
            };
            /** @description The caller already has it */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The address can't be decoded, `lines` is invalid, or the file is not text and lines were requested */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "\"logo.png\" is not UTF-8 text: read it without lines and numbers",
                     *       "code": "bad_request"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The token is missing or wrong */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the token is missing or wrong: send Authorization: Bearer TOKEN",
                     *       "code": "unauthorized"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description There is no such snapshot or label, or no file at the path */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "\"docs/notes.txt\": there is no such file in the snapshot",
                     *       "code": "not_found"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Lines of a file of more than 16 MiB were requested */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the file has 20000000 bytes: lines are read of files up to 16777216 bytes; use Range",
                     *       "code": "too_large"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The range or the lines lie outside the file */
            416: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the range lies outside the file's 12 bytes",
                     *       "code": "range_not_satisfiable"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the server failed",
                     *       "code": "internal"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Too many large files or archives are being read */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "another process holds the lock for too long",
                     *       "code": "busy"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    fs_search_handler: {
        parameters: {
            query: {
                /**
                 * @description The text to look for, within one line
                 * @example answer
                 */
                pattern: string;
                /**
                 * @description Treats the pattern as a regular expression
                 * @example false
                 */
                regex?: boolean;
                /**
                 * @description Only files whose path matches; a pattern without a slash is matched with the name, and a leading `!` inverts it
                 * @example *.ts
                 */
                glob?: string;
                /**
                 * @description Ignores case
                 * @example false
                 */
                ignore_case?: boolean;
                /**
                 * @description Number of lines to show before and after each match: 0 to 20, 0 by default
                 * @example 1
                 */
                context?: number;
                /**
                 * @description Number of matches to list: 1 to 1,000, 100 by default
                 * @example 100
                 */
                limit?: number;
            };
            header?: never;
            path: {
                /**
                 * @description A label, a CA id, a commit id, `label@{n}` (the label n moves ago) or `label~n` (n commits before its head), percent-encoded
                 * @example main
                 */
                handle: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The matches */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ca_id": "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
                     *       "matches": [
                     *         {
                     *           "path": "src/main.ts",
                     *           "line": 3,
                     *           "column": 7,
                     *           "text": "const answer = 42;",
                     *           "before": [
                     *             "// The answer."
                     *           ],
                     *           "after": [
                     *             ""
                     *           ]
                     *         }
                     *       ],
                     *       "files": 1,
                     *       "total": 1,
                     *       "skipped": 0,
                     *       "truncated": false
                     *     }
                     */
                    "application/json": components["schemas"]["FsSearchResult"];
                };
            };
            /** @description A parameter is invalid, or the pattern is not a regular expression */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "pattern is not a regular expression of RE2: missing closing ): `(a`",
                     *       "code": "bad_request"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The token is missing or wrong */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the token is missing or wrong: send Authorization: Bearer TOKEN",
                     *       "code": "unauthorized"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description There is no such snapshot */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "\"main\": there is no such snapshot, commit or label",
                     *       "code": "not_found"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The search takes too long or too much memory */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "can't search this snapshot: it takes too long; name fewer files by glob",
                     *       "code": "too_large"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the server failed",
                     *       "code": "internal"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Too many searches wait, or the server is stopping */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "another process holds the lock for too long",
                     *       "code": "busy"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    fs_commits_handler: {
        parameters: {
            query?: {
                /**
                 * @description Maximum number: 1 to 1,000, 100 by default
                 * @example 100
                 */
                limit?: number;
                /**
                 * @description Only commits after this one: `next` of the previous page
                 * @example 8f1c3d2ab0e94e7c5d6f8a90b1c2d3e4f5061728
                 */
                after?: string;
            };
            header?: never;
            path: {
                /**
                 * @description A label, a commit id, `label@{n}` (the label n moves ago) or `label~n` (n commits before its head), percent-encoded
                 * @example main
                 */
                handle: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The commits */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "commits": [
                     *         {
                     *           "commit": "8f1c3d2ab0e94e7c5d6f8a90b1c2d3e4f5061728",
                     *           "tree": "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
                     *           "parents": [
                     *             "0a1b2c3d4e5f60718293a4b5c6d7e8f901234567"
                     *           ],
                     *           "author": {
                     *             "name": "treebox",
                     *             "email": "treebox@localhost"
                     *           },
                     *           "message": "push main\n",
                     *           "time": "2026-01-01T00:00:00.000Z"
                     *         }
                     *       ],
                     *       "next": "8f1c3d2ab0e94e7c5d6f8a90b1c2d3e4f5061728"
                     *     }
                     */
                    "application/json": components["schemas"]["FsCommitList"];
                };
            };
            /** @description A parameter is invalid, `after` is not a commit of this history, or the handle is a CA id, which has no history */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "\"4b825dc642cb6eb9a060e54bf8d69288fbee4904\" is a CA id, which has no history: name a label or a commit",
                     *       "code": "bad_handle"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The token is missing or wrong */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the token is missing or wrong: send Authorization: Bearer TOKEN",
                     *       "code": "unauthorized"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description There is no such commit or label */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "\"main\": there is no such snapshot, commit or label",
                     *       "code": "not_found"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the server failed",
                     *       "code": "internal"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    fs_archive_handler: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A label, a CA id, a commit id, `label@{n}` (the label n moves ago) or `label~n` (n commits before its head), percent-encoded */
                handle: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The archive */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-tar": string;
                };
            };
            /** @description The address can't be decoded */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the address holds a percent sign that begins no UTF-8 byte",
                     *       "code": "bad_request"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The token is missing or wrong */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the token is missing or wrong: send Authorization: Bearer TOKEN",
                     *       "code": "unauthorized"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description There is no such snapshot or label */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "\"main\": there is no such snapshot, commit or label",
                     *       "code": "not_found"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the server failed",
                     *       "code": "internal"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Too many large files or archives are being read */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "another process holds the lock for too long",
                     *       "code": "busy"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    heap_handler: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Key of the heap, as an execution returned it */
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The heap */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "key": "c28668e856296b350891a3ae42573447d749844b",
                     *       "tags": {
                     *         "step": "parse"
                     *       },
                     *       "bindings": [
                     *         {
                     *           "name": "total",
                     *           "kind": "let",
                     *           "type": "number",
                     *           "value": "42"
                     *         }
                     *       ],
                     *       "globals": []
                     *     }
                     */
                    "application/json": components["schemas"]["HeapInfo"];
                };
            };
            /** @description The address can't be decoded */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the address holds a percent sign that begins no UTF-8 byte",
                     *       "code": "bad_request"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The token is missing or wrong */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the token is missing or wrong: send Authorization: Bearer TOKEN",
                     *       "code": "unauthorized"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description No kept execution left such a heap */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "heap \"c28668e856296b350891a3ae42573447d749844b\": there is no such heap",
                     *       "code": "not_found"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The heap is too large to be shown */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the heap is too large to be shown",
                     *       "code": "too_large"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the server failed",
                     *       "code": "internal"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    heap_tags_handler: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Key of the heap
                 * @example 2f1c3d2ab0e94e7c5d6f8a90b1c2d3e4f5061728
                 */
                key: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "tags": {
                 *         "step": "3"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["HeapTagsRequest"];
            };
        };
        responses: {
            /** @description Its tags now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "key": "2f1c3d2ab0e94e7c5d6f8a90b1c2d3e4f5061728",
                     *       "tags": {
                     *         "step": "3"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["HeapTags"];
                };
            };
            /** @description A parameter is invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "query parameter \"limit\" must be integer",
                     *       "code": "bad_request"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The token is missing or wrong */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the token is missing or wrong: send Authorization: Bearer TOKEN",
                     *       "code": "unauthorized"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description No such heap */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "heap \"x\": there is no such heap",
                     *       "code": "not_found"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The body is larger than 16 MiB */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the body is too large: at most 16777216 bytes are taken",
                     *       "code": "too_large"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The body is not JSON */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the body is text/plain; it must be application/json",
                     *       "code": "unsupported_media_type"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the server failed",
                     *       "code": "internal"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The disk of the server is full; nothing was changed */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the disk of the server is full; nothing was changed",
                     *       "code": "disk_full"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    heap_untag_handler: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Key of the heap
                 * @example 2f1c3d2ab0e94e7c5d6f8a90b1c2d3e4f5061728
                 */
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The heap without tags */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "key": "2f1c3d2ab0e94e7c5d6f8a90b1c2d3e4f5061728",
                     *       "tags": {}
                     *     }
                     */
                    "application/json": components["schemas"]["HeapTags"];
                };
            };
            /** @description The address can't be decoded, or the request comes from another site */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the address holds a percent sign that begins no UTF-8 byte",
                     *       "code": "bad_request"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The token is missing or wrong */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the token is missing or wrong: send Authorization: Bearer TOKEN",
                     *       "code": "unauthorized"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description No such heap */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "heap \"x\": there is no such heap",
                     *       "code": "not_found"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the server failed",
                     *       "code": "internal"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The disk of the server is full; nothing was changed */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the disk of the server is full; nothing was changed",
                     *       "code": "disk_full"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    heaps_handler: {
        parameters: {
            query?: {
                /**
                 * @description Only heaps with this tag, `name:value`
                 * @example step:3
                 */
                tag?: string;
                /**
                 * @description Maximum number: 1 to 1,000, 100 by default
                 * @example 100
                 */
                limit?: number;
                /**
                 * @description Only heaps after this one: `next` of the previous page
                 * @example 2f1c3d2ab0e94e7c5d6f8a90b1c2d3e4f5061728
                 */
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The heaps, newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "heaps": [
                     *         {
                     *           "key": "2f1c3d2ab0e94e7c5d6f8a90b1c2d3e4f5061728",
                     *           "tags": {
                     *             "step": "3"
                     *           },
                     *           "created_at": "2026-01-01T00:00:00.000Z"
                     *         }
                     *       ],
                     *       "next": null
                     *     }
                     */
                    "application/json": components["schemas"]["HeapList"];
                };
            };
            /** @description A parameter is invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "tag must be of the form name:value",
                     *       "code": "bad_request"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The token is missing or wrong */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the token is missing or wrong: send Authorization: Bearer TOKEN",
                     *       "code": "unauthorized"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the server failed",
                     *       "code": "internal"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    sessions_handler: {
        parameters: {
            query?: {
                /**
                 * @description Only sessions whose name has this prefix
                 * @example agent-
                 */
                prefix?: string;
                /**
                 * @description Maximum number: 1 to 1,000, 100 by default
                 * @example 100
                 */
                limit?: number;
                /**
                 * @description Only sessions after this name
                 * @example agent-0
                 */
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The sessions by name */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "sessions": [
                     *         {
                     *           "name": "agent-1",
                     *           "runs": 2,
                     *           "last_execution": "01890000-0000-7000-8000-000000000000",
                     *           "fs": "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
                     *           "heap": "2f1c3d2ab0e94e7c5d6f8a90b1c2d3e4f5061728",
                     *           "updated_at": "2026-01-01T00:00:00.000Z"
                     *         }
                     *       ],
                     *       "next": null
                     *     }
                     */
                    "application/json": components["schemas"]["SessionList"];
                };
            };
            /** @description A parameter is invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "query parameter \"limit\" must be integer",
                     *       "code": "bad_request"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The token is missing or wrong */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the token is missing or wrong: send Authorization: Bearer TOKEN",
                     *       "code": "unauthorized"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the server failed",
                     *       "code": "internal"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    session_handler: {
        parameters: {
            query?: {
                /**
                 * @description Maximum number: 1 to 1,000, 100 by default
                 * @example 100
                 */
                limit?: number;
                /**
                 * @description Only executions before this one
                 * @example 01890000-0000-7000-8000-000000000000
                 */
                before?: string;
            };
            header?: never;
            path: {
                /**
                 * @description The session, percent-encoded
                 * @example agent-1
                 */
                session: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session and its executions */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "name": "agent-1",
                     *       "runs": 2,
                     *       "last_execution": "01890000-0000-7000-8000-000000000000",
                     *       "fs": "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
                     *       "heap": "2f1c3d2ab0e94e7c5d6f8a90b1c2d3e4f5061728",
                     *       "updated_at": "2026-01-01T00:00:00.000Z",
                     *       "executions": [
                     *         {
                     *           "execution_id": "01890000-0000-7000-8000-000000000000",
                     *           "status": "completed",
                     *           "outcome": "completed",
                     *           "started_at": "2026-01-01T00:00:00.000Z",
                     *           "completed_at": "2026-01-01T00:00:01.000Z",
                     *           "base_fs": null,
                     *           "fs": "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
                     *           "base_heap": null,
                     *           "heap": "2f1c3d2ab0e94e7c5d6f8a90b1c2d3e4f5061728"
                     *         }
                     *       ],
                     *       "next": null
                     *     }
                     */
                    "application/json": components["schemas"]["SessionInfo"];
                };
            };
            /** @description A parameter is invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "query parameter \"limit\" must be integer",
                     *       "code": "bad_request"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The token is missing or wrong */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the token is missing or wrong: send Authorization: Bearer TOKEN",
                     *       "code": "unauthorized"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description No such session */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "session \"agent-1\": there is no such session",
                     *       "code": "not_found"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the server failed",
                     *       "code": "internal"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    session_delete_handler: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The session, percent-encoded
                 * @example agent-1
                 */
                session: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session as it was */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "name": "agent-1",
                     *       "runs": 2,
                     *       "last_execution": "01890000-0000-7000-8000-000000000000",
                     *       "fs": "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
                     *       "heap": "2f1c3d2ab0e94e7c5d6f8a90b1c2d3e4f5061728",
                     *       "updated_at": "2026-01-01T00:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["SessionEntry"];
                };
            };
            /** @description The address can't be decoded, or the request comes from another site */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the address holds a percent sign that begins no UTF-8 byte",
                     *       "code": "bad_request"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The token is missing or wrong */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the token is missing or wrong: send Authorization: Bearer TOKEN",
                     *       "code": "unauthorized"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description No such session */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "session \"agent-1\": there is no such session",
                     *       "code": "not_found"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the server failed",
                     *       "code": "internal"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The disk of the server is full; nothing was changed */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the disk of the server is full; nothing was changed",
                     *       "code": "disk_full"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    session_fork_handler: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The session, percent-encoded
                 * @example agent-1
                 */
                session: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "agent-1-try",
                 *       "at": "01890000-0000-7000-8000-000000000000"
                 *     }
                 */
                "application/json": components["schemas"]["SessionForkRequest"];
            };
        };
        responses: {
            /** @description The new session */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "name": "agent-1-try",
                     *       "runs": 0,
                     *       "last_execution": null,
                     *       "fs": "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
                     *       "heap": "2f1c3d2ab0e94e7c5d6f8a90b1c2d3e4f5061728",
                     *       "updated_at": "2026-01-01T00:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["SessionEntry"];
                };
            };
            /** @description A field is invalid, or `at` is not a completed execution of the session */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "at: \"x\" is not a completed execution of the session",
                     *       "code": "bad_request"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The token is missing or wrong */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the token is missing or wrong: send Authorization: Bearer TOKEN",
                     *       "code": "unauthorized"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description No such session */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "session \"agent-1\": there is no such session",
                     *       "code": "not_found"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The name is taken */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "session \"agent-1-try\" exists: take another name",
                     *       "code": "session_exists"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The body is larger than 16 MiB */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the body is too large: at most 16777216 bytes are taken",
                     *       "code": "too_large"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The body is not JSON */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the body is text/plain; it must be application/json",
                     *       "code": "unsupported_media_type"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the server failed",
                     *       "code": "internal"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The disk of the server is full; nothing was changed */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the disk of the server is full; nothing was changed",
                     *       "code": "disk_full"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    events_handler: {
        parameters: {
            query?: {
                /**
                 * @description Only events after this id; 0 for all kept events
                 * @example 6
                 */
                since?: number;
                /**
                 * @description Only events of labels that match: `*` and `?` within a part of the name, `**` across parts
                 * @example team/*
                 */
                labels?: string;
                /**
                 * @description Kinds of events, with commas between: `label`, `execution`
                 * @example label
                 */
                types?: string;
            };
            header?: {
                /**
                 * @description The same as `since`, and takes precedence over it
                 * @example 6
                 */
                "Last-Event-ID"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The events */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example event: label
                     *     id: 7
                     *     data: {"name":"main","from":null,"to":"4b825dc642cb6eb9a060e54bf8d69288fbee4904","op":"create","commit":"8f1c3d2ab0e94e7c5d6f8a90b1c2d3e4f5061728","execution":null}
                     */
                    "text/event-stream": string;
                };
            };
            /** @description A parameter is invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "types must be one or more of label, execution, with commas between",
                     *       "code": "bad_request"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The token is missing or wrong */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the token is missing or wrong: send Authorization: Bearer TOKEN",
                     *       "code": "unauthorized"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Events after this id are no longer kept */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "events before 120 are no longer kept: read the state again and continue from there",
                     *       "code": "expired"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The server failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the server failed",
                     *       "code": "internal"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Too many listeners, or the server is stopping */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "256 streams of events at a time are taken: try again later",
                     *       "code": "busy"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    health_handler: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Runs can be carried out */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "ok",
                     *       "version": "0.2.0",
                     *       "reasons": [],
                     *       "disk": {
                     *         "total_bytes": 107374182400,
                     *         "free_bytes": 64424509440
                     *       },
                     *       "runners": {
                     *         "idle": 3,
                     *         "busy": 1,
                     *         "starting": 0
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description Runs can't be carried out */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "failing",
                     *       "version": "0.2.0",
                     *       "reasons": [
                     *         "the disk is full"
                     *       ],
                     *       "disk": {
                     *         "total_bytes": 107374182400,
                     *         "free_bytes": 0
                     *       },
                     *       "runners": {
                     *         "idle": 3,
                     *         "busy": 1,
                     *         "starting": 0
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Health"];
                };
            };
        };
    };
    metrics_handler: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description In Prometheus' text format */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example # TYPE treebox_executions_total counter
                     *     treebox_executions_total{outcome="completed"} 42
                     */
                    "text/plain": string;
                };
            };
            /** @description The token is missing or wrong */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "the token is missing or wrong: send Authorization: Bearer TOKEN",
                     *       "code": "unauthorized"
                     *     }
                     */
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    openapi_handler: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The document */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "openapi": "3.0.3",
                     *       "info": {
                     *         "title": "treebox",
                     *         "version": "0.2.0"
                     *       }
                     *     }
                     */
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
        };
    };
    docs_handler: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The documentation is at `/docs/`, the reference at `/docs/api` */
            308: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
}
