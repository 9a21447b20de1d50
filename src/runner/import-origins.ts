/**
 * Finds the top-level bindings of a source that hold an export of a module. Saved state keeps the import for them, not
 * a copy of the value.
 */
import { full } from 'acorn-walk';
import type { ImportOrigin } from '../guest/state/format.ts';
import { namesIn, type SyntaxNode } from './module-syntax.ts';

/** A name and the origin of its value. */
export interface ImportedName {
  readonly name: string;
  readonly origin: ImportOrigin;
}

/** Returns the names of an import declaration. */
export function importedNames(item: SyntaxNode): ImportedName[] {
  const specifier = (item.source as unknown as { value: string }).value;
  return (item.specifiers as SyntaxNode[]).map(({ type, local, imported }) => {
    const path =
      type === 'ImportDefaultSpecifier' ? ['default'] : type === 'ImportSpecifier' ? [exportName(imported)] : [];
    return { name: nameOf(local), origin: { how: 'import', specifier, path } };
  });
}

/**
 * Returns the names that a declarator takes from a module by `require('x')`, `await import('x')` or their members.
 * @returns an empty list when its value is anything else
 */
export function loadedNames({
  id,
  init,
}: {
  readonly id: SyntaxNode;
  readonly init: SyntaxNode | null;
}): ImportedName[] {
  const origin = init && originOf(init);
  return origin ? taken(id, origin) : [];
}

/**
 * Returns the names that a source assigns to, or declares with a value more than once: their declaration does not
 * determine their value.
 */
export function changedNames(body: readonly SyntaxNode[]): Set<string> {
  const changed = new Set<string>();
  const declared = new Set<string>();
  for (const item of body) {
    full(item, (node) => {
      const { type, left, argument, init, id } = node as unknown as Record<string, SyntaxNode | null>;
      switch (type as unknown as string) {
        case 'AssignmentExpression':
        case 'ForInStatement':
        case 'ForOfStatement':
          for (const name of namesIn(left ?? null)) changed.add(name);
          break;
        case 'UpdateExpression':
          for (const name of namesIn(argument ?? null)) changed.add(name);
          break;
        case 'VariableDeclarator':
          for (const name of init ? namesIn(id ?? null) : []) (declared.has(name) ? changed : declared).add(name);
          break;
        default:
      }
    });
  }
  return changed;
}

function originOf(node: SyntaxNode): ImportOrigin | undefined {
  switch (node.type) {
    case 'ParenthesizedExpression':
      return originOf(node.expression as SyntaxNode);
    case 'AwaitExpression': {
      const { type, source, options } = bare(node.argument as SyntaxNode);
      const specifier = type === 'ImportExpression' && !options ? textOf(source) : undefined;
      return specifier === undefined ? undefined : { how: 'import', specifier, path: [] };
    }
    case 'CallExpression':
      return requiredBy(node);
    case 'MemberExpression': {
      const key = node.computed ? textOf(node.property) : nameOf(node.property);
      const owner = key === undefined ? undefined : originOf(node.object as SyntaxNode);
      return owner && { ...owner, path: [...owner.path, key as string] };
    }
    default:
      return undefined;
  }
}

function requiredBy({ callee, arguments: args, optional }: SyntaxNode): ImportOrigin | undefined {
  const [first, second] = args as SyntaxNode[];
  const { type, name } = callee as SyntaxNode;
  if (type !== 'Identifier' || optional || !first || second) return undefined;
  if (name === 'require') {
    const specifier = textOf(first);
    return specifier === undefined ? undefined : { how: 'require', specifier, path: [] };
  }
  // A `require` made for the source's own path behaves like the script's own.
  const { property, object } = first as SyntaxNode & { property?: SyntaxNode; object?: SyntaxNode };
  const isOwn = first.type === 'MemberExpression' && object?.type === 'MetaProperty' && property?.name === 'url';
  return isOwn && /createRequire$/.test(name as string) ? { how: 'createRequire', specifier: '', path: [] } : undefined;
}

/**
 * Returns the names of a pattern and the property that each takes; none for a pattern with defaults, lists or a rest.
 */
function taken(pattern: SyntaxNode, origin: ImportOrigin): ImportedName[] {
  if (pattern.type === 'Identifier') return [{ name: pattern.name as string, origin }];
  if (pattern.type !== 'ObjectPattern') return [];
  return (pattern.properties as SyntaxNode[]).flatMap(({ type, computed, key, value }) => {
    if (type !== 'Property' || computed) return [];
    return taken(value as SyntaxNode, { ...origin, path: [...origin.path, exportName(key)] });
  });
}

function bare(node: SyntaxNode): SyntaxNode {
  return node.type === 'ParenthesizedExpression' ? bare(node.expression as SyntaxNode) : node;
}

function nameOf(node: unknown): string {
  return (node as { name: string }).name;
}

function exportName(node: unknown): string {
  const { name, value } = node as { name?: string; value?: unknown };
  return name ?? String(value);
}

/** Returns the text of a string literal; undefined for anything else. */
function textOf(node: unknown): string | undefined {
  const { type, value } = node as { type: string; value?: unknown };
  return type === 'Literal' && typeof value === 'string' ? value : undefined;
}
