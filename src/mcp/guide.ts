/**
 * Text about treebox that a model gets before it calls a tool.
 */

/** At most 2,000 characters: clients cut longer ones. */
export const INSTRUCTIONS = `treebox runs JavaScript and TypeScript on versioned file trees (git). A tree has a hash, its CA id. A label is a git branch: it names a tree and moves only by a push. Everywhere, fs/from/to take a label, a CA id, a commit, label@{n} (its reflog) or label~n.

Usual work:
1. fs_labels, fs_read, fs_search: look at a label.
2. run_js {"fs": "main", "code": "..."} runs code on it. The value of the last expression is the result. The run leaves a new tree; the label has not moved.
3. fs_edit changes single files without a run.
4. fs_diff {"from": "main", "to": "<CA id>"} shows what changed.
5. Push: give push to run_js or fs_edit ({"label": "main", "on_conflict": "merge"} merges if others have pushed in the meantime), or call fs_push {"label": "main", "ca_id": "<new>", "expected": "<base>"}.
6. When a push is rejected, fs_merge {"ours": "<new>", "theirs": "main", "push": "main"}. On a conflict, edit the files with conflict markers with fs_edit, on the tree that the answer names.

To work on a branch: fs_push {"op": "create", "label": "try-1", "from": "main"}, then merge back.
A session in run_js keeps variables and files from run to run.
A line "next: tool {...}" is the exact call that continues. Long output is cut in the middle; the "next" calls return all of it.
A run has no network; packages must be in the tree below /node_modules. input passes JSON to the code as the global input.`;
