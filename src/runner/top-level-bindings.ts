/**
 * The names that a source declares at its top level.
 */
import type { BindingKind, ImportOrigin } from '../guest/state/format.ts';
import { changedNames, importedNames, loadedNames } from './import-origins.ts';
import { namesIn, type SyntaxNode } from './module-syntax.ts';

export interface TopLevelBinding {
  readonly name: string;
  readonly kind: BindingKind;
  /** The import that its value comes from, if it comes from one. */
  readonly origin?: ImportOrigin;
}

/** @param body the statements of a program, as acorn gives them */
export function bindingsOf(body: readonly SyntaxNode[]): TopLevelBinding[] {
  const bindings = new Map<string, TopLevelBinding>();
  for (const item of body) {
    for (const binding of declared(item)) bindings.set(binding.name, binding);
  }
  const all = [...bindings.values()];
  return all.some(({ origin }) => origin) ? withoutFalseOrigins(all, body) : all;
}

/**
 * Removes the origin of names that are assigned to later, and of values that a `require` other than Node's has loaded.
 */
function withoutFalseOrigins(bindings: readonly TopLevelBinding[], body: readonly SyntaxNode[]): TopLevelBinding[] {
  const isChangeable = bindings.some(({ origin, kind }) => origin && kind !== 'const');
  const changed = isChangeable ? changedNames(body) : new Set<string>();
  const own = bindings.find(({ name }) => name === 'require');
  const isRequire = !own || own.origin?.how === 'createRequire';
  return bindings.map((binding) => {
    const { name, kind, origin } = binding;
    const isFalse = changed.has(name) || (origin?.how === 'require' && !isRequire);
    return origin && isFalse ? { name, kind } : binding;
  });
}

function declared(item: SyntaxNode): TopLevelBinding[] {
  switch (item.type) {
    case 'ImportDeclaration':
      return item.phase == null ? importedNames(item).map((one) => ({ ...one, kind: 'const' })) : [];
    case 'VariableDeclaration':
      return (item.declarations as SyntaxNode[]).flatMap((declarator) =>
        declaredBy(declarator as SyntaxNode & { id: SyntaxNode; init: SyntaxNode | null }, kindOf(item.kind as string)),
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

function declaredBy(
  declarator: { readonly id: SyntaxNode; readonly init: SyntaxNode | null },
  kind: BindingKind,
): TopLevelBinding[] {
  const origins = new Map(loadedNames(declarator).map(({ name, origin }) => [name, origin]));
  return namesIn(declarator.id).map((name) => {
    const origin = origins.get(name);
    return origin ? { name, kind, origin } : { name, kind };
  });
}

/** `using` binds as `const` does. */
function kindOf(keyword: string): BindingKind {
  return keyword === 'var' || keyword === 'let' ? keyword : 'const';
}
