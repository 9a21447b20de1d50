/**
 * Functions of Node's `util`, `os` and `path` on text and plain data, by Node itself.
 *
 * Data crosses as JSON. Nothing here may read facts about this process: the working folder, the arguments and the
 * environment come with the call.
 */
import { constants } from 'node:os';
import { win32 } from 'node:path';
import { diff, getSystemErrorMap, MIMEType, type ParseArgsConfig, parseArgs, parseEnv, styleText } from 'node:util';
import type { HostCall } from './call.ts';

/** Sets one part of a MIME type, so that Node checks the part, and returns it. */
const MIME_PARTS: Readonly<Record<string, (mime: MIMEType, value: string) => string>> = {
  type: (mime, value) => {
    mime.type = value;
    return mime.type;
  },
  subtype: (mime, value) => {
    mime.subtype = value;
    return mime.subtype;
  },
  name: (mime, value) => {
    mime.params.set(value, '');
    return value;
  },
  value: (mime, value) => {
    mime.params.set('a', value);
    return value;
  },
};

type Win32 = Record<string, (...args: unknown[]) => unknown>;

export function utilCalls(): Record<string, HostCall> {
  return {
    'util.parseArgs': (config) => JSON.stringify(parseArgs(JSON.parse(config as string) as ParseArgsConfig)),
    'util.parseEnv': (text) => JSON.stringify(Object.entries(parseEnv(text as string))),
    'util.styleText': (format, text) =>
      styleText(JSON.parse(format as string) as 'red', text as string, { validateStream: false }),
    'util.diff': (actual, expected) =>
      JSON.stringify(diff(JSON.parse(actual as string) as string, JSON.parse(expected as string) as string)),
    'util.systemErrors': () => [...getSystemErrorMap()],
    'util.mimeType': (text) => {
      const { type, subtype, params } = new MIMEType(text as string);
      return [type, subtype, ...[...params].flat()];
    },
    'util.mimePart': (part, value) => MIME_PARTS[part as string]?.(new MIMEType('a/b'), value as string),
    'os.constants': (table) => Object.entries(constants[table as 'signals']),
    /** Calls a function of `path.win32`. The guest library starts relative paths at `\`: the working folder is not used. */
    'path.win32': (name, args) =>
      JSON.stringify((win32 as unknown as Win32)[name as string]?.(...(JSON.parse(args as string) as unknown[]))),
  };
}
