/**
 * Module syntax of a parsed source, and the edits that route its requests through the file's handle.
 *
 * isolated-vm has neither `import()` nor `import.meta`. So the word `import` of both becomes a name of the same length:
 * `import(x)` then calls the handle, `import.meta` reads its property, and no column moves.
 */
import type { Node } from 'acorn';
import { full, simple } from 'acorn-walk';
import { EVAL_CLOSING, EVAL_OPENING } from '../guest/code-marks.ts';
import type { Edit } from './edits.ts';

/**
 * The first letter to try in place of the `o` of `import` for a handle's name: hardly any source has it there.
 */
const FIRST_LETTER = 0x4e00;

/** Matches a source that may run a text by `eval`. */
export const MAY_EVALUATE = /\beval\s*\)?\s*\(/;

/** A node of the syntax tree with the fields of its own kind. */
export type SyntaxNode = Node & Record<string, unknown>;

/** Returns whether a top-level statement can only stand in a module. */
export function isModuleItem(item: SyntaxNode): boolean {
  return item.type === 'ImportDeclaration' || item.type.startsWith('Export');
}

/** Returns the specifiers of static imports and re-exports, each once. */
export function importsOf(body: readonly SyntaxNode[]): string[] {
  const specifiers = new Set<string>();
  for (const item of body) {
    const source = isModuleItem(item) ? (item.source as { value?: string } | null | undefined) : undefined;
    if (source?.value !== undefined) specifiers.add(source.value);
  }
  return [...specifiers];
}

/** Returns a name for a file's handle: as long as the word `import`, and used nowhere in the source. */
export function handleName(source: string): string {
  for (let letter = FIRST_LETTER; ; letter += 1) {
    const name = `imp${String.fromCharCode(letter)}rt`;
    if (!source.includes(name)) return name;
  }
}

/** Returns edits that replace the word `import` in `import(x)` and `import.meta` by the handle's name. */
export function importEdits(source: string, program: Node, handle: string): Edit[] {
  const edits: Edit[] = MAY_EVALUATE.test(source) ? evalEditsOf(program, handle) : [];
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

/** Returns edits that pass the text of `eval(x)`, `(0, eval)(x)` or `globalThis.eval(x)` through the handle. */
export function evalEditsOf(program: Node, handle: string): Edit[] {
  const edits: Edit[] = [];
  full(program, (node) => {
    const { type, callee, arguments: args } = node as SyntaxNode & { callee?: SyntaxNode; arguments?: SyntaxNode[] };
    const first = args?.[0];
    if (type !== 'CallExpression' || !isEval(callee) || !first || first.type === 'SpreadElement') return;
    edits.push({ at: first.start, end: first.start, text: handle + EVAL_OPENING });
    edits.push({ at: first.end, end: first.end, text: `/*${handle}${EVAL_CLOSING}` });
  });
  return edits;
}

/** Returns a text as its author wrote it. */
export function withoutEdits(text: string, handle: string): string {
  if (!text.includes(handle)) return text;
  return text
    .replaceAll(handle + EVAL_OPENING, '')
    .replaceAll(`/*${handle}${EVAL_CLOSING}`, '')
    .replaceAll(handle, 'import');
}

function isEval(callee: SyntaxNode | undefined): boolean {
  switch (callee?.type) {
    case 'Identifier':
      return callee.name === 'eval';
    case 'MemberExpression':
      return callee.computed !== true && isEval(callee.property as SyntaxNode);
    case 'ParenthesizedExpression':
      return isEval(callee.expression as SyntaxNode);
    case 'SequenceExpression':
      return isEval((callee.expressions as SyntaxNode[]).at(-1));
    default:
      return false;
  }
}

/** Returns the names that a pattern binds or assigns to. */
export function namesIn(pattern: SyntaxNode | null): string[] {
  switch (pattern?.type) {
    case 'Identifier':
      return [pattern.name as string];
    case 'ObjectPattern':
      return (pattern.properties as SyntaxNode[]).flatMap((property) =>
        namesIn((property.type === 'RestElement' ? property : property.value) as SyntaxNode),
      );
    case 'ArrayPattern':
      return (pattern.elements as (SyntaxNode | null)[]).flatMap(namesIn);
    case 'AssignmentPattern':
      return namesIn(pattern.left as SyntaxNode);
    case 'ParenthesizedExpression':
      return namesIn(pattern.expression as SyntaxNode);
    case 'VariableDeclaration':
      return (pattern.declarations as SyntaxNode[]).flatMap(({ id }) => namesIn(id as SyntaxNode));
    case 'RestElement':
      return namesIn(pattern.argument as SyntaxNode);
    default:
      return [];
  }
}
