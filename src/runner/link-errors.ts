/**
 * Finds the import that V8 could not link: isolated-vm's errors have no position.
 */
import { parse } from 'acorn';
import { simple } from 'acorn-walk';
import type { Position } from './edits.ts';
import type { LinkableModule } from './linkable-module.ts';
import { PARSE_OPTIONS } from './source.ts';

const MISSING = /^The requested module '(.*)' does not provide an export named '(.*)'$/;

/** Appends the position of the failing import to an error's message, as V8 does for other errors. */
export function withImportPlace(error: Error, entry: LinkableModule): Error {
  const [, specifier, name] = MISSING.exec(error.message) ?? [];
  if (specifier === undefined || name === undefined) return error;
  for (const { file, code, links } of reachable(entry)) {
    if (code === null || !links.has(specifier)) continue;
    const place = placeOfImport(code, specifier, name);
    if (place) return new SyntaxError(`${error.message} [${file}:${place.line}:${place.column}]`);
  }
  return error;
}

function reachable(entry: LinkableModule): Set<LinkableModule> {
  const found = new Set([entry]);
  for (const module of found) for (const target of module.links.values()) found.add(target);
  return found;
}

/**
 * Finds the position at which a name is imported or exported from a module. The first line of the code is ours and does
 * not count.
 */
function placeOfImport(code: string, specifier: string, name: string): Position | undefined {
  let place: Position | undefined;
  const look = (from: unknown, names: readonly { readonly wanted: unknown; readonly at: number }[]) => {
    if ((from as { value?: unknown } | null)?.value !== specifier) return;
    const at = names.find(({ wanted }) => wanted === name)?.at;
    if (at === undefined || place) return;
    const before = code.slice(0, at).split('\n');
    place = { line: before.length - 1, column: (before.at(-1) as string).length + 1 };
  };
  const textOf = (node: { readonly type: string }) =>
    (node as { name?: unknown }).name ?? (node as { value?: unknown }).value;
  simple(parse(code, { ...PARSE_OPTIONS, sourceType: 'module' }), {
    ImportDeclaration({ source, specifiers }) {
      const names = specifiers.map((item) => ({
        wanted:
          item.type === 'ImportSpecifier' ? textOf(item.imported) : item.type === 'ImportDefaultSpecifier' && 'default',
        at: item.start,
      }));
      look(source, names);
    },
    ExportNamedDeclaration({ source, specifiers }) {
      look(
        source,
        specifiers.map(({ local }) => ({ wanted: textOf(local), at: local.start })),
      );
    },
  });
  return place;
}
