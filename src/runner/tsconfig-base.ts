/**
 * Finds the file that `extends` of a `tsconfig.json` names.
 */
import { dirname, join, resolve } from 'node:path/posix';
import { findExport } from './package-maps.ts';
import { ModuleNotFound } from './resolve-errors.ts';
import type { VolumeFiles } from './volume-files.ts';

const CONFIG = 'tsconfig.json';
const PACKAGE_NAME = /^(?:@[^/]+\/)?[^/]+/;
const CONDITIONS = new Set(['node', 'require', 'import']);

/**
 * Finds a base: a path, or a file of a package above.
 * @param folder folder of the file that names it
 * @returns undefined when it does not exist
 */
export function baseOf(name: string, folder: string, files: VolumeFiles): string | undefined {
  if (/^\.{0,2}(?:\/|$)/.test(name)) {
    const path = resolve(folder, name === '..' ? `../${CONFIG}` : name);
    return [path, `${path}.json`].find((one) => files.kind(one) === 'file');
  }
  const owner = PACKAGE_NAME.exec(name)?.[0];
  if (owner === undefined) return undefined;
  for (let above = folder; ; above = dirname(above)) {
    const found = join(above, 'node_modules', owner);
    if (files.kind(found) === 'folder') return inPackage(found, name.slice(owner.length + 1), files);
    if (above === '/') return undefined;
  }
}

/** @param rest what follows the package's name; empty for the package itself */
function inPackage(folder: string, rest: string, files: VolumeFiles): string | undefined {
  const manifest = manifestOf(folder, files);
  const exported = manifest.exports == null ? undefined : exportOf(folder, manifest, rest);
  const named = rest === '' && typeof manifest.tsconfig === 'string' ? manifest.tsconfig : rest;
  const path = join(folder, named);
  const candidates = [exported, path, `${path}.json`, join(path, CONFIG)];
  return candidates.find((one) => one !== undefined && files.kind(one) === 'file');
}

function exportOf(folder: string, manifest: Record<string, unknown>, rest: string): string | undefined {
  try {
    const target = findExport({ folder, manifest }, rest === '' ? '.' : `./${rest}`, null, CONDITIONS);
    return target.kind === 'url' ? decodeURIComponent(target.url.pathname) : undefined;
  } catch (error) {
    if (error instanceof ModuleNotFound) return undefined;
    throw error;
  }
}

/** Returns the `package.json` of a folder; empty when it can't be read. An import of the package reports the error. */
function manifestOf(folder: string, files: VolumeFiles): Record<string, unknown> {
  const path = join(folder, 'package.json');
  if (files.kind(path) !== 'file') return {};
  try {
    return Object(JSON.parse(files.read(path))) as Record<string, unknown>;
  } catch {
    return {};
  }
}
