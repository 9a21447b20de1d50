/**
 * Addresses of pages. A label may contain slashes, so each part is encoded.
 */

const encode = encodeURIComponent;

/** The tree without files, which every repository has. */
export const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

/** Encodes a path, except its slashes. */
export function encodePath(path: string): string {
  return path.split('/').map(encode).join('/');
}

function withQuery(path: string, query: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`;
}

export const address = {
  labels: () => '/',
  label: (name: string, part?: 'log') => withQuery(`/console/labels/${encode(name)}`, { part }),
  /** @param label the label whose history shows the commit */
  commit: (id: string, label?: string) => withQuery(`/console/commits/${encode(id)}`, { label }),
  /** @param path with a slash at its end for a folder, so that the page does not have to ask the server */
  files: (handle: string, path = '') => `/console/files/${encode(handle)}/${encodePath(path)}`,
  run: (query: { readonly fs?: string; readonly file?: string } = {}) => withQuery('/console/run', query),
  executions: (query: { readonly session?: string; readonly label?: string; readonly status?: string } = {}) =>
    withQuery('/console/executions', query),
  execution: (id: string) => `/console/executions/${encode(id)}`,
  compare: (from?: string, to?: string) => withQuery('/console/compare', { from, to }),
  /** @param query `theirs` is merged into `ours` */
  merge: (query: { readonly ours?: string; readonly theirs?: string } = {}) => withQuery('/console/merge', query),
  sessions: () => '/console/sessions',
  session: (name: string) => `/console/sessions/${encode(name)}`,
} as const;

/** Returns the address of a file's bytes. */
export function rawFile(handle: string, path: string): string {
  return `/api/fs/snapshots/${encode(handle)}/files/${encodePath(path)}`;
}

/** Returns the address of the events of an execution's output. */
export function outputEvents(execution: string): string {
  return `/api/executions/${encode(execution)}/events`;
}

/** Returns the address of an artifact's bytes. */
export function rawArtifact(execution: string, key: string): string {
  return `/api/executions/${encodeURIComponent(execution)}/artifacts/${encodeURIComponent(key)}`;
}
