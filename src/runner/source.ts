/**
 * A submitted source, read by acorn and made ready to run with as few changes as possible.
 *
 * | form | what it is | how it runs |
 * | --- | --- | --- |
 * | `script` | a plain script | unchanged; its value is its completion value |
 * | `body` | a script with `await` or `return` at its top level, a script that may throw objects that are not errors, or
 * a script whose names must be hidden from other files | as the body of an async arrow function |
 * | `module` | a source with `import` or `export` declarations, or `import.meta` | as a module; its value is its
 * default export, or else the value of its last statement |
 *
 * Where acorn refuses a source that V8 accepts, V8 decides: see `unreadSource`.
 */
import { type Expression, type Options, type Program, parse, type Super } from 'acorn';
import { base, type SimpleVisitors, simple } from 'acorn-walk';
import type { BindingKind } from '../guest/state/format.ts';
import { type Edit, EditedSource, type Position } from './edits.ts';
import type { Mode } from './guest-sources.ts';
import { handleName, importEdits, importsOf, isModuleItem, type SyntaxNode } from './module-syntax.ts';
import { bindingsOf, type TopLevelBinding } from './top-level-bindings.ts';

export type SourceForm = 'script' | 'body' | 'module';

/** A source that is ready to run. */
export interface RunnableSource {
  readonly kind: 'script' | 'module';
  readonly form: SourceForm;
  /** Text to compile with `lineOffset`. The text of a `body` evaluates to an async function. */
  readonly code: string;
  readonly lineOffset: 0 | -1;
  /** The name by which its code reaches the handle of its file; null when it needs none. */
  readonly handle: string | null;
  /** True when that code uses more of the handle than `declare`, as `import()` and a direct `eval` do. */
  readonly reachesFiles: boolean;
  /** True when the value of a `script` is the run's result, because its last statement is an expression. */
  readonly hasValue: boolean;
  /** Top-level declarations of a `script`; the other forms report theirs to their handle at run time. */
  readonly bindings: readonly TopLevelBinding[];
  /** Identifiers and short string literals anywhere in the source. */
  readonly names: ReadonlySet<string>;
  /** True when its words suggest that running it may replace built-in objects of the language. */
  readonly mayChangeLanguage: boolean;
  /** True when running it may leave state: it declares names, or may add some to the global object. */
  readonly mayLeaveState: boolean;
  /** Mode of its functions unless they have a directive of their own. */
  readonly mode: Mode;
  /** Specifiers of static imports and re-exports, in order of appearance. */
  readonly imports: readonly string[];
  /** Maps a position in `code` back to the source. */
  mapPosition(position: Position): Position;
}

/**
 * The specifier by which a module imports its run's handle. Followed by a path, a space and a name, it imports the
 * handle of that file under that name.
 */
export const RUN_MODULE = 'treebox:run';

/** Matches an assignment, not a comparison or an arrow. */
const ASSIGNS = /(?<![=!<>])=(?![=>])/;

/**
 * Words that lead to a prototype or to other code. A source without any of them replaces no property of a built-in
 * object, unless it builds names at run time. Parts that take the built-in functions from `src/guest/language.ts` don't
 * depend on this.
 */
const CHANGING =
  /\b(?:prototype|__proto__|__define[GS]etter__|define(?:Property|Properties)|[gs]etPrototypeOf|assign|Reflect|constructor|globalThis|eval|Function|import|require)\b/;

