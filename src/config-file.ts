/**
 * Reads settings files.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { TreeboxError } from './core/errors.ts';

// The TOML parser is loaded synchronously, and only if there is a file: settings are read before anything else.
const require = createRequire(import.meta.url);

/**
 * Reads the settings of a TOML file. Names are those of the flags. Values become the text of a flag, and lists are joined by
 * commas.
 * @throws TreeboxError `bad_setting`
 */
export function readConfigFile(path: string): Map<string, string> {
  const text = readSettingsFile(path);
  const { parse } = require('smol-toml') as typeof import('smol-toml');
  let table: Record<string, unknown>;
  try {
    table = parse(text);
  } catch (cause) {
    const [reason = ''] = (cause as Error).message.split('\n', 1);
    throw new TreeboxError('bad_setting', `${JSON.stringify(path)} must be TOML: ${reason}`, { cause });
  }
  return new Map(Object.entries(table).map(([name, value]) => [name, textOf(value, name, path)]));
}

/** Reads a file's text. @throws TreeboxError `bad_setting` when it can't be read */
export function readSettingsFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new TreeboxError(
      'bad_setting',
      `${JSON.stringify(path)} can't be read (${code}); name a file that can be read`,
      {
        cause,
      },
    );
  }
}

function textOf(value: unknown, name: string, path: string): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value.join(',');
  throw new TreeboxError(
    'bad_setting',
    `${name} in ${JSON.stringify(path)} must be a text, a whole number or a list of texts`,
  );
}
