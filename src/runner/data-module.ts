/**
 * Modules whose specifier contains their text (`data:` URLs).
 *
 * @see https://nodejs.org/api/esm.html#data-imports
 */
import { ModuleNotFound } from './resolve-errors.ts';

const DATA = /^data:([^,;]+)((?:;[^,]*)?),([\s\S]*)$/;

const FORMATS: Readonly<Record<string, 'module' | 'json'>> = {
  'text/javascript': 'module',
  'application/javascript': 'module',
  'application/json': 'json',
};

/** @throws ModuleNotFound for a media type that no module has */
export function dataModule(url: string): { readonly format: 'module' | 'json'; readonly text: string } {
  const [, type = '', parameters = '', body = ''] = DATA.exec(url) ?? [];
  const format = FORMATS[type.trim().toLowerCase()];
  if (format === undefined)
    throw new ModuleNotFound('ERR_UNKNOWN_MODULE_FORMAT', `Unknown module format: ${type || 'null'} for URL ${url}`, {
      name: 'RangeError',
    });
  const bytes = decodeURIComponent(body.replace(/#.*$/s, ''));
  const isBase64 = /;\s*base64$/i.test(parameters);
  return { format, text: isBase64 ? Buffer.from(bytes, 'base64').toString() : bytes };
}
