/**
 * A merge as it is pushed: the merged tree with the conflicts settled, on top of the label, with both sides as parents.
 */
import { rawFile } from './address.ts';
import { ApiError, answerOf, api, type Schemas } from './api.ts';

/** How a conflict is settled: to a side as a whole, to a text, or by leaving the file out. */
export type Resolution = 'ours' | 'theirs' | { readonly text: string } | { readonly delete: true };

/** Handles of two trees. */
export interface Sides {
  readonly ours: string;
  readonly theirs: string;
}

type Edit = Schemas['FsEdit'];

/** Merges with every conflict settled. @returns the tree's CA id @throws ApiError; Unreachable */
export async function settledTree(sides: Sides, resolutions: ReadonlyMap<string, Resolution>): Promise<string> {
  const prefer = [...resolutions.values()].every((resolution) => resolution === 'theirs') ? 'theirs' : 'ours';
  const merged = await answerOf(api.POST('/api/fs/merge', { body: { ...sides, base: 'auto', prefer } }));
  const others = [...resolutions].filter(([, resolution]) => resolution !== prefer);
  if (others.length === 0) return merged.ca_id as string;
  const edits = await Promise.all(others.map(([path, resolution]) => editOf(path, resolution, sides)));
  const edited = await answerOf(api.POST('/api/fs/edit', { body: { base: merged.ca_id as string, edits } }));
  return edited.ca_id;
}

async function editOf(path: string, resolution: Resolution, { ours, theirs }: Sides): Promise<Edit> {
  if (typeof resolution === 'object') {
    return 'text' in resolution ? { path, write: resolution.text } : { path, delete: true };
  }
  const response = await fetch(rawFile(resolution === 'ours' ? ours : theirs, path));
  // A side that has no such file.
  if (response.status === 404) return { path, delete: true };
  if (!response.ok) throw new ApiError(response.status, await response.json());
  const bytes = new Uint8Array(await response.arrayBuffer());
  return { path, write: { base64: btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')) } };
}

/** Pushes a merged tree. @param expected tree that the label has to have still @throws ApiError; Unreachable */
export async function pushMerge(
  tree: string,
  {
    label,
    expected,
    parent,
    message,
  }: { label: string; expected: string; parent: string | undefined; message: string },
): Promise<void> {
  const body = {
    label,
    ca_id: tree,
    expected,
    ...(parent !== undefined && { parents: [parent] }),
    ...(message !== '' && { message }),
  };
  await answerOf(api.POST('/api/fs/push', { body }));
}
