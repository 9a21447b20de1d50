/**
 * What a parsed source says of modules, and the edits that lead its requests to the file's handle.
 *
 * isolated-vm has neither `import()` nor `import.meta`. So the word `import` of both becomes a name of the same length:
 * `import(x)` then calls the handle, `import.meta` reads its property, and no column moves.
 */
import type { Node } from 'acorn';
import { simple } from 'acorn-walk';
import type { Edit } from './edits.ts';

/** The letter that tells a handle's name from the word `import`: any that hardly a source has between these. */
const FIRST_LETTER = 0x4e00;

/** A node of the syntax tree with the fields of its own kind. */
export type SyntaxNode = Node & Record<string, unknown>;

/** Whether a top-level statement can only stand in a module. */
export function isModuleItem(item: SyntaxNode): boolean {
  return item.type === 'ImportDeclaration' || item.type.startsWith('Export');
}

/** The specifiers of static imports and re-exports, each once. */
export function importsOf(body: readonly SyntaxNode[]): string[] {
  const specifiers = new Set<string>();
  for (const item of body) {
    const source = isModuleItem(item) ? (item.source as { value?: string } | null | undefined) : undefined;
    if (source?.value !== undefined) specifiers.add(source.value);
  }
  return [...specifiers];
}

/** A name for the handle of a file, as long as the word `import` and used nowhere in its source. */
export function handleName(source: string): string {
  for (let letter = FIRST_LETTER; ; letter += 1) {
    const name = `imp${String.fromCharCode(letter)}rt`;
    if (!source.includes(name)) return name;
  }
}

/** Edits that turn the word `import` of `import(x)` and `import.meta` into the handle's name. */
export function importEdits(source: string, program: Node, handle: string): Edit[] {
  const edits: Edit[] = [];
  if (!source.includes('import')) return edits;
  const replace = ({ start }: Node) => edits.push({ at: start, end: start + handle.length, text: handle });
  simple(program, {
    ImportExpression: replace,
    MetaProperty(node) {
      if (node.meta.name === 'import') replace(node);
    },
  });
  return edits;
}
