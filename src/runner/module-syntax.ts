/**
 * What a parsed source says of modules, and the edits that lead its requests to the run's handle. Layer 3.
 *
 * isolated-vm has neither `import()` nor `import.meta`, so both become calls on the handle.
 */
import type { Node, Program } from 'acorn';
import { simple } from 'acorn-walk';
import type { Edit } from './edits.ts';

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

/** Edits that turn `import(x)` and `import.meta` into calls on the handle. */
export function importEdits(source: string, program: Program, file: string, handle: string): Edit[] {
  const edits: Edit[] = [];
  if (!source.includes('import')) return edits;
  const from = JSON.stringify(file);
  simple(program, {
    ImportExpression(node) {
      const { start, source: argument } = node;
      // White space and comments may stand before the argument; the line feeds among them keep their place.
      const between = source.slice(start, argument.start);
      edits.push({ at: start, end: start + between.indexOf('(') + 1, text: `${handle}.import(${from},` });
    },
    MetaProperty(node) {
      if (node.meta.name === 'import') edits.push({ at: node.start, end: node.end, text: `${handle}.meta(${from})` });
    },
  });
  return edits;
}
