/**
 * Finds the snapshots of a run: the one that it mounts at `/`, and the read-only ones that it mounts below.
 */
import { TreeboxError } from '../core/errors.ts';
import { EMPTY_TREE } from '../core/ids.ts';
import { type ExecRequest, mountsOf } from './execution-request.ts';
import { type Handles, type Named, shown } from './handles.ts';
import { isLabel } from './label-name.ts';
import type { MountRecord } from './store/mount-table.ts';
import type { SessionPlace } from './store/session-table.ts';

/** The snapshot that a run mounts at `/`. */
export interface Mount extends Named {
  /** The label that named it; null for another handle. */
  readonly label: string | null;
  /** True when the label does not exist yet. */
  readonly isMissing: boolean;
}

const NOTHING_MOUNTED: Mount = { tree: EMPTY_TREE, commit: null, label: null, isMissing: false };

/**
 * Finds the snapshot to mount.
 * @param latest the tree and state that the session's last run left
 * @returns undefined for a scratch volume. A run with a push gets the empty tree instead, because it must leave a tree.
 * @throws TreeboxError as `Handles.named`
 */
export async function mountOf(
  handles: Handles,
  { fs, push, session }: ExecRequest,
  latest: SessionPlace | undefined,
): Promise<Mount | undefined> {
  if (fs != null) {
    const label = isLabel(fs) ? fs : null;
    const named = await handles.named(fs);
    return named ? { ...named, label, isMissing: false } : { ...NOTHING_MOUNTED, label, isMissing: true };
  }
  if (session == null) return push ? NOTHING_MOUNTED : undefined;
  if (latest?.fs) return { tree: latest.fs, commit: null, label: null, isMissing: false };
  const head = await handles.label(session);
  return head ? { ...head, label: session, isMissing: false } : NOTHING_MOUNTED;
}

/**
 * Finds the snapshots that a request mounts below `/`.
 * @throws TreeboxError as `Handles.named`, and `unknown_snapshot` for a label that does not exist
 */
export async function furtherMountsOf(handles: Handles, request: ExecRequest): Promise<MountRecord[]> {
  const found: MountRecord[] = [];
  for (const { path, fs } of mountsOf(request)) {
    const named = await handles.named(fs);
    if (!named) throw new TreeboxError('unknown_snapshot', `mounts: label ${shown(fs)} does not exist`);
    found.push({ path, fs, tree: named.tree });
  }
  return found;
}
