/**
 * Addresses of pages. A label may hold slashes, so each part is encoded.
 */

const encode = encodeURIComponent;

/** Encodes a path but for its slashes. */
export function encodePath(path: string): string {
  return path.split('/').map(encode).join('/');
}

function withQuery(path: string, query: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`;
}

export const address = {
  labels: () => '/',
  label: (name: string) => `/console/labels/${encode(name)}`,
  files: (handle: string, path = '') => `/console/files/${encode(handle)}/${encodePath(path)}`,
  run: (query: { readonly fs?: string; readonly file?: string } = {}) => withQuery('/console/run', query),
  executions: (query: { readonly session?: string; readonly label?: string } = {}) =>
    withQuery('/console/executions', query),
  execution: (id: string) => `/console/executions/${encode(id)}`,
  compare: (from?: string, to?: string) => withQuery('/console/compare', { from, to }),
  merge: (query: { readonly ours?: string; readonly theirs?: string; readonly push?: string } = {}) =>
    withQuery('/console/merge', query),
  sessions: () => '/console/sessions',
  session: (name: string) => `/console/sessions/${encode(name)}`,
} as const;

/** The address of a file's bytes. */
export function rawFile(handle: string, path: string): string {
  return `/api/fs/snapshots/${encode(handle)}/files/${encodePath(path)}`;
}

/** The address of an artifact's bytes. */
export function rawArtifact(execution: string, key: string): string {
  return `/api/executions/${encode(execution)}/artifacts/${encode(key)}`;
}
