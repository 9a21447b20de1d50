/**
 * The programs: one per package, which uses it for its main job and prints lines that are the same every time.
 *
 * A program starts with comment lines `// key: value`: `install`, what npm installs when there is no lock file yet;
 * `require: no` for a package that has no form for `require`; `expected`, why a run can't have it; `env`, variables as
 * `NAME=value`. Each `import` is on a line of its own, and files are written below `out/` alone.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';

const FOLDER = new URL('programs/', import.meta.url);

export interface Program {
  readonly name: string;
  readonly install: readonly string[];
  /** Its text by the way in which it loads the package. */
  readonly forms: Readonly<Partial<Record<'import' | 'require', string>>>;
  readonly expected: string | undefined;
  /** Environment variables that it is given. */
  readonly env: Readonly<Record<string, string>>;
}

export function programNames(): string[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.mjs'))
    .map((file) => basename(file, '.mjs'))
    .toSorted();
}

export function readProgram(name: string): Program {
  const source = readFileSync(new URL(`${name}.mjs`, FOLDER), 'utf8');
  const header = new Map([...source.matchAll(/^\/\/ (\w+): (.*)$/gm)].map(([, key, value]) => [key, value?.trim()]));
  const forms = header.get('require') === 'no' ? { import: source } : { import: source, require: toCommonJs(source) };
  const env = Object.fromEntries((header.get('env')?.split(/\s+/) ?? []).map((entry) => entry.split('=')));
  return { name, install: header.get('install')?.split(/\s+/) ?? [], forms, expected: header.get('expected'), env };
}

const HELPER = 'function defaultOf(m) { return m?.__esModule && m.default !== undefined ? m.default : m; }';

/** Has a program require what it imports. */
function toCommonJs(source: string): string {
  return `${HELPER} ${source.split('\n').map(requiring).join('\n')}`;
}

function requiring(line: string): string {
  const [, clause, specifier] = /^import (?:(.+) from )?'([^']+)';/.exec(line) ?? [];
  if (specifier === undefined) return line;
  const call = `require('${specifier}')`;
  if (clause === undefined) return `${call};`;
  const [, namespace] = /^\* as (\w+)$/.exec(clause) ?? [];
  if (namespace !== undefined) return `const ${namespace} = ${call};`;
  const [, own, named] = /^(\w+)?(?:, )?(\{.*\})?$/.exec(clause) ?? [];
  const parts = own === undefined ? [] : [`const ${own} = defaultOf(${call});`];
  if (named !== undefined) parts.push(`const ${named.replaceAll(/(\w+) as (\w+)/g, '$1: $2')} = ${call};`);
  if (parts.length === 0) throw new Error(`can't be rewritten: ${line}`);
  return parts.join(' ');
}
