/**
 * The names that a source declares at its top level, imports left out.
 */
import type { BindingKind } from '../guest/heap/format.ts';
import type { SyntaxNode } from './module-syntax.ts';

export interface TopLevelBinding {
  readonly name: string;
  readonly kind: BindingKind;
}

/** @param body the statements of a program, as acorn gives them */
export function bindingsOf(body: readonly SyntaxNode[]): TopLevelBinding[] {
  const bindings = new Map<string, TopLevelBinding>();
  for (const item of body) {
    for (const binding of declared(item)) bindings.set(binding.name, binding);
  }
  return [...bindings.values()];
}

function declared(item: SyntaxNode): TopLevelBinding[] {
  switch (item.type) {
    case 'VariableDeclaration':
      return (item.declarations as SyntaxNode[]).flatMap((declarator) =>
        namesIn(declarator.id as SyntaxNode).map((name) => ({ name, kind: kindOf(item.kind as string) })),
      );
    case 'FunctionDeclaration':
    case 'ClassDeclaration': {
      const id = item.id as { name: string } | null;
      return id ? [{ name: id.name, kind: item.type === 'ClassDeclaration' ? 'class' : 'function' }] : [];
    }
    case 'ExportNamedDeclaration':
    case 'ExportDefaultDeclaration':
      return item.declaration ? declared(item.declaration as SyntaxNode) : [];
    default:
      return [];
  }
}

/** `using` binds as `const` does. */
function kindOf(keyword: string): BindingKind {
  return keyword === 'var' || keyword === 'let' ? keyword : 'const';
}

function namesIn(pattern: SyntaxNode | null): string[] {
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
    case 'RestElement':
      return namesIn(pattern.argument as SyntaxNode);
    default:
      return [];
  }
}
