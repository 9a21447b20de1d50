/**
 * Which files of a Web Platform Tests checkout are judged, and what each asks for.
 * @see https://web-platform-tests.org/writing-tests/testharness.html
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

/** One file with one of its variants: one run. */
export interface TestFile {
  /** In the checkout, with slashes. */
  readonly path: string;
  /** The variant's query with its question mark; empty for none. */
  readonly search: string;
  /** Scripts that come before it, as paths in the checkout. */
  readonly scripts: readonly string[];
  readonly isLong: boolean;
}

/** The folders that are judged. What they lack in a checkout is passed over. */
export const FOLDERS: readonly string[] = [
  'FileAPI',
  'WebCryptoAPI',
  'compression',
  'console',
  'dom/abort',
  'dom/events',
  'encoding',
  'fetch/api',
  'hr-time',
  'html/webappapis/atob',
  'html/webappapis/microtask-queuing',
  'html/webappapis/structured-clone',
  'html/webappapis/timers',
  'streams',
  'url',
  'urlpattern',
  'wasm/jsapi',
  'webidl/ecmascript-binding',
  'xhr/formdata',
];

/** Why a file is not judged, by the start of its path. These need a server, another realm, or a proposal's feature. */
export const LEFT_OUT: Readonly<Record<string, string>> = {
  'WebCryptoAPI/historical.any.js': 'for a page that is not secure',
  'FileAPI/file/send-file-formdata': 'sends to a server',
  'FileAPI/url/': 'blob: URLs are there to be fetched',
  'fetch/api/basic/': 'asks a server',
  'fetch/api/cors/': 'asks a server',
  'fetch/api/credentials/': 'asks a server',
  'fetch/api/redirect/': 'asks a server',
  'fetch/api/abort/': 'asks a server',
  'fetch/api/headers/header-values': 'asks a server',
  'fetch/api/request/request-cache': 'asks a server',
  'streams/transferable/': 'needs workers or frames',
};

/** Scopes of `META: global` that a run can stand for; a file that names none of them is not judged. */
const SCOPES: ReadonlySet<string> = new Set(['window', 'worker', 'dedicatedworker', 'jsshell']);

const META = /^\/\/\s*META:\s*(\w+)=(.*)$/;

/** The folder that a file is counted under. */
export function folderOf(path: string): string {
  return FOLDERS.find((folder) => path.startsWith(`${folder}/`)) ?? posix.dirname(path);
}

/**
 * The runs that a checkout asks for, by path.
 * @param checkout absolute path of the checkout
 * @param wanted starts of paths; all files when there are none
 */
export function testFiles(checkout: string, wanted: readonly string[]): TestFile[] {
  const paths = FOLDERS.filter((folder) => existsSync(join(checkout, folder))).flatMap((folder) =>
    readdirSync(join(checkout, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.any.js'))
      .map((name) => posix.join(folder, name)),
  );
  return paths
    .filter((path) => wanted.length === 0 || wanted.some((start) => path.startsWith(start)))
    .filter((path) => !Object.keys(LEFT_OUT).some((start) => path.startsWith(start)))
    .toSorted()
    .flatMap((path) => variantsOf(path, readFileSync(join(checkout, path), 'utf8')));
}

function variantsOf(path: string, text: string): TestFile[] {
  const meta = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const match = META.exec(line.trimEnd());
    if (!match) {
      if (line.startsWith('//') || line.trim() === '') continue;
      break;
    }
    const [, key = '', value = ''] = match;
    meta.set(key, [...(meta.get(key) ?? []), value]);
  }
  const scopes = (meta.get('global')?.join(',') ?? 'window,dedicatedworker').split(',');
  if (!scopes.some((scope) => SCOPES.has(scope.trim()))) return [];
  const scripts = (meta.get('script') ?? []).map((script) =>
    script.startsWith('/') ? script.slice(1) : posix.join(posix.dirname(path), script),
  );
  const isLong = meta.get('timeout')?.includes('long') ?? false;
  return (meta.get('variant') ?? ['']).map((search) => ({ path, search, scripts, isLong }));
}