/** Matches an assignment to a property of a built-in object, such as `JSON.parse = `; `[` covers computed names. */
const REPLACES = /\b[A-Z]\w*\s*(?:\.\s*\w+|\[[^\]]*\])\s*=(?![=>])|\\u|\]\s*\[/;

/** A line that may begin with an import or export declaration. */
const MAY_BE_MODULE = /^[ \t]*(?:import|export)\b(?![ \t]*\()/m;

/** Matches the words by which a script loads other files. */
const LOADS = /\b(?:require|import)\b/;

const IDENTIFIER = /[\p{ID_Start}$_][\p{ID_Continue}$]*/gu;

/** A string literal up to this length may be a built-in module's name. */
const NAME_LENGTH_MAX = 40;

/** Acorn's options for all kinds of source. */
export const PARSE_OPTIONS = {
  ecmaVersion: 'latest',
  allowAwaitOutsideFunction: true,
  allowHashBang: true,
} as const satisfies Options;

/** Acorn's options for each form. The end of an expression includes the parentheses around it. */
const FORM_OPTIONS: Readonly<Record<SourceForm, Options>> = {
  script: { ...PARSE_OPTIONS, sourceType: 'script', allowAwaitOutsideFunction: false, preserveParens: true },
  body: { ...PARSE_OPTIONS, sourceType: 'script', allowReturnOutsideFunction: true, preserveParens: true },
  module: { ...PARSE_OPTIONS, sourceType: 'module', preserveParens: true },
};

const SCRIPT_FIRST: readonly SourceForm[] = ['body', 'script', 'module'];
const MODULE_FIRST: readonly SourceForm[] = ['module', 'body', 'script'];

interface Read {
  readonly program: Program;
  readonly names: ReadonlySet<string>;
}

/**
 * Reads the source that a run starts with.
 * @param file absolute path, the base of its relative imports
 * @returns undefined when acorn can't parse it: TypeScript, JSX, an error, or too much nesting for the parser
 */
export function readSource(source: string, file: string): RunnableSource | undefined {
  let asModule: Read | undefined;
  for (const form of MAY_BE_MODULE.test(source) ? MODULE_FIRST : SCRIPT_FIRST) {
    const read = readAs(source, form);
    if (!read) continue;
    if (form !== 'module') {
      const isBody =
        form === 'body' && (needsBody(read.program) || throwsObjects(read.program) || hidesNames(source, read.program));
      return prepareScript(source, isBody ? 'body' : 'script', read);
    }
    if (needsModule(read.program)) return prepareModule(source, file, read);
    asModule = read;
  }
  // Some syntax is allowed in a function and not in a script: for example `using` at the top level.
  return asModule && prepareScript(source, 'body', asModule);
}

/**
 * Wraps a source that V8 accepts and acorn does not. It runs unchanged, and features that need a handle do not work.
 */
export function unreadSource(source: string, form: SourceForm): RunnableSource {
  const names = new Set(source.match(IDENTIFIER));
  const kind = form === 'module' ? 'module' : 'script';
  const code = form === 'script' ? source : form === 'body' ? bodyCode('', source) : `\n${source}`;
  return {
    ...common(source, kind, code, [], names),
    form,
    lineOffset: form === 'script' ? 0 : -1,
    handle: null,
    reachesFiles: false,
    hasValue: true,
    mode: kind === 'module' ? 'strict' : 'sloppy',
    imports: [],
    mapPosition: (position) => position,
  };
}

/**
 * Turns a script into the body of a function, to compile with line offset -1.
 * @param header our own code, on a separate line
 */
export function bodyCode(header: string, text: string, handle = ''): string {
  return `(async(${handle})=>{${header}\n${text}\n})`;
}

function readAs(source: string, form: SourceForm): Read | undefined {
  const names = new Set<string>();
  const onToken: Options['onToken'] = (token) => {
    const { label } = token.type;
    const length = token.end - token.start;
    if (label === 'name') names.add(source.slice(token.start, token.end));
    else if (label === 'string' && length <= NAME_LENGTH_MAX) names.add(source.slice(token.start + 1, token.end - 1));
  };
  try {
    return { program: parse(source, { ...FORM_OPTIONS[form], onToken }), names };
  } catch (error) {
    // The parser's regular expressions can't handle millions of consecutive blanks.
    if (error instanceof SyntaxError || error instanceof RangeError) return undefined;
    throw error;
  }
}

function needsModule(program: Program): boolean {
  let hasMeta = false;
  simple(program, {
    MetaProperty({ meta }) {
      hasMeta ||= meta.name === 'import';
    },
  });
  return hasMeta || bodyOf(program).some(isModuleItem);
}

/**
 * Returns whether the top level of a script contains syntax that only functions may have. In a body, `await (x)` is not
 * a call.
 */
function needsBody(program: Program): boolean {
  let found = false;
  const find = () => {
    found = true;
  };
  const visitors: SimpleVisitors<unknown> = {
    AwaitExpression: find,
    ReturnStatement: find,
    ForOfStatement(node) {
      if (node.await) find();
    },
  };
  simple(program, visitors, { ...base, Function: () => undefined });
  return found;
}

/**
 * Returns whether a source may throw an object that is not an error. A script's exception is copied to the host, and
 * such an object can't be copied. The exception of a function can be caught inside the isolate.
 */
function throwsObjects(program: Program): boolean {
  let found = false;
  simple(program, {
    ThrowStatement({ argument }) {
      found ||= !COPIED.has(argument.type) && !(argument.type === 'NewExpression' && makesError(argument.callee));
    },
  });
  return found;
}

/**
 * Returns whether a script loads files and declares names that those files would see as globals, even before the names
 * have values. In Node such names are local to the main module.
 */
function hidesNames(source: string, program: Program): boolean {
  if (!LOADS.test(source)) return false;
  return bindingsOf(bodyOf(program)).some(({ kind }) => !isGlobal(kind));
}

/** Thrown expressions of these types are primitives, or most likely errors that were caught before. */
const COPIED: ReadonlySet<string> = new Set(['Literal', 'TemplateLiteral', 'Identifier', 'UnaryExpression']);

function makesError(callee: Expression | Super): boolean {
  return callee.type === 'Identifier' && /(?:Error|Exception)$/.test(callee.name);
}

function bodyOf(program: Program): SyntaxNode[] {
  return program.body as unknown as SyntaxNode[];
}

/** Returns the fields that all forms share. */
function common(
  source: string,
  kind: 'script' | 'module',
  code: string,
  bindings: readonly TopLevelBinding[],
  names: ReadonlySet<string>,
) {
  const replacesGlobal = bindings.some(({ name, kind: how }) => isGlobal(how) && name in globalThis);
  return {
    kind,
    code,
    names,
    bindings,
    mayChangeLanguage: CHANGING.test(source) || REPLACES.test(source) || replacesGlobal,
    mayLeaveState: bindings.length > 0 || ASSIGNS.test(source) || names.has('globalThis'),
  };
}

function prepareScript(source: string, form: 'script' | 'body', { program, names }: Read): RunnableSource {
  const body = bodyOf(program);
  const bindings = bindingsOf(body);
  const name = handleName(source);
  const edits = importEdits(source, program, name);
  const last = lastStatement(body);
  const isBody = form === 'body';
  const reachesFiles = edits.length > 0;
  const needsHandle = reachesFiles || (isBody && bindings.length > 0);
  let header = '';
  if (isBody) {
    if (last) edits.push({ at: last.start, end: last.start, text: 'return ' });
    edits.push(...hashbangEdits(source));
    const declarations = declarationsOf(bindings, name, isGlobal);
    // Nothing may stand before a directive.
    const directive = body.findLast((item) => typeof item.directive === 'string');
    if (directive) edits.push({ at: directive.end, end: directive.end, text: `;${declarations}` });
    else header = declarations;
  }
  const edited = new EditedSource(source, edits);
  const code = isBody ? bodyCode(header, edited.text, needsHandle ? name : '') : edited.text;
  return {
    ...common(source, 'script', code, bindings, names),
    form,
    lineOffset: isBody ? -1 : 0,
    handle: needsHandle ? name : null,
    reachesFiles,
    hasValue: last !== undefined,
    mode: isStrict(body) ? 'strict' : 'sloppy',
    imports: [],
    mapPosition: (position) => edited.toOriginal(position),
  };
}

function prepareModule(source: string, file: string, { program, names }: Read): RunnableSource {
  const body = bodyOf(program);
  const bindings = bindingsOf(body);
  const name = handleName(source);
  const last = body.some(exportsDefault) ? undefined : lastStatement(body);
  const edits = [...importEdits(source, program, name), ...valueEdits(last, name)];
  const needsHandle = edits.length > 0 || bindings.length > 0;
  const header = needsHandle ? moduleHeader(name, file) + declarationsOf(bindings, name) : '';
  const edited = new EditedSource(source, [...edits, ...hashbangEdits(source)]);
  return {
    ...common(source, 'module', `${header}\n${edited.text}`, bindings, names),
    form: 'module',
    lineOffset: -1,
    handle: needsHandle ? name : null,
    reachesFiles: true,
    hasValue: true,
    mode: 'strict',
    imports: importsOf(body),
    mapPosition: (position) => edited.toOriginal(position),
  };
}

/**
 * Returns the first line of a module that uses the handle of its file. isolated-vm keeps only ASCII characters of a
 * specifier.
 */
export function moduleHeader(handle: string, file: string): string {
  return `import ${handle} from ${JSON.stringify(`${RUN_MODULE}${encodeURIComponent(`${file} ${handle}`)}`)};`;
}

/** `#!` is allowed only at the very start of a text. */
export function hashbangEdits(source: string): Edit[] {
  return source.startsWith('#!') ? [{ at: 0, end: 2, text: '//' }] : [];
}

/**
 * Returns code that reports bindings to a handle: how to read each, how to assign to it where allowed, and whether it
 * is a global.
 */
function declarationsOf(
  bindings: readonly TopLevelBinding[],
  handle: string,
  isGlobal: (kind: BindingKind) => boolean = () => false,
): string {
  return bindings
    .map(({ name, kind, origin }) => {
      const value = name === '$' ? '$$' : '$';
      const set = kind === 'const' ? '' : `,set:${value}=>{${name}=${value}}`;
      const from = origin ? `,origin:${JSON.stringify([origin.how, origin.specifier, origin.path])}` : '';
      return `${handle}.declare(${JSON.stringify(name)},{kind:'${kind}',get:()=>${name}${set}${from}},${isGlobal(kind)});`;
    })
    .join('');
}

/** Returns whether a script's declaration makes a property of the global object. */
export function isGlobal(kind: BindingKind): boolean {
  return kind === 'var' || kind === 'function';
}

/**
 * Returns a script for the same realm. It evaluates to a function that declares the source's bindings on its argument.
 */
export function declaringScript(bindings: readonly TopLevelBinding[]): string {
  let handle = '$treebox';
  while (bindings.some(({ name }) => name === handle)) handle += '$';
  return `(${handle}=>{${declarationsOf(bindings, handle)}})`;
}

function isStrict(body: readonly SyntaxNode[]): boolean {
  return body.some((item) => item.directive === 'use strict');
}

/** Returns the last statement if it is an expression; empty statements after it are ignored. */
function lastStatement(body: readonly SyntaxNode[]): SyntaxNode | undefined {
  const last = body.findLast(({ type }) => type !== 'EmptyStatement');
  return last?.type === 'ExpressionStatement' ? last : undefined;
}

/** Passes the value of a module's last expression statement to its handle, unless the module has a default export. */
function valueEdits(last: SyntaxNode | undefined, handle: string): Edit[] {
  if (!last) return [];
  const { type, end } = last.expression as SyntaxNode;
  const isList = type === 'SequenceExpression';
  return [
    { at: last.start, end: last.start, text: `${handle}.value=${isList ? '(' : ''}` },
    ...(isList ? [{ at: end, end, text: ')' }] : []),
  ];
}

function exportsDefault(item: SyntaxNode): boolean {
  if (item.type === 'ExportDefaultDeclaration') return true;
  const specifiers = (item.type === 'ExportNamedDeclaration' ? item.specifiers : []) as SyntaxNode[];
  return specifiers.some(({ exported }) => {
    const { name, value } = exported as SyntaxNode;
    return name === 'default' || value === 'default';
  });
}
