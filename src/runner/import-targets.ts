/**
 * Targets of imports: extensions, attributes, and the key that identifies a module.
 */
import { extname } from 'node:path/posix';
import { dataModule } from './data-module.ts';
import type { Attributes } from './import-edits.ts';
import { fileUrl } from './package-maps.ts';
import type { Resolved } from './resolve.ts';
import { ModuleNotFound, unknownExtension } from './resolve-errors.ts';

/** Extensions of files that are compiled before they run. */
export const TYPED = new Set(['.ts', '.tsx', '.mts', '.cts', '.jsx']);
/** Extensions of files that can be imported. */
const IMPORTED = new Set([...TYPED, '.js', '.mjs', '.cjs', '.json', '']);

/** Returns the key that identifies a module. */
export function keyOf(resolved: Resolved): string {
  if (resolved.kind === 'builtin') return `node:${resolved.name}`;
  if (resolved.kind === 'data') return resolved.url;
  return resolved.suffix === '' ? resolved.path : fileUrl(resolved.path).href + resolved.suffix;
}

/** Returns the base of a module's imports: its path, or its `data:` URL. */
export function placeOf(key: string): string {
  return key.startsWith('file:') ? decodeURIComponent(new URL(key).pathname) : key;
}

export function checkExtension(path: string): void {
  const extension = extname(path);
  if (!IMPORTED.has(extension)) throw unknownExtension(extension, path);
}

export function checkAttributes(attributes: Attributes, resolved: Resolved): void {
  for (const [key, value] of attributes) {
    if (key === 'type' && value === 'json') continue;
    const message = `Import attribute "${key}" with value "${value}" is not supported`;
    throw new ModuleNotFound('ERR_IMPORT_ATTRIBUTE_UNSUPPORTED', message, { name: 'TypeError' });
  }
  if (attributes.length === 0 || isJson(resolved)) return;
  const url = resolved.kind === 'file' ? fileUrl(resolved.path).href + resolved.suffix : keyOf(resolved);
  const message = `Module "${url}" is not of type "json"`;
  throw new ModuleNotFound('ERR_IMPORT_ATTRIBUTE_TYPE_INCOMPATIBLE', message, { name: 'TypeError' });
}

function isJson(resolved: Resolved): boolean {
  if (resolved.kind === 'data') return dataModule(resolved.url).format === 'json';
  return resolved.kind === 'file' && extname(resolved.path) === '.json';
}
