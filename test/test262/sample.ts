/**
 * Which files of a test262 checkout are judged, and what each asks for.
 * @see https://github.com/tc39/test262/blob/main/INTERPRETING.md
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

export type Form = 'sloppy' | 'strict' | 'module';

export interface LanguageFile {
  /** In the checkout's folder `test`, with slashes. */
  readonly path: string;
  readonly forms: readonly Form[];
  /** Names of the harness files that come before it, in their order; none for a file that runs alone. */
  readonly harness: readonly string[];
  /** Whether it calls `$DONE` when it is through. */
  readonly isAsync: boolean;
  /** The type of the error that it must end with; null for none. */
  readonly error: string | null;
}

const FOLDERS = ['built-ins', 'language'];

/** One file of so many is in the sample. */
const SHARE = 9;

/** What only a host that makes realms, agents and scripts has: neither a run nor a module of Node is one. */
const NEEDS_HOST = /\$262\.(?:agent|createRealm|evalScript|AbstractModuleSource|IsHTMLDDA)\b|atomicsHelper\.js/;

const FRONT_MATTER = /\/\*---\r?\n([\s\S]*?)\r?\n?---\*\//;

/**
 * The sample: a file is in it by its name alone, so it stays the same while a checkout grows.
 * @param wanted starts of paths; all files when there are none
 */
export function sampleOf(checkout: string, wanted: readonly string[]): LanguageFile[] {
  return FOLDERS.flatMap((folder) =>
    readdirSync(join(checkout, 'test', folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.js') && !name.includes('_FIXTURE'))
      .map((name) => posix.join(folder, name)),
  )
    .filter((path) => wanted.length === 0 || wanted.some((start) => path.startsWith(start)))
    .filter((path) => createHash('sha1').update(path).digest().readUInt32BE() % SHARE === 0)
    .toSorted()
    .flatMap((path) => readTest(path, readFileSync(join(checkout, 'test', path), 'utf8')));
}

function readTest(path: string, text: string): LanguageFile[] {
  const [, matter = ''] = FRONT_MATTER.exec(text) ?? [];
  if (NEEDS_HOST.test(text)) return [];
  const flags = listOf(matter, 'flags');
  const isAsync = flags.includes('async');
  const common = ['assert.js', 'sta.js', ...(isAsync ? ['doneprintHandle.js'] : [])];
  const [, error = null] = /^negative:\s*\n(?: +\w+:.*\n)*? +type: *(\w+)/m.exec(`${matter}\n`) ?? [];
  const harness = flags.includes('raw') ? [] : [...common, ...listOf(matter, 'includes')];
  return [{ path, forms: formsOf(flags), harness, isAsync, error }];
}

function formsOf(flags: readonly string[]): Form[] {
  if (flags.includes('module')) return ['module'];
  if (flags.includes('onlyStrict')) return ['strict'];
  return flags.includes('raw') || flags.includes('noStrict') ? ['sloppy'] : ['sloppy', 'strict'];
}

/** A list in front matter, in brackets or a line each. */
function listOf(matter: string, key: string): string[] {
  const [, inline, lines = ''] =
    new RegExp(`^${key}:[ \\t]*(?:\\[([^\\]]*)\\]|((?:\\r?\\n[ \\t]*-.*)+))`, 'm').exec(matter) ?? [];
  const items = inline?.split(',') ?? lines.split('\n').map((line) => line.replace(/^\s*-/, ''));
  return items.map((item) => item.trim()).filter((item) => item !== '');
}
