/**
 * A submitted source, read by acorn and made ready to run. Layer 3.
 *
 * A source without `import` and `export` declarations runs as the body of an async arrow function, sloppy as a script is,
 * so that `await` works at its top level; one with them runs as a module. Either way a few edits are all that changes, and
 * the header takes a line of its own (numbered 0), so that only columns after an edit move.
 */
import { type Options, type Program, parse } from 'acorn';
import { type Edit, EditedSource, type Position } from './edits.ts';
import type { Mode } from './guest-sources.ts';
import { importEdits, importsOf, isModuleItem, type SyntaxNode } from './module-syntax.ts';
import { bindingsOf, type TopLevelBinding } from './top-level-bindings.ts';

/** A source that can be run. */
export interface RunnableSource {
  readonly kind: 'script' | 'module';
  /** To be compiled with line offset -1. A script evaluates to the program: an async function of the run's handle. */
  readonly code: string;
  /** Identifiers and short string literals that occur anywhere in the source. */
  readonly names: ReadonlySet<string>;
  /** Whether running it may replace what the language brings along, as far as its words tell. */
  readonly mayChangeLanguage: boolean;
  /** Whether running it may leave state behind: it declares names, or may put some on the global object. */
  readonly mayLeaveState: boolean;
  /** How its functions run when nothing in them says so. */
  readonly mode: Mode;
  /** Specifiers of static imports and re-exports, in order of appearance. */
  readonly imports: readonly string[];
  /** Takes a position in `code` back to the source. */
  mapPosition(position: Position): Position;
}

/** The specifier under which a module reaches its run's handle. */
export const RUN_MODULE = 'treebox:run';

/** An assignment, as a text has it outside comparisons and arrows. */
const ASSIGNS = /(?<![=!<>])=(?![=>])/;

/** Words without one of which no built-in object's property is replaced: they lead to a prototype, or to other code. */
const CHANGING =
  /\b(?:prototype|__proto__|__define[GS]etter__|define(?:Property|Properties)|[gs]etPrototypeOf|assign|Reflect|constructor|globalThis|eval|Function|import|require)\b/;

