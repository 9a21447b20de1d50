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
         * @description Answers at once with 202, or with `wait_secs` when the run has ended; `GET /api/executions/{id}` tells how the run goes on. A body of type `application/json`, or without a type, is an `ExecRequest`. Any other body but a form is the source itself in UTF-8, and the fields come as query parameters. The same `Idempotency-Key` with the same request within 24 hours answers with the first execution.
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
        /** Tells how an execution stands. */
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
         * @description What the run wrote to its two streams: `console.log`, `info`, `debug` and `process.stdout` to stdout, `console.error`, `warn`, `trace` and `process.stderr` to stderr, and nothing else. By lines, or by bytes when `byte_offset` or `byte_limit` is given. Pages taken one after the other by `next_line_offset`, or by `next_byte_offset`, make up the output exactly.
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
         * @description The type is the one that the run gave; types that a browser would run come as an attachment. `ETag` is the name of the blob. Artifacts are kept as long as the record of their execution.
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
         * @description Of all executions that made an artifact of this key, the newest one's. The type is the one that the run gave; types that a browser would run come as an attachment. `ETag` is the name of the blob.
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
         * @description Without `limit` all of them. `next` is the `after` of the next page.
         */
        get: operations["fs_labels_handler"];
        put?: never;
        /**
         * Sets a label, or makes a new one from another.
         * @description With `ca_id`: creates it, or moves it whatever it names now; the move is a new commit on top of the branch. With `from`: makes a branch that starts at the same commit; the name must be free.
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
        /** Tells what a label names. */
        get: operations["fs_resolve_handler"];
        put?: never;
        post?: never;
        /**
         * Deletes a label.
         * @description Snapshots that executions left stay while those are kept.
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
        /** Tells how a label moved. */
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
         * @description The body is the content, whatever its type: `curl -T notes.txt URL` works. A file keeps its mode. Content that is there already makes no commit. With `If-None-Match: *` a label that does not exist is made; without it that is 404.
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
         * Carries a single change over, or takes it back.
         * @description What `git cherry-pick` and `git revert` do, as a merge with the right base. Moves no label unless `push` names one; the new commit has one parent.
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
         * Takes a label back to a snapshot that it had.
         * @description The branch goes back to the logged commit; a snapshot that is not logged needs `allow_unlogged` and makes a new commit.
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
        /** Tells the version. */
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
         * @description Server-sent events: `output` with JSON `{data, stream, byte_offset}`, all of one stream, whose id is the offset after it in the whole output, and at the end one `end` with the `ExecutionInfo`. With `Last-Event-ID` the stream goes on from there.
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
         * Frees what nothing names any more.
         * @description Drops executions past retention, then objects that no label, reflog entry, kept execution, heap or fresh answer names.
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
         * @description All edits are done, in their order, or none. Names and contents that git refuses are refused, as in a run. The cost grows with the edits and not with the size of the snapshot. With `push` the edited snapshot is pushed; a push that is rejected is told in the answer, and the edit stands.
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
         * Takes in an archive as a snapshot.
         * @description Tar, as it is or packed with gzip or zstd, or zip: its first bytes tell which. Files, folders and symbolic links; what git can't keep is not kept. A leading `./` is dropped. What is packed is bounded while it is unpacked: what comes after its end counts too. With `push`, the label takes the snapshot as a commit on top of what it names when the import begins; a label that does not exist is made.
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
         * @description In the order of git. `next` is the `after` of the next page, null at the end.
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
         * @description In the order of git. `next` is the `after` of the next page, null at the end.
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
         * @description The type goes by the name; types that a browser would run come as an attachment. `ETag` is the name of the blob. With `lines` or `numbers` the answer is text: at most 1 MiB of whole lines; `treebox-total-lines` counts the lines of the file, and `treebox-next-lines` is the `lines` to go on with when there are more.
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
         * @description Line by line. Binary files, symbolic links and submodules are passed over. Regular expressions are those of RE2, whose time is linear in the text.
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
         * @description The commit that the handle names and all that it descends from, merged branches included, newest first.
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
         * @description Values are shown as JSON, cut where they are long or deep.
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
        /** Takes all tags off a heap. */
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
         * @description Its executions stay on record. A later execution under the name begins anew.
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
        /** Makes a session that goes on from another. */
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
         * Follows what happens.
         * @description Server-sent events, each with an id from which a later request goes on without loss or repetition, also after a restart. `label`: `{name, from, to, op, commit, execution}`, with `op` one of `create`, `push`, `reset`, `force`, `delete`; `from` and `to` are CA ids. `execution`: `{id, status, outcome, session, label}`, when it is accepted and when it ends. Without `since` and `Last-Event-ID`: what happens from now on. Moves that plain git makes are told within 5 s. A reader that takes nothing for 30 s is cut off. The newest 100,000 events are kept.
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
         * Tells whether the server can carry out runs.
         * @description Needs no token. Waits for nothing: the disk is asked every few seconds, so a cause shows within 10 s. `reasons` says why runs cannot be carried out: no runner process can be started, the disk is full or read-only, or the store cannot be written.
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
        /** Reads this document. */
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
        /** Leads to the documentation. */
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
        /** @description What is wrong with a request, and what would be right. */
        ApiError: {
            /** @description One sentence for a person. */
            error: string;
            /**
             * @description The kind of error, one word for a program.
             * @enum {string}
             */
            code?: "bad_request" | "bad_json" | "bad_handle" | "bad_label" | "bad_message" | "bad_edit" | "bad_setting" | "unknown_snapshot" | "unknown_heap" | "not_logged" | "not_running" | "unauthorized" | "other_origin" | "not_found" | "unknown_execution" | "unknown_label" | "method_not_allowed" | "request_timeout" | "label_clash" | "session_exists" | "label_moved" | "idempotency_mismatch" | "expired" | "precondition_failed" | "too_large" | "unsupported_media_type" | "range_not_satisfiable" | "headers_too_large" | "internal" | "records_damaged" | "queue_full" | "busy" | "stopping" | "disk_failed" | "disk_full";
            /** @description When retention dropped the execution (ISO 8601); with the code `expired`. */
            expired_at?: string;
            /** @description Which edit of the request can't be done, counted from 0; with the code `bad_edit`. */
            edit?: number;
            /** @description Path of that edit. */
            path?: string;
            /** @description How often the text to replace is in the file. */
            count?: number;
            /** @description The line that is most like the text to replace, or the first one that has it; from 1. */
            line?: number;
        };
        /** @description Who the commits of a request are by; `treebox <treebox@localhost>` without it. */
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
            /** @description Why there was nothing to cancel. */
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
        /** @description An execution has been taken on. */
        ExecAccepted: {
            /** @description Its id, a UUID version 7. */
            execution_id: string;
        };
        /** @description Where the tree of a completed run is pushed. */
        ExecPush: {
            /** @description The label to move. */
            label: string;
            /** @description The commit's message, at most 4096 bytes. */
            message?: string | null;
            author?: components["schemas"]["Author"];
            /** @description What the label must name: `base` for what was mounted, a CA id, or null when it must not exist yet. Without it: the head that was mounted where the label is the mounted one, else null. */
            expected?: string | null;
            /**
             * @description What happens when the label is elsewhere: `reject`, the default; `merge` merges with its new head and tries until that lands or 30 s have passed; `ours` and `theirs` merge and settle conflicts to the side of the run, or of the head.
             * @enum {string|null}
             */
            on_conflict?: "reject" | "merge" | "ours" | "theirs" | null;
        } | null;
        /** @description Code to run, and on what. */
        ExecRequest: {
            /** @description The source: JavaScript, or TypeScript whose types are stripped. Either this or `file` is given. */
            code?: string | null;
            /**
             * Format: int64
             * @description Wall clock that the run may use, in seconds; 30 unless given.
             */
            execution_timeout_secs?: number | null;
            /** @description What to mount: a label, a CA id, a commit id, `label@{n}` (the label n moves ago) or `label~n` (n commits before its head). A label that does not exist yet mounts an empty volume; without this field the volume is thrown away, unless `session` names one. */
            fs?: string | null;
            /** @description Key of the heap to start from, as an earlier execution answered it. */
            heap?: string | null;
            /** @description Memory of the JavaScript heap in MiB, array buffers and WebAssembly included; 128 unless given. */
            heap_memory_max_mb?: number | null;
            /** @description A name that ties executions together: where `fs` or `heap` is not given, the session's latest is taken. At most 200 bytes. */
            session?: string | null;
            /** @description Text by name, kept on the record and on the heap: at most 64 tags, with names of at most 256 bytes and values of at most 1024. A heap keeps the newest 64. */
            tags?: {
                [key: string]: string;
            } | null;
            /** @description Seconds, at most 60, that the answer is held until the run has ended. One that ends in time answers 200 with the execution and its output, any other 202. A client that goes away does not cancel the run. */
            wait_secs?: number | null;
            /** @description Bytes of output in the answer to `wait_secs`; 65536 unless given, at most 4194304. */
            output_bytes?: number | null;
            /** @description Path in the mounted tree, or one of `files`, of the file to run in place of `code`. Its imports, its names and its stack traces have that path. */
            file?: string | null;
            /** @description Any JSON value of at most 1 MiB: the global `input`, deeply frozen, which is null without it. */
            input?: unknown;
            /** @description `process.argv` from its third entry on. */
            args?: string[] | null;
            /** @description `process.env`. */
            env?: {
                [key: string]: string;
            } | null;
            /** @description What `process.stdin`, `fs.readFileSync(0)` and `/dev/stdin` read. */
            stdin?: string | null;
            /** @description Files by path, as text or as `{base64}`, written before the run as if the run had written them. */
            files?: {
                [key: string]: string | components["schemas"]["Base64Content"];
            } | null;
            push?: components["schemas"]["ExecPush"];
            author?: components["schemas"]["Author"];
            /** @description Whether a run that fails or times out leaves its tree in `fs` all the same. It is not pushed. A run that never waits, such as an endless loop, is killed when its time is over and leaves no tree. */
            keep_on_failure?: boolean | null;
            /** @description Other snapshots, read-only, each at a path of the volume, whatever their size. Writing there fails with EROFS, renaming across with EXDEV. They are not part of the tree that the run leaves. */
            mounts?: components["schemas"]["ExecMount"][] | null;
            /** @description Seconds that the record is kept at least after the run's end, whatever the server's retention is; at most 86400, more count as that. */
            retain_secs?: number | null;
        };
        /** @description Everything on record about one execution. */
        ExecutionInfo: {
            /** @description When it ended (ISO 8601); null until then. */
            completed_at: string | null;
            /** @description What ended it, for one that did not complete. */
            error: string | null;
            /** @description The execution. */
            execution_id: string;
            /** @description CA id of the snapshot it left; null unless it had a mount and completed, or was to be kept on failure. */
            fs: string | null;
            /** @description Key of the heap it left; null when there is none. */
            heap: string | null;
            /** @description JSON text of the value of the last statement; null unless completed. */
            result: string | null;
            /** @description When it was accepted (ISO 8601). */
            started_at: string;
            /**
             * @description `running` from acceptance on, then for good one of `completed`, `failed`, `cancelled`, `timed_out`.
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
            /** @description Whether any statement of the source was run: tells "ran, then failed" from "never ran". */
            started: boolean;
            /** @description CA id of the snapshot that was mounted; null for a scratch volume. */
            base_fs: string | null;
            changes: components["schemas"]["SnapshotChanges"];
            timings: components["schemas"]["ExecutionTimings"];
            output?: components["schemas"]["ExecutionOutput"];
            /** @description The commit that the mounted label was at; null for any other mount. */
            base_commit: string | null;
            /** @description The `input` that it was handed. */
            input: unknown;
            push: components["schemas"]["PushOutcome"];
            /** @description What may have been meant otherwise, in sentences for people. */
            warnings: string[];
            /** @description What `process.exit` or `process.exitCode` said; 0 for a run that completed, null for one that ended otherwise. */
            exit_code: number | null;
            /** @description Whether output was dropped because there was too much of it. */
            output_truncated: boolean;
            /** @description Processor time of the run in milliseconds; null until it has ended. */
            cpu_ms: number | null;
            /**
             * Format: int64
             * @description What the run added to its process at most, in bytes, as far as that was looked at; null until it has ended.
             */
            memory_peak_bytes: number | null;
            state: components["schemas"]["ExecutionState"];
            /** @description What it handed out with `artifact(key, mime, bytes)`, by key. A run that is killed from outside, as at a time-out, may leave none. */
            artifacts: components["schemas"]["Artifact"][];
            /** @description The snapshots that it could read beside its own, by path. */
            mounts: components["schemas"]["ExecutionMount"][];
        };
        /** @description Executions, newest first. */
        ExecutionList: {
            /** @description Each as in `ExecutionSummary`. */
            executions: components["schemas"]["ExecutionSummary"][];
        };
        /** @description A stretch of an execution's console output with its place in the whole. */
        ExecutionOutput: {
            /** @description The text. */
            data: string;
            /**
             * Format: int64
             * @description Place after the page's last byte.
             */
            end_byte: number;
            /**
             * Format: int64
             * @description Number of the line after the last one that the page touches.
             */
            end_line: number;
            /** @description The execution. */
            execution_id: string;
            /** @description Whether text follows, or may yet follow because the execution is running. */
            has_more: boolean;
            /**
             * Format: int64
             * @description The `byte_offset` that goes on exactly after this page.
             */
            next_byte_offset: number;
            /**
             * Format: int64
             * @description The `line_offset` that goes on after this page without leaving anything out.
             */
            next_line_offset: number;
            /**
             * Format: int64
             * @description Place of the page's first byte.
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
             * @description Bytes there are by now.
             */
            total_bytes: number;
            /**
             * Format: int64
             * @description Lines there are by now; a last one without line feed counts.
             */
            total_lines: number;
        };
        /** @description One execution in short. */
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
        /** @description What became of the state that the run left; null for one that did not complete. A value is kept whole or not at all. */
        ExecutionState: {
            /** @description Whether `heap` holds state of this run. */
            kept: boolean;
            /** @description Why none of it was kept; null otherwise. A session then keeps its earlier state. */
            reason: string | null;
            /** @description Bindings and globals that could not be kept. */
            left_out: {
                /** @description The binding or global. */
                name: string;
                /** @description The path to what can't be kept, and what it is. */
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
        /** @description A path that both sides can't have their way with. */
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
            /** @description Where a rename is part of it: what the file is called on each side; null where a side has none. */
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
             * @description What became of it.
             * @enum {string}
             */
            status: "added" | "modified" | "deleted" | "type_changed" | "renamed";
            /** @description Of a renamed file: its path before. */
            old_path?: string;
            /** @description Of a renamed file: how much of it is alike, in percent, as git estimates it. */
            similarity?: number;
            /** @description Name of the blob before; null when there was none. */
            from: string | null;
            /** @description Name of the blob after; null when there is none. */
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
        /** @description Edits, done in their order; all of them, or none. */
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
            /** @description Name of the blob that was written, or of the one that was deleted. */
            blob: string;
        };
        /** @description How to collect. */
        FsGcRequest: {
            /** @description Only say what would be freed. */
            dry_run?: boolean;
        };
        /** @description What a collection kept and freed. */
        FsGcResult: {
            /** @description Whether nothing was really freed. */
            dry_run: boolean;
            kept: components["schemas"]["FsExtent"];
            freed: components["schemas"]["FsExtent"];
        };
        /** @description A snapshot that was taken in. */
        FsImported: {
            /** @description Its CA id, safe from collection for 24 hours. */
            ca_id: string;
            push: components["schemas"]["PushOutcome"];
        };
        /** @description A label and what it names. */
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
        /** @description A label, and the snapshot or the commit that it is to name: exactly one of `ca_id` and `from`. */
        FsLabelRequest: {
            /** @description CA id of a snapshot in the store: the label is created or moved to it by a new commit. */
            ca_id?: string;
            /** @description Message of the commit and the reflog line; at most 4096 bytes. */
            message?: string | null;
            /** @description The label: a valid branch name of at most 200 bytes that is not 40 hex digits and not `auto`. */
            name: string;
            /** @description Handle of a commit: a label, a commit id, `label@{n}` or `label~n`. A new label starts at this very commit, so history and merge bases go on. A CA id, which names no commit, gets a first one. */
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
            /** @description Its place in the reflog: the handle `label@{n}` names where this move led. 0 is the newest. */
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
            /** @description Newest entries to answer; all when absent. */
            limit?: number | null;
        };
        /** @description The label that is to take a merge, in the same step. It must stand where one of the two sides does, or not exist yet. */
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
             * @description `rejected` when the label stands where neither side does; `unchanged` when there was nothing to merge.
             * @enum {string}
             */
            status: "advanced" | "unchanged" | "rejected";
            /** @description The label. */
            label: string;
            /** @description The snapshot that the label took. */
            ca_id: string | null;
            /** @description The commit that it stands at. */
            commit: string | null;
            /** @description The snapshot that it names now; null when it does not exist. */
            current: string | null;
            /** @description Why it was rejected. */
            error: string | null;
        } | null;
        /** @description How a path in conflict is settled: `ours`, `theirs` or `base`, content, or its deletion. */
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
             * @description True for nothing at the path.
             * @enum {boolean}
             */
            delete: true;
        };
        /** @description A change of one commit or one execution, and where it is to be carried over to or taken back. */
        FsPickRequest: {
            /** @description Handle of the snapshot that the change is made on. */
            onto: string;
            /** @description Label or commit id: the change is what this commit made of its parent. */
            commit?: string | null;
            /** @description Id of an execution: the change is what it made of the snapshot that it mounted. */
            execution?: string | null;
            /** @description Takes the change back instead. */
            revert?: boolean;
            /** @description Of a merge commit, the number of the parent that it is compared with, from 1 on. */
            mainline?: number | null;
            /**
             * @description As in a merge: `ours` is `onto`.
             * @enum {string|null}
             */
            prefer?: "ours" | "theirs" | "none" | null;
            /** @description As in a merge. */
            renames?: boolean;
            push?: components["schemas"]["FsMergePush"];
            /** @description What is to become of paths in conflict, by path: as a side has it, other content, or gone. Only paths that are in conflict are taken; with all of them settled the answer is `merged`. */
            resolutions?: {
                [key: string]: components["schemas"]["FsResolution"];
            };
        };
        /** @description Two snapshots to merge. Labels are taken too. */
        FsMergeRequest: {
            /** @description Snapshot that both sides started from; the empty tree when absent. `auto` takes the best common ancestors by commits: a label or a commit id stands for that commit, a CA id for the commit, the run or the merge that left it last. 400 when there is none. */
            base?: string | null;
            /** @description Snapshot of one side. */
            ours: string;
            /**
             * @description `ours` or `theirs` settles every conflicting path as a whole to that side; `none` reports conflicts, as does leaving it out.
             * @enum {string|null}
             */
            prefer?: "ours" | "theirs" | "none" | null;
            push?: components["schemas"]["FsMergePush"];
            /** @description What is to become of paths in conflict, by path: as a side has it, other content, or gone. Only paths that are in conflict are taken; with all of them settled the answer is `merged`. */
            resolutions?: {
                [key: string]: components["schemas"]["FsResolution"];
            };
            /** @description Whether files and folders that were renamed are looked for, as git does by default; `false` takes them for deleted and added. */
            renames?: boolean;
            /** @description Snapshot of the other side. */
            theirs: string;
        };
        /** @description How a merge came out. */
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
            /** @description Of a conflict: CA id of the snapshot that git would leave, with conflict markers in its files. Edit it or run on it, and push what comes out with `parents`. */
            conflict_ca_id?: string;
            /** @description What `.gitattributes` asks for and is not done: merge drivers that are not built in. */
            warnings?: string[];
            /** @description What the merge started from: commit ids, or CA ids where no commit holds a base. Several when the histories have several best common ancestors; they are merged first. */
            bases?: string[];
        };
        /** @description A push that came too late: the label is not where `expected` says. */
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
            /** @description What is wrong, and what would be right. */
            error: string;
            /**
             * @description `label_moved`: its head is another one. `label_clash`: a label beside it is in the way.
             * @enum {string}
             */
            code: "label_moved" | "label_clash";
        };
        /** @description A snapshot, and the label that is to move to it. */
        FsPushRequest: {
            /** @description CA id of the snapshot, for instance the `fs` of an execution. */
            ca_id: string;
            /** @description Moves no label: checks the CA id and answers it. */
            detach?: boolean;
            /** @description CA id that the label must have now; absent means that the label must not exist yet. */
            expected?: string | null;
            /** @description Moves the label whatever it names now. */
            force?: boolean;
            /** @description The label; needed unless `detach` is set. */
            label?: string | null;
            /** @description Labels or commit ids that the new commit descends from beside the label's head: a merge that was settled by hand. Those that the head descends from already are left out. */
            parents?: string[];
            /** @description Message of the commit and the reflog line; at most 4096 bytes. */
            message?: string | null;
        };
        /** @description A push that was carried out. */
        FsPushResult: {
            /**
             * @description `advanced`, or `detached` when no label was to move.
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
            /** @description The text as it is, every space and line feed included. */
            old: string;
            /** @description The text to put in its place. */
            new: string;
            /** @description Replaces it wherever it is. */
            all?: boolean;
        };
        /** @description A label that was taken back. */
        FsReset: {
            /** @description The label. */
            label: string;
            /** @description CA id that it names now. */
            ca_id: string;
            /** @description The head commit of its branch. */
            commit: string;
        };
        /** @description A label and the earlier snapshot that it goes back to. */
        FsResetRequest: {
            /** @description Also takes a snapshot that the label never had; that makes a new commit. */
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
            /** @description Where the first match begins in it, from 1, in UTF-16 units. */
            column: number;
            /** @description The line; a long one is cut around the match. */
            text: string;
            /** @description The lines before it. */
            before: string[];
            /** @description The lines after it. */
            after: string[];
        };
        /** @description What a search found. */
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
            /** @description Whether matches are left out of `matches`, or time ran out before the last file. */
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
            /** @description What to give as `after` for the next page; null when this is the last. */
            next?: string | null;
        };
        /** @description One entry of a folder. */
        FsTreeEntry: {
            /** @description Its name. */
            name: string;
            /**
             * @description What it is.
             * @enum {string}
             */
            type: "blob" | "tree" | "symlink";
            /** @description Its mode as git writes it: `100644`, `100755`, `120000` or `040000`. */
            mode: string;
            /** @description Bytes of a file, or of a link's target; null for a folder. */
            size: number | null;
            /** @description The name of its blob or tree: the hash that git gives it. */
            oid: string;
        };
        Health: {
            /** @enum {string} */
            status: "ok" | "failing";
            /** @description The server's version. */
            version: string;
            /** @description Why runs can not be carried out; empty while they can. */
            reasons: string[];
            /** @description Room on the file system of the data folder; null until it has been asked for the first time. */
            disk: {
                total_bytes: number;
                /** @description What the server may still use. */
                free_bytes: number;
            } | null;
            /** @description Runner processes by what they do. */
            runners: {
                /** @description Wait for a run. */
                idle: number;
                /** @description Carry one out. */
                busy: number;
                /** @description Are not ready yet. */
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
            /** @description What it holds: `number`, `string`, `object`, `array`, `map`, `function`, ... */
            type: string;
            /** @description The value as JSON, or as text where JSON has no word for it. */
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
        /** @description Tags that a heap is to have, in place of those that it has. */
        HeapTagsRequest: {
            /** @description Text by name: at most 64 tags, with names of at most 256 bytes and values of at most 1024. */
            tags: {
                [key: string]: string;
            };
        };
        /** @description Which stretch of the output to read. */
        OutputQuery: {
            /**
             * Format: int64
             * @description Bytes that the page may hold; 65536 unless given, at most 4194304. A page holds at least one character.
             */
            byte_limit?: number | null;
            /**
             * Format: int64
             * @description Place of the first byte, from 0. Goes before `line_offset` when both are given.
             */
            byte_offset?: number | null;
            /**
             * Format: int64
             * @description Lines that the page may hold; 1000 unless given. A page of several lines has at most 4194304 bytes.
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
             * @description `advanced`: the label names the tree. `merged`: it names what the tree and its new head were merged into. `unchanged`: it named that already. `rejected` and `conflict`: it was not moved.
             * @enum {string}
             */
            status: "advanced" | "merged" | "unchanged" | "rejected" | "conflict";
            /** @description The label. */
            label: string;
            /** @description The tree that the label took; null when it took none. */
            ca_id: string | null;
            /** @description The commit of that tree. */
            commit: string | null;
            /** @description The tree that the label named afterwards; null when it did not exist. */
            current: string | null;
            /** @description The paths in conflict. */
            conflicts: components["schemas"]["FsConflict"][];
            /** @description Why a push was rejected. */
            error: string | null;
        } | null;
        /** @description A session: executions under one name, each of which goes on from the one before. */
        SessionEntry: {
            /** @description Its name. */
            name: string;
            /** @description How many executions it has. */
            runs: number;
            /** @description Its newest execution; null for a fork without any. */
            last_execution: string | null;
            /** @description CA id that its next execution mounts; null when there is none yet. */
            fs: string | null;
            /** @description Key of the heap that its next execution starts from. */
            heap: string | null;
            /**
             * Format: date-time
             * @description When its newest execution ended or began, or it was forked (ISO 8601).
             */
            updated_at: string;
        };
        /** @description A session to make from another. */
        SessionForkRequest: {
            /** @description Name of the new session. */
            name: string;
            /** @description An execution of the session: the fork begins with what that one left. Without it: where the session stands. */
            at?: string;
        };
        /** @description A session with its executions. */
        SessionInfo: {
            /** @description Its name. */
            name: string;
            /** @description How many executions it has. */
            runs: number;
            /** @description Its newest execution; null for a fork without any. */
            last_execution: string | null;
            /** @description CA id that its next execution mounts; null when there is none yet. */
            fs: string | null;
            /** @description Key of the heap that its next execution starts from. */
            heap: string | null;
            /**
             * Format: date-time
             * @description When its newest execution ended or began, or it was forked (ISO 8601).
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
             * @description How it stands.
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
             * @description What became of it.
             * @enum {string}
             */
            status: "added" | "modified" | "deleted" | "type_changed" | "renamed";
            /** @description Of a renamed file: its path before. */
            old_path?: string;
            /** @description Of a renamed file: how much of it is alike, in percent, as git estimates it. */
            similarity?: number;
        };
        /** @description What differs between `base_fs` and `fs`; null without a committed mount, or when it is too much to work out. */
        SnapshotChanges: {
            /** @description Number of paths that differ. */
            total: number;
            /** @description The first 1000 of them by path. */
            entries: components["schemas"]["SnapshotChange"][];
        } | null;
        /** @description The version of the server, and what it can do. */
        Version: {
            /** @description As in its package.json. */
            version: string;
            /** @description What this server can do: its operations by id, such as `fs_merge`, and the fields of a request to run code, such as `exec.push`. */
            capabilities: string[];
        };
        /** @description Bytes that a run handed out with `artifact(key, mime, bytes)`. */
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
        /** @description A snapshot to be read at a path. */
        ExecMount: {
            /** @description Where it can be read; it shadows what lies there. */
            path: string;
            /** @description A label, a CA id, a commit id, `label@{n}` or `label~n`; a label must exist. */
            fs: string;
        };
        /** @description A snapshot that the run could read at a path. */
        ExecutionMount: {
            /** @description Where. */
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
            /** @description Not such a platform, or not built; the error says which command builds it */
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
                /** @description For a body that is the source itself: as `fs` of `ExecRequest` */
                fs?: string;
                /** @description For a body that is the source itself: as `heap` of `ExecRequest` */
                heap?: string;
                /** @description For a body that is the source itself: as `session` of `ExecRequest` */
                session?: string;
                /** @description For a body that is the source itself: as `heap_memory_max_mb` of `ExecRequest` */
                heap_memory_max_mb?: number;
                /** @description For a body that is the source itself: as `execution_timeout_secs` of `ExecRequest` */
                execution_timeout_secs?: number;
                /** @description For a body that is the source itself: as `wait_secs` of `ExecRequest` */
                wait_secs?: number;
                /** @description For a body that is the source itself: as `output_bytes` of `ExecRequest` */
                output_bytes?: number;
                /** @description For a body that is the source itself: as `keep_on_failure` of `ExecRequest` */
                keep_on_failure?: boolean;
                /** @description For a body that is the source itself: as `retain_secs` of `ExecRequest` */
                retain_secs?: number;
                /** @description For a body that is the source itself: as `stdin` of `ExecRequest` */
                stdin?: string;
            };
            header?: {
                /** @description A name of the caller's choice for this request, at most 255 visible ASCII characters */
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
            /** @description Accepted; the run has not ended within `wait_secs`, or was not waited for */
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
            /** @description The body or a parameter is out of form, or names a snapshot or heap that does not exist */
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
            /** @description The body is of a type that is not taken */
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
                /** @description Only those of this session */
                session?: string;
                /** @description Only those with this status */
                status?: "running" | "completed" | "failed" | "cancelled" | "timed_out";
                /** @description How many to answer; 100 unless given, at most 1000 */
                limit?: number;
                /** @description Only those older than this execution */
                before?: string;
                /** @description Only those with this outcome */
                outcome?: "completed" | "threw" | "syntax_error" | "out_of_memory" | "exited" | "quota_exceeded" | "timed_out" | "cancelled" | "crashed" | "lost";
                /** @description Only those that mounted this label, or were to push to it */
                label?: string;
                /**
                 * @description Only those with this tag, as `name=value`
                 * @example team=search
                 */
                tag?: string;
                /**
                 * @description Only those accepted at or after this time (ISO 8601)
                 * @example 2026-07-28T09:00:00Z
                 */
                since?: string;
                /** @description Only those accepted before this time (ISO 8601) */
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
            /** @description A parameter is out of form */
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
                /** @description Seconds that the answer may be held until the execution has ended; at most 60 */
                wait?: number;
                /** @description Look for renamed files in `changes`, as `git diff` does */
                renames?: boolean;
                /** @description Answers the first page of the output as well, of so many bytes; at most 4194304 */
                output_bytes?: number;
            };
            header?: never;
            path: {
                /** @description Id of the execution, as `POST /api/exec` answered it */
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
            /** @description A parameter is out of form */
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
                     *       "error": "execution 0199e3c4-7d2a-7c51-9b1e-2f3a4b5c6d7e is kept no more: read results within the server's retention",
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
                /** @description Id of the execution, as `POST /api/exec` answered it */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It ends as `cancelled` within a second */
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
            /** @description It has ended already, or never was */
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
                /** @description Lines that the page may hold; 1000 unless given. A page of several lines has at most 4194304 bytes. */
                line_limit?: number | null;
                /** @description Place of the first byte, from 0. Goes before `line_offset` when both are given. */
                byte_offset?: number | null;
                /** @description Bytes that the page may hold; 65536 unless given, at most 4194304. A page holds at least one character. */
                byte_limit?: number | null;
                /** @description One stream alone: offsets and totals count within it. Without it both come, in the order in which they were written. */
                stream?: "stdout" | "stderr";
            };
            header?: never;
            path: {
                /** @description Id of the execution, as `POST /api/exec` answered it */
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
            /** @description A parameter is out of form */
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
                     *       "error": "execution 0199e3c4-7d2a-7c51-9b1e-2f3a4b5c6d7e is kept no more: read results within the server's retention",
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
                /** @description ETag that the range belongs to */
                "If-Range"?: string;
            };
            path: {
                /** @description Id of the execution, as `POST /api/exec` answered it */
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
                     * @description The name of the blob in quotes
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
            /** @description The caller has it */
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
                     *       "error": "execution 0199e3c4-7d2a-7c51-9b1e-2f3a4b5c6d7e is kept no more: read results within the server's retention",
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
                 * @description How many at most: 1 to 1,000, 100 when absent
                 * @example 100
                 */
                limit?: number;
                /**
                 * @description Only artifacts after this place: `next` of the page before
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
            /** @description A parameter is out of form */
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
                /** @description ETag that the range belongs to */
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
                     * @description The name of the blob in quotes
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
            /** @description The caller has it */
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
                 * @description Only labels whose name begins so
                 * @example team/
                 */
                prefix?: string;
                /**
                 * @description How many at most: 1 to 10,000, all when absent
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
            /** @description A parameter is out of form */
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
            /** @description The label names the snapshot */
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
            /** @description The label's name, a CA id or the message is out of form, or there is no such snapshot */
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
            /** @description A label of a shorter or longer name is in the way, as `a` is of `a/b`; with `from`, the name is taken */
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
            /** @description The label is gone */
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
                /** @description How many of the newest entries to answer; all when absent */
                limit?: number | null;
                /**
                 * @description Only moves before the one of this `n`: the next page is `before` the oldest of this one
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
            /** @description A parameter is out of form */
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
                 * @description The `ETag` that the file must have, or `*` when it must be there
                 * @example "ce013625030ba8dba906f756967f9e9ca394464a"
                 */
                "If-Match"?: string;
                /**
                 * @description `*` when the file must not be there
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
            /** @description The file was there and has this content now */
            200: {
                headers: {
                    /**
                     * @description The name of the blob in quotes
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
                     * @description The name of the blob in quotes
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
            /** @description git refuses the path or the content, or a parameter is out of form */
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
            /** @description The file is not as `If-Match` or `If-None-Match` says */
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
            /** @description The body is compressed, or its type is out of form */
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
                 * @description The `ETag` that the file must have, or `*` when it must be there
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
            /** @description The path is out of form, or it is a folder */
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
            /** @description The file is not as `If-Match` or `If-None-Match` says */
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
            /** @description A CA id, a label or `prefer` is out of form or unknown, or there is no common ancestor */
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
            /** @description A handle, `prefer` or `resolutions` is out of form or unknown, or not exactly one change is named */
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
            /** @description The label moved, or there was none to move */
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
            /** @description The label's name, a CA id or the message is out of form, or there is no such snapshot */
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
            /** @description The label is not where `expected` says, or can't stand beside another */
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
            /** @description The label was taken back */
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
            /** @description The label is unknown, or never had the snapshot and `allow_unlogged` is not set */
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
                /** @description Id of the execution, as `POST /api/exec` answered it */
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
            /** @description A parameter is out of form */
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
                     *       "error": "execution 0199e3c4-7d2a-7c51-9b1e-2f3a4b5c6d7e is kept no more: read results within the server's retention",
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
        /** @description May be left out */
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
            /** @description The body is out of form */
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
                /** @description Answer a unified diff of the text files */
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
            /** @description A parameter is out of form */
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
            /** @description A field is out of form, the base is unknown, or an edit can't be done: `edit` says which, and for a text to replace `count` and `line` say how often it is there and where to look */
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
            /** @description The archive is damaged, or an entry of it is not one that a snapshot can hold */
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
            /** @description The archive holds more than a volume may */
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
            /** @description The body is not an archive of a type that is taken */
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
                 * @description Lists the files of all folders below as well, each by its path from here, and no folders
                 * @example true
                 */
                recursive?: boolean;
                /**
                 * @description How many entries at most, 1 to 10,000; when absent all, with `recursive` 1,000
                 * @example 1000
                 */
                limit?: number;
                /**
                 * @description Only entries after this one: `next` of the page before
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
            /** @description The address can't be decoded, or a parameter is out of form */
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
                 * @description Lists the files of all folders below as well, each by its path from here, and no folders
                 * @example true
                 */
                recursive?: boolean;
                /**
                 * @description How many entries at most, 1 to 10,000; when absent all, with `recursive` 1,000
                 * @example 1000
                 */
                limit?: number;
                /**
                 * @description Only entries after this one: `next` of the page before
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
            /** @description The address can't be decoded, or a parameter is out of form */
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
                 * @description The lines to answer, counted from 1: `40-80`, `40-` or `40`
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
                /** @description ETag that the range belongs to */
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
                     * @description The name of the blob in quotes
                     * @example "ce013625030ba8dba906f756967f9e9ca394464a"
                     */
                    ETag?: string;
                    /**
                     * @description How many lines the file has; with `lines` or `numbers`
                     * @example 120
                     */
                    "treebox-total-lines"?: string;
                    /**
                     * @description The lines to ask for next; absent when there are none
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
            /** @description The caller has it */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The address can't be decoded, `lines` is out of form, or lines are asked of a file that is not text */
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
            /** @description Lines are asked of a file of more than 16 MiB */
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
                 * @description Takes the pattern for a regular expression
                 * @example false
                 */
                regex?: boolean;
                /**
                 * @description Only files whose path matches; a pattern without a slash is matched with the name, and a leading `!` turns it round
                 * @example *.ts
                 */
                glob?: string;
                /**
                 * @description Takes upper and lower case for the same
                 * @example false
                 */
                ignore_case?: boolean;
                /**
                 * @description How many lines before and after each match to show: 0 to 20, 0 when absent
                 * @example 1
                 */
                context?: number;
                /**
                 * @description How many matches to list: 1 to 1,000, 100 when absent
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
            /** @description A parameter is out of form, or the pattern is no regular expression */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "pattern is no regular expression of RE2: missing closing ): `(a`",
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
                 * @description How many at most: 1 to 1,000, 100 when absent
                 * @example 100
                 */
                limit?: number;
                /**
                 * @description Only commits after this one: `next` of the page before
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
            /** @description A parameter is out of form, `after` is no commit of this history, or the handle is a CA id, which has none */
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
                /** @description Key of the heap, as an execution answered it */
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
            /** @description No execution that is kept left such a heap */
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
            /** @description The tags that it has now */
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
            /** @description A parameter is out of form */
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
                 * @description How many at most: 1 to 1,000, 100 when absent
                 * @example 100
                 */
                limit?: number;
                /**
                 * @description Only heaps after this one: `next` of the page before
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
            /** @description A parameter is out of form */
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
                 * @description Only sessions whose name begins so
                 * @example agent-
                 */
                prefix?: string;
                /**
                 * @description How many at most: 1 to 1,000, 100 when absent
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
            /** @description A parameter is out of form */
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
                 * @description How many at most: 1 to 1,000, 100 when absent
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
            /** @description A parameter is out of form */
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
            /** @description As it was */
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
            /** @description A field is out of form, or `at` is no completed execution of the session */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "at: \"x\" is no completed execution of the session",
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
                 * @description The id to go on after; 0 for all that is kept
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
                 * @description As `since`; comes first
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
            /** @description A parameter is out of form */
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
            /** @description Events after this id are kept no more */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "events before 120 are kept no more: read the state anew and go on from there",
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
            /** @description Runs can not be carried out */
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
