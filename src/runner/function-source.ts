/**
 * Reads a function or class from its source text: finds the names that it refers to, and makes a text that creates it
 * again.
 *
 * The text comes from `Function.prototype.toString`. Only a text that is exactly one function, class or method is
 * accepted, so that evaluating the new text runs no code of the guest. Static initialisers are cut out, and the
 * superclass and computed member names become parameters.
 */
import { type Node, type Options, parse } from 'acorn';
import { PARSE_OPTIONS } from './source.ts';

/** How a function was written. */
export type FunctionForm = 'plain' | 'arrow' | 'method' | 'get' | 'set' | 'class';

/** A method or accessor of a class, in the order of the class's body. */
export interface ClassMember {
  readonly isStatic: boolean;
  readonly kind: 'method' | 'get' | 'set';
  /** Its name; null when it is computed. */
  readonly name: string | null;
  /** The result of the member's `toString`. */
  readonly text: string;
}

export interface FunctionShape {
  readonly form: FunctionForm;
  /** Its `length`. */
  readonly length: number;
  /** Names that it uses and does not declare, sorted; they include `this` for an arrow function that uses it. */
  readonly free: readonly string[];
  /** The reason why it can't be made again from its source alone; null when it can. */
  readonly obstacle: string | null;
  /** True when instances of the class have private members. */
  readonly hidesState: boolean;
  readonly extends: boolean;
  readonly members: readonly ClassMember[];
  /**
   * An expression that evaluates to the function. For a class it evaluates to a function that takes the superclass and
   * the array of computed names, and returns the class. For a method, getter or setter it evaluates to an object that
   * has it under the name `method`.
   */
  readonly code: string;
}

type Syntax = Node & Record<string, unknown>;
interface Cut {
  readonly at: number;
  readonly end: number;
  readonly text: string;
}

/** Longest text that is read, in characters: acorn needs about a hundred bytes for each. */
const TEXT_MAX = 1024 * 1024;

const OPTIONS: Options = { ...PARSE_OPTIONS, allowAwaitOutsideFunction: false, sourceType: 'script' };

/** Reads a function's text. @returns undefined when it is not one function, class or method */
export function readFunction(text: string): FunctionShape | undefined {
  if (text.length > TEXT_MAX) return undefined;
  return readExpression(text) ?? readMethod(text);
}

function readExpression(text: string): FunctionShape | undefined {
  const node = parseAround('(', text, ')');
  if (node?.start !== 1 || node.end !== text.length + 1) return undefined;
  if (node.type === 'ClassExpression') return readClass(text, node);
  if (node.type !== 'FunctionExpression' && node.type !== 'ArrowFunctionExpression') return undefined;
  const form = node.type === 'FunctionExpression' ? 'plain' : 'arrow';
  return { ...describe(form, node), code: `(${text}\n)` };
}

function readMethod(text: string): FunctionShape | undefined {
  const object = parseAround('({', text, '})');
  const properties = (object?.properties ?? []) as Syntax[];
  const [property] = properties;
  if (!property || properties.length !== 1 || property.start !== 2 || property.end !== text.length + 2)
    return undefined;
  if (property.type !== 'Property' || (property.kind === 'init' && property.method !== true)) return undefined;
  const value = property.value as Syntax;
  const form = property.kind === 'init' ? 'method' : (property.kind as 'get' | 'set');
  const shape = describe(form, value);
  const obstacle = mentionsSuper(value) ? 'uses super outside of its class' : shape.obstacle;
  // Replace the name, which may be computed: the function's `name` is set from the saved state.
  const key = property.key as Syntax;
  const named = property.computed === true ? bracketsAround(`({${text}`, key) : key;
  const code = cutOut(`({${text}\n})`, 0, [{ at: named.start, end: named.end, text: 'method' }]);
  return { ...shape, obstacle, code };
}

function parseAround(opening: string, text: string, closing: string): Syntax | undefined {
  try {
    const program = parse(`${opening}${text}\n${closing}`, OPTIONS);
    const [statement] = program.body as unknown as Syntax[];
    if (program.body.length !== 1 || statement?.type !== 'ExpressionStatement') return undefined;
    return statement.expression as Syntax;
  } catch {
    return undefined;
  }
}

function describe(form: FunctionForm, node: Syntax): Omit<FunctionShape, 'code'> {
  const names = new NamesOf(node);
  const obstacle = names.usesPrivate ? 'uses private members outside of its class' : null;
  return {
    form,
    length: lengthOf(node),
    free: names.free,
    obstacle,
    hidesState: false,
    extends: false,
    members: [],
  };
}

/**
 * Returns a function's `length`: the number of parameters before the first that has a default or is a rest parameter.
 */
function lengthOf(node: Syntax): number {
  const params = node.params as Syntax[];
  const at = params.findIndex(({ type }) => type === 'AssignmentPattern' || type === 'RestElement');
  return at < 0 ? params.length : at;
}