/** An assignment to a property of a built-in object, such as `JSON.parse = `; `[` stands for a computed one. */
const REPLACES = /\b[A-Z]\w*\s*(?:\.\s*\w+|\[[^\]]*\])\s*=(?![=>])|\\u|\]\s*\[/;

/** A string literal up to this length is taken for what may be a built-in module's name. */
const NAME_LENGTH_MAX = 40;

/** What acorn is to accept, besides the kind of source. */
export const PARSE_OPTIONS = {
  ecmaVersion: 'latest',
  allowAwaitOutsideFunction: true,
  allowHashBang: true,
} as const satisfies Options;

/**
 * Reads the source that a run starts with.
 * @param file absolute path that its relative imports start from
 * @returns undefined when it is not plain JavaScript: TypeScript, JSX, a mistake, or more than the parser bears
 */
export function readSource(source: string, file: string): RunnableSource | undefined {
  const names = new Set<string>();
  for (const sourceType of ['script', 'module'] as const) {
    names.clear();
    const onToken: Options['onToken'] = (token) => {
      const { label } = token.type;
      const length = token.end - token.start;
      if (label === 'name') names.add(source.slice(token.start, token.end));
      else if (label === 'string' && length <= NAME_LENGTH_MAX) names.add(source.slice(token.start + 1, token.end - 1));
    };
    try {
      return prepare(source, file, parse(source, { ...PARSE_OPTIONS, sourceType, onToken }), names);
    } catch (error) {
      // A stretch of blank space of millions of characters is more than the parser's regular expressions bear.
      if (!(error instanceof SyntaxError || error instanceof RangeError)) throw error;
    }
  }
  return undefined;
}

function prepare(source: string, file: string, program: Program, names: ReadonlySet<string>): RunnableSource {
  const body = program.body as unknown as SyntaxNode[];
  const kind = body.some(isModuleItem) ? 'module' : 'script';
  const handle = unusedName(names);
  const edits = [
    ...hashbangEdits(source),
    ...importEdits(source, program, file, handle),
    ...valueEdits(source, body, handle),
  ];
  const edited = new EditedSource(
    source,
    edits.filter((edit) => !isOpening(edit)),
  );
  // An edit at the very start may stand in the header, where it moves nothing.
  const opening = kind === 'module' ? `import ${handle} from '${RUN_MODULE}';` : `(async(${handle})=>{`;
  const bindings = bindingsOf(body);
  const declarations = bindings.map((binding) => declarationOf(binding, handle, names));
  const header =
    opening +
    declarations.join('') +
    edits
      .filter(isOpening)
      .map(({ text }) => text)
      .join('');
  const footer = kind === 'module' ? `\n;${handle}.done();` : '\n})';
  return {
    kind,
    code: `${header}\n${edited.text}${footer}`,
    names,
    mayChangeLanguage: CHANGING.test(source) || REPLACES.test(source),
    mayLeaveState: bindings.length > 0 || ASSIGNS.test(source) || names.has('globalThis'),
    mode: kind === 'module' || isStrict(body) ? 'strict' : 'sloppy',
    imports: importsOf(body),
    mapPosition: (position) => edited.toOriginal(position),
  };
}

/** Tells the run's handle of a top-level binding: how to read it, and how to assign to it where that is allowed. */
function declarationOf({ name, kind }: TopLevelBinding, handle: string, names: ReadonlySet<string>): string {
  const value = unusedName(names, '$value');
  const set = kind === 'const' ? '' : `,set:${value}=>{${name}=${value}}`;
  return `${handle}.declare(${JSON.stringify(name)},{kind:'${kind}',get:()=>${name}${set}});`;
}

function isStrict(body: readonly SyntaxNode[]): boolean {
  return body[0]?.directive === 'use strict';
}

/** A name that the source does not use. */
function unusedName(names: ReadonlySet<string>, wanted = '$run'): string {
  let name = wanted;
  while (names.has(name)) name += '$';
  return name;
}

/** `#!` is allowed only at the very start of a text, which the header now is. */
function hashbangEdits(source: string): Edit[] {
  return source.startsWith('#!') ? [{ at: 0, end: 2, text: '//' }] : [];
}

/** Makes the value of `export default`, or else of a closing expression statement, the run's result. */
function valueEdits(source: string, body: readonly SyntaxNode[], handle: string): Edit[] {
  const exported = body.find((item) => item.type === 'ExportDefaultDeclaration');
  if (exported) return exportEdits(source, exported, handle);
  const last = body.at(-1);
  if (last?.type !== 'ExpressionStatement') return [];
  // Right behind the statement before, so that the columns of this one stay where it starts a line.
  const at = body.at(-2)?.end ?? 0;
  return wrap(source, at, at, last.end, handle);
}

/** Whether an edit inserts before everything else. */
function isOpening({ at, end }: Edit): boolean {
  return at === 0 && end === 0;
}

function exportEdits(source: string, item: SyntaxNode, handle: string): Edit[] {
  const declaration = item.declaration as SyntaxNode & { id?: { name: string } };
  if (declaration.id) return [{ at: item.end, end: item.end, text: `;${handle}.value(${declaration.id.name});` }];
  // The parentheses of `export default (1, 2)` do not belong to the declaration's node: start after the keyword.
  const keyword = /^export\s+default/.exec(source.slice(item.start, declaration.start))?.[0];
  const start = keyword === undefined ? declaration.start : item.start + keyword.length;
  return wrap(source, item.start, start, item.end, handle);
}

/** Hands the expression in `[from, to)` to the run's handle; what stands between `at` and `from` goes. */
function wrap(source: string, at: number, from: number, to: number, handle: string): Edit[] {
  const end = source[to - 1] === ';' ? to - 1 : to;
  const lineFeeds = source.slice(at, from).replace(/[^\n]/g, '');
  return [
    { at, end: from, text: `;${handle}.value(await(${lineFeeds}` },
    { at: end, end, text: '))' },
  ];
}
