/**
 * A submitted source, read by acorn and made ready to run. Layer 3.
 *
 * A source without `import` and `export` runs as the body of an async arrow function, sloppy as a script is, so that
 * `await` works at its top level; one with them runs as a module. Either way a few insertions are all that changes:
 * they stay on their line, and the header takes a line of its own (numbered 0), so that only columns after an insertion
 * move, and `mapPosition` takes that back.
 */
import { type Node, type Options, type Program, parse } from 'acorn';

/** A position in a source: line and column both count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Text put into a source; `at` is the offset in the original. */
interface Insertion {
  readonly at: number;
  readonly text: string;
  /** Where the replaced text ends; equal to `at` for a pure insertion. */
  readonly end: number;
}

/** A source that can be run. */
export interface RunnableSource {
  readonly kind: 'script' | 'module';
  /** To be compiled with line offset -1. A script evaluates to the program: an async function of the run's handle. */
  readonly code: string;
  /** Identifiers that occur anywhere in the source. */
  readonly names: ReadonlySet<string>;
  /** Names declared at the top level, imports left out. */
  readonly bindings: readonly string[];
  /** Takes a position in `code` back to the source. */
  mapPosition(position: Position): Position;
}

const PARSE: Options = {
  ecmaVersion: 'latest',
  allowAwaitOutsideFunction: true,
  allowHashBang: true,
  allowSuperOutsideMethod: false,
};

/** The specifier under which a module reaches its run's handle. */
export const RUN_MODULE = 'treebox:run';

type AnyNode = Node & Record<string, unknown>;
type Pattern = AnyNode | null;

/**
 * Reads a source.
 * @returns undefined when it is not plain JavaScript: TypeScript, JSX or a mistake
 */
export function readSource(source: string): RunnableSource | undefined {
  const names = new Set<string>();
  for (const sourceType of ['script', 'module'] as const) {
    names.clear();
    const onToken: Options['onToken'] = (token) => {
      if (token.type.label === 'name') names.add(source.slice(token.start, token.end));
    };
    try {
      return prepare(source, parse(source, { ...PARSE, sourceType, onToken }), names);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
  }
  return undefined;
}

function prepare(source: string, program: Program, names: ReadonlySet<string>): RunnableSource {
  const body = program.body as unknown as AnyNode[];
  const kind = body.some(isModuleItem) ? 'module' : 'script';
  const handle = unusedName(names);
  const bindings: string[] = [];
  for (const item of body) collectBindings(item, bindings);
  const insertions: Insertion[] = [];
  const exported = body.find((item) => item.type === 'ExportDefaultDeclaration');
  const last = body.at(-1);
  if (exported) wrapExport(source, exported, handle, insertions);
  else if (last?.type === 'ExpressionStatement') wrapExpression(source, last, handle, insertions);
  const kept = `${handle}.keep(()=>({${bindings.map(accessorOf).join(',')}}));`;
  const header = kind === 'module' ? `import ${handle} from '${RUN_MODULE}';${kept}` : `(async(${handle})=>{${kept}`;
  const footer = kind === 'module' ? `\n;${handle}.done();` : '\n})';
  const text = source.startsWith('#!') ? `//${source.slice(2)}` : source;
  return {
    kind,
    code: `${header}\n${insertInto(text, insertions)}${footer}`,
    names,
    bindings,
    mapPosition: (position) => unshift(source, insertions, position),
  };
}

function isModuleItem(item: AnyNode): boolean {
  return item.type === 'ImportDeclaration' || item.type.startsWith('Export');
}

/** A name for the run's handle that the source does not use. */
function unusedName(names: ReadonlySet<string>): string {
  let name = '$run';
  while (names.has(name)) name += '$';
  return name;
}

/** A getter and a setter for one binding; reading it before its declaration has run throws, as it should. */
function accessorOf(name: string): string {
  return `get ${name}(){return ${name}}`;
}

function collectBindings(item: AnyNode, into: string[]): void {
  switch (item.type) {
    case 'VariableDeclaration':
      for (const declarator of item.declarations as AnyNode[]) collectPattern(declarator.id as Pattern, into);
      break;
    case 'FunctionDeclaration':
    case 'ClassDeclaration':
      if (item.id) into.push((item.id as AnyNode).name as string);
      break;
    case 'ExportNamedDeclaration':
    case 'ExportDefaultDeclaration':
      if (item.declaration) collectBindings(item.declaration as AnyNode, into);
      break;
  }
}

function collectPattern(pattern: Pattern, into: string[]): void {
  switch (pattern?.type) {
    case 'Identifier':
      into.push(pattern.name as string);
      break;
    case 'ObjectPattern':
      for (const property of pattern.properties as AnyNode[]) {
        collectPattern((property.type === 'RestElement' ? property.argument : property.value) as Pattern, into);
      }
      break;
    case 'ArrayPattern':
      for (const element of pattern.elements as Pattern[]) collectPattern(element, into);
      break;
    case 'AssignmentPattern':
      collectPattern(pattern.left as Pattern, into);
      break;
    case 'RestElement':
      collectPattern(pattern.argument as Pattern, into);
      break;
  }
}

/** The statement's value becomes the run's result. */
function wrapExpression(source: string, statement: AnyNode, handle: string, into: Insertion[]): void {
  const end = source[statement.end - 1] === ';' ? statement.end - 1 : statement.end;
  into.push(
    { at: statement.start, end: statement.start, text: `;${handle}.value(await(` },
    { at: end, end, text: '))' },
  );
}

/** What is exported as default becomes the run's result. */
function wrapExport(source: string, item: AnyNode, handle: string, into: Insertion[]): void {
  const declaration = item.declaration as AnyNode;
  if (declaration.id) {
    const name = (declaration.id as AnyNode).name as string;
    into.push({ at: item.end, end: item.end, text: `;${handle}.value(${name});` });
    return;
  }
  // The parentheses of `export default (1, 2)` do not belong to the declaration's node: start after the keyword.
  const keyword = /^export\s+default/.exec(source.slice(item.start))?.[0] ?? '';
  const start = keyword === '' ? declaration.start : item.start + keyword.length;
  const end = source[item.end - 1] === ';' ? item.end - 1 : item.end;
  into.push({ at: item.start, end: start, text: `;${handle}.value(await(` }, { at: end, end, text: '))' });
}

function insertInto(source: string, insertions: readonly Insertion[]): string {
  let text = '';
  let from = 0;
  for (const insertion of insertions) {
    text += source.slice(from, insertion.at) + insertion.text;
    from = insertion.end;
  }
  return text + source.slice(from);
}

/** Takes the insertions before `position`, on its line, out of its column. */
function unshift(source: string, insertions: readonly Insertion[], { line, column }: Position): Position {
  const start = lineStart(source, line);
  let original = column;
  for (const { at, end, text } of insertions) {
    const onThisLine = source.lastIndexOf('\n', at - 1) + 1 === start;
    if (onThisLine && original > at - start + 1)
      original = Math.max(at - start + 1, original - text.length + (end - at));
  }
  return { line, column: original };
}

/** The offset at which a line starts, counted from 1. */
function lineStart(source: string, line: number): number {
  let offset = 0;
  for (let count = 1; count < line; count += 1) offset = source.indexOf('\n', offset) + 1;
  return offset;
}
