/**
 * Finds the module syntax in a file's text with a lexer that reads megabytes in milliseconds.
 *
 * It looks only for text that must be edited; the engine reports errors in the text.
 */
import { type Node, type Program, parse } from 'acorn';
import { simple } from 'acorn-walk';
import { ImportType, init, parse as lex } from 'es-module-lexer';
import type { Edit } from './edits.ts';
import { evalEditsOf, importsOf, MAY_EVALUATE, type SyntaxNode } from './module-syntax.ts';
import { PARSE_OPTIONS } from './source.ts';

await init;

/** An import or export declaration of a source. */
export interface StaticImport {
  readonly specifier: string;
  readonly attributes: Attributes;
}

/** Import attributes in their order. */
export type Attributes = readonly (readonly [key: string, value: string])[];

export interface ImportSyntax {
  /** Edits that route `import()` and the code of a direct `eval` through the file's handle. */
  readonly calls: readonly Edit[];
  /** Edits that route `import.meta`, which only modules have, through the file's handle. */
  readonly metas: readonly Edit[];
  readonly imports: readonly StaticImport[];
}

/** Returns whether edits replace the word `import`, so that the engine does not see it. */
export function hideImports(edits: readonly Edit[]): boolean {
  return edits.some(({ at, end }) => end > at);
}

interface Found {
  readonly type: ImportType;
  readonly start: number;
  readonly specifier: string;
  readonly attributes: Attributes;
}

/** @param handle the name of the file's handle */
export function readImports(text: string, handle: string): ImportSyntax {
  const imports: StaticImport[] = [];
  const metas: Edit[] = [];
  const calls = evalEdits(text, handle);
  if (!/\b(?:im|ex)port\b/.test(text)) return { calls, metas, imports };
  for (const { type, start, specifier, attributes } of lexed(text)) {
    const edit = { at: start, end: start + 'import'.length, text: handle };
    if (type === ImportType.Dynamic || type === ImportType.DynamicSourcePhase) calls.push(edit);
    else if (type === ImportType.ImportMeta) metas.push(edit);
    else imports.push({ specifier, attributes });
  }
  return { calls, metas, imports };
}

function lexed(text: string): Found[] {
  try {
    return lex(text)[0].map(({ t, ss, n, at }) => ({ type: t, start: ss, specifier: n ?? '', attributes: at ?? [] }));
  } catch {
    return parsed(text);
  }
}

/** Finds the module syntax with acorn, where the lexer misread the text. @returns an empty list for an invalid text */
function parsed(text: string): Found[] {
  const program = parseLeniently(text);
  if (!program) return [];
  const found: Found[] = importsOf(program.body as unknown as SyntaxNode[]).map((specifier) => ({
    type: ImportType.Static,
    start: 0,
    specifier,
    attributes: [],
  }));
  const add = (type: ImportType, { start }: Node) => found.push({ type, start, specifier: '', attributes: [] });
  simple(program, {
    ImportExpression: (node) => add(ImportType.Dynamic, node),
    MetaProperty: (node) => node.meta.name === 'import' && add(ImportType.ImportMeta, node),
  });
  return found;
}

function parseLeniently(text: string): Program | undefined {
  for (const sourceType of ['script', 'module'] as const) {
    try {
      return parse(text, { ...PARSE_OPTIONS, sourceType, allowReturnOutsideFunction: true });
    } catch (error) {
      if (!(error instanceof SyntaxError || error instanceof RangeError)) throw error;
    }
  }
  return undefined;
}

/** Returns edits that pass the text of an `eval` through the handle. */
function evalEdits(text: string, handle: string): Edit[] {
  const program = MAY_EVALUATE.test(text) ? parseLeniently(text) : undefined;
  return program ? evalEditsOf(program, handle) : [];
}

/** Returns whether a module has a top-level `await`. */
export function awaitsAtTop(text: string): boolean {
  if (!/\bawait\b/.test(text)) return false;
  const program = parseLeniently(text);
  return program !== undefined && hasAwait(program as unknown as SyntaxNode);
}

function hasAwait(node: SyntaxNode): boolean {
  if (/Function/.test(node.type)) return false;
  if (node.type === 'AwaitExpression' || (node.type === 'ForOfStatement' && node.await === true)) return true;
  if (node.type === 'VariableDeclaration' && node.kind === 'await using') return true;
  return Object.values(node).some((child) =>
    Array.isArray(child) ? child.some((item) => isNode(item) && hasAwait(item)) : isNode(child) && hasAwait(child),
  );
}

function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && typeof (value as SyntaxNode).type === 'string';
}