function readClass(text: string, node: Syntax): FunctionShape {
  const source = `(${text}`;
  const parent = unusedIn(text, '$parent');
  const keys = unusedIn(text, '$keys');
  const cuts: Cut[] = [];
  const members: ClassMember[] = [];
  const superClass = node.superClass as Syntax | null;
  if (superClass) cuts.push({ at: superClass.start, end: superClass.end, text: parent });
  let [hidesState, obstacle, length] = [false, null as string | null, 0];
  let computed = 0;
  for (const item of (node.body as Syntax).body as Syntax[]) {
    const isStatic = item.static === true;
    const key = item.key as Syntax | undefined;
    const isPrivate = key?.type === 'PrivateIdentifier';
    if (item.type === 'StaticBlock' || (item.type === 'PropertyDefinition' && isStatic)) {
      if (isPrivate) obstacle = 'has private static fields';
      cuts.push({ at: item.start, end: item.end, text: ';' });
    } else if (isPrivate) {
      hidesState ||= !isStatic;
    } else if (item.type === 'PropertyDefinition') {
      if (item.computed === true) obstacle = 'has fields with computed names';
    } else if (item.kind === 'constructor') {
      length = lengthOf(item.value as Syntax);
    } else {
      const kind = item.kind as 'method' | 'get' | 'set';
      const member = source.slice(item.start, item.end).replace(isStatic ? STATIC : /^/, '');
      if (item.computed === true) {
        const { start, end } = bracketsAround(source, key as Syntax);
        cuts.push({ at: start, end, text: `[${keys}[${computed}]]` });
        computed += 1;
      }
      members.push({ isStatic, kind, name: item.computed === true ? null : nameOf(key as Syntax), text: member });
    }
  }
  const code = `((${parent},${keys})=>${cutOut(source, 1, cuts)}\n)`;
  const { free } = new NamesOf(node, new Set(cuts.map(({ at }) => at)));
  return { form: 'class', length, free, obstacle, hidesState, extends: superClass !== null, members, code };
}

/** Matches `static` and the blanks and comments after it. */
const STATIC = /^static(?:\s|\/\/[^\n]*\n|\/\*[\s\S]*?\*\/)*/;

function nameOf(key: Syntax): string {
  return key.type === 'Identifier' ? (key.name as string) : String(key.value);
}

/** Returns the range of a computed name with its brackets. */
function bracketsAround(source: string, key: Syntax): { start: number; end: number } {
  return { start: source.lastIndexOf('[', key.start), end: source.indexOf(']', key.end) + 1 };
}

function cutOut(source: string, from: number, cuts: readonly Cut[]): string {
  let [text, at] = ['', from];
  for (const cut of cuts) {
    text += source.slice(at, cut.at) + cut.text;
    at = cut.end;
  }
  return text + source.slice(at);
}

function unusedIn(text: string, stem: string): string {
  let name = stem;
  while (text.includes(name)) name += '$';
  return name;
}

function mentionsSuper(node: unknown): boolean {
  if (Array.isArray(node)) return node.some(mentionsSuper);
  if (!isSyntax(node)) return false;
  return node.type === 'Super' || (node.type !== 'ClassExpression' && Object.values(node).some(mentionsSuper));
}

function isSyntax(value: unknown): value is Syntax {
  return typeof value === 'object' && value !== null && typeof (value as Syntax).type === 'string';
}

/** Nodes with a `this` and `arguments` of their own. */
const OWN_THIS = new Set(['FunctionExpression', 'FunctionDeclaration', 'PropertyDefinition', 'StaticBlock']);

/**
 * Collects the names in a function's text. A name declared anywhere in it counts as declared everywhere: free names
 * are only used to report missing names.
 */
class NamesOf {
  readonly usesPrivate: boolean;
  readonly #declared = new Set<string>();
  readonly #used = new Set<string>();
  #private = false;
  readonly #skipped: ReadonlySet<number>;

  /** @param skipped start offsets of nodes that are not visited */
  constructor(node: Syntax, skipped: ReadonlySet<number> = new Set()) {
    this.#skipped = skipped;
    const hasOwnThis = node.type !== 'ArrowFunctionExpression';
    this.#visit(node, hasOwnThis);
    if (hasOwnThis) this.#declared.add('arguments');
    this.usesPrivate = this.#private && !node.type.startsWith('Class');
  }

  get free(): string[] {
    return [...this.#used].filter((name) => !this.#declared.has(name)).sort();
  }

  #visit(node: Syntax, hasThis: boolean): void {
    const inner = hasThis || OWN_THIS.has(node.type);
    switch (node.type) {
      case 'Identifier':
        if (node.name !== 'arguments' || !hasThis) this.#used.add(node.name as string);
        return;
      case 'ThisExpression':
        if (!hasThis) this.#used.add('this');
        return;
      case 'PrivateIdentifier':
        this.#private = true;
        return;
      case 'MetaProperty':
        return;
      case 'LabeledStatement':
        this.#visit(node.body as Syntax, hasThis);
        return;
      case 'BreakStatement':
      case 'ContinueStatement':
        return;
      case 'VariableDeclarator':
        this.#declare(node.id);
        break;
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        this.#declare(node.id);
        for (const param of node.params as Syntax[]) this.#declare(param);
        break;
      case 'ClassDeclaration':
      case 'ClassExpression':
        this.#declare(node.id);
        break;
      case 'CatchClause':
        this.#declare(node.param);
        break;
      default:
    }
    for (const [field, child] of Object.entries(node)) {
      if ((field === 'key' || field === 'property') && node.computed !== true && !isPrivateName(child)) continue;
      for (const item of Array.isArray(child) ? child : [child]) {
        if (isSyntax(item) && !this.#skipped.has(item.start)) this.#visit(item, inner);
      }
    }
  }

  #declare(pattern: unknown): void {
    if (!isSyntax(pattern)) return;
    if (pattern.type === 'Identifier') this.#declared.add(pattern.name as string);
    else if (pattern.type === 'AssignmentPattern') this.#declare(pattern.left);
    else if (pattern.type === 'RestElement') this.#declare(pattern.argument);
    else if (pattern.type === 'Property') this.#declare(pattern.value);
    else for (const item of [pattern.elements, pattern.properties].flat()) this.#declare(item);
  }
}

function isPrivateName(value: unknown): boolean {
  return isSyntax(value) && value.type === 'PrivateIdentifier';
}
