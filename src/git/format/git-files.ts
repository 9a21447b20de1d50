/**
 * Finds content that git refuses in `.gitmodules` and `.gitattributes`, the files that git itself reads from a tree.
 *
 * A malicious `.gitmodules` could make a clone write outside its folder, run a command or send a password to another host, so
 * `git fsck` checks it. This module refuses everything that `git fsck --strict` reports as an error, and a little more: URLs
 * that only newer versions of git refuse, and very large files. Tests compare it with real git.
 * @see git's fsck.c (`fsck_blob`) and submodule-config.c (`check_submodule_name`, `check_submodule_url`)
 */
import { configSettings } from './git-config.ts';

/** Maximum size of each file, in bytes. Git allows 512 MiB and 100 MiB, but only an attack needs files of that size. */
export const GIT_FILE_MAX_BYTES = 10 * 1024 * 1024;
/** Maximum length of a line, as in git (`ATTR_MAX_LINE_LENGTH`), in bytes. */
const ATTRIBUTES_LINE_MAX_BYTES = 2_048;

const LF = 0x0a;
const URL_TO_CURL = /^(?:https?|ftps?)(?:::|:\/\/)/;

/**
 * Checks the content of a file that git reads.
 * @param file name of the file
 * @param size of the content in bytes
 * @param read returns the content; not called when the size alone decides
 * @returns what git refuses, to be used after "git refuses"; undefined when git accepts the content
 */
export function refusedContent(
  file: '.gitmodules' | '.gitattributes',
  size: number,
  read: () => Buffer,
): string | undefined {
  if (size > GIT_FILE_MAX_BYTES) return `a ${file} of more than ${GIT_FILE_MAX_BYTES} bytes`;
  return file === '.gitmodules' ? refusedModules(read().toString('latin1')) : refusedAttributes(read());
}

function refusedAttributes(content: Buffer): string | undefined {
  // For git, the content is a C string, which ends at the first NUL.
  const nul = content.indexOf(0);
  const end = nul < 0 ? content.length : nul;
  for (let at = 0; at < end; ) {
    const newline = content.indexOf(LF, at);
    const lineEnd = newline < 0 || newline > end ? end : newline;
    if (lineEnd - at >= ATTRIBUTES_LINE_MAX_BYTES) return `lines of ${ATTRIBUTES_LINE_MAX_BYTES} bytes and more`;
    at = lineEnd + 1;
  }
  return undefined;
}

function refusedModules(text: string): string | undefined {
  for (const { name, value } of configSettings(text)) {
    const [, submodule, key] = /^submodule\.(.*)\.([^.]*)$/s.exec(name) ?? [];
    if (submodule === undefined) continue;
    if (!isModuleName(submodule)) return `the submodule name '${submodule}'`;
    if (value === null) continue;
    if (key === 'url' && !isModuleUrl(value)) return `the url of the submodule '${submodule}'`;
    if (key === 'path' && value.startsWith('-')) return `the path of the submodule '${submodule}'`;
    if (key === 'update' && value.startsWith('!')) return `a command as update of the submodule '${submodule}'`;
  }
  return undefined;
}

/** Returns whether a submodule name is allowed: not empty, and without `..` as a component. */
function isModuleName(name: string): boolean {
  return name !== '' && !name.split(/[/\\]/).includes('..');
}

/** Returns whether a submodule's URL is allowed. A line feed in a URL would end a line of a protocol. */
function isModuleUrl(url: string): boolean {
  if (url.startsWith('-') || decoded(url).includes('\n')) return false;
  if (/^\.\.?\//.test(url)) return isRelativeUrl(url);
  return !URL_TO_CURL.test(url) || isCurlUrl(url.replace(/^[a-z]+::/, ''));
}

/** Returns whether a relative URL is allowed: appended to another URL, it must not change the host. */
function isRelativeUrl(url: string): boolean {
  const [, climb, next] = /^((?:\.\.?\/)+)(.?)/s.exec(url) ?? [];
  return !(climb?.includes('../') && (next === ':' || next === '/'));
}

function isCurlUrl(url: string): boolean {
  const [, authority, rest] = /^[a-z]+:\/\/([^/?#]*)(.*)$/s.exec(url) ?? [];
  if (authority === undefined || /%(?![0-9a-f]{2})/i.test(url)) return false;
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  const [, port] = /:([^:\]]*)$/.exec(host) ?? [];
  const isPort =
    port === undefined || port === '' || (/^[0-9]+$/.test(port) && Number(port) > 0 && Number(port) < 65_536);
  return /^(?:[\w.-]+|\[[0-9a-f:.]+\])(?::|$)/i.test(host) && isPort && staysBelowHost(rest ?? '');
}

/** Returns whether `..` in a path never leads above its start. */
function staysBelowHost(path: string): boolean {
  let depth = 0;
  for (const component of path.replace(/[?#].*$/s, '').split('/')) {
    const name = decoded(component);
    if (name === '..') depth -= 1;
    else if (name !== '' && name !== '.') depth += 1;
    if (depth < 0) return false;
  }
  return true;
}

/** Decodes percent-encoded bytes; a NUL stays encoded, as in git. */
function decoded(text: string): string {
  return text.replace(/%([0-9a-f]{2})/gi, (written, hex: string) =>
    hex === '00' ? written : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
