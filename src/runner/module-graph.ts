/**
 * The modules that a run can reach. They are found, read, compiled and connected here before they are linked.
 *
 * A file is one module however it is reached; with another query it is a different module. Where neither a file's
 * name nor its package says whether it is a module, the engine decides. Everything is synchronous, as `require` and
 * linking are.
 */
import { extname } from 'node:path/posix';
import { parse as lexCommonJs, initSync as startLexer } from 'cjs-module-lexer';
import type { Compiled, CompileFailure } from '../compiler/protocol.ts';
import { dataModule } from './data-module.ts';
import { EditedSource } from './edits.ts';
import { type SourcePositions, sourcePositions } from './guest-error.ts';
import type { GuestSources } from './guest-sources.ts';
import { type Attributes, awaitsAtTop, hideImports, readImports, type StaticImport } from './import-edits.ts';
import { checkAttributes, checkExtension, keyOf, placeOf, TYPED } from './import-targets.ts';
import { type Engine, HIDING_MODULE, InvalidSource, type LinkableModule, requiringModule } from './linkable-module.ts';
import { handleName } from './module-syntax.ts';
import { type Resolved, Resolver } from './resolve.ts';
import { ModuleNotFound } from './resolve-errors.ts';
import { hashbangEdits, moduleHeader, type RunnableSource } from './source.ts';
import type { VolumeFiles } from './volume-files.ts';

startLexer();

/** The code that `require` of a file runs. */
export type Required =
  | { readonly kind: 'json'; readonly text: string }
  /** Its wrapper is compiled; `handle` is the name of the handle parameter, null when it needs none. */
  | { readonly kind: 'commonjs'; readonly handle: string | null }
  | RequiredModule;

export interface RequiredModule {
  readonly kind: 'module';
  readonly module: LinkableModule;
  /** Modules of its graph that this `require` added. */
  readonly added: ReadonlySet<LinkableModule>;
}

interface FileText {
  readonly text: string;
  readonly map: string | undefined;
}

interface CommonJsFile {
  readonly text: string;
  readonly handle: string | null;
}

/** The CommonJS wrapper around a file's code; the opening is line 0. */
const WRAPPER = ['(function(exports,require,module,__filename,__dirname){\n', '\n})'] as const;

/** Names that a script has and a module does not. */
const SCRIPT_NAMES = ['require', 'module', 'exports', '__filename', '__dirname'];
/** Extensions whose module kind depends on the package or on the text. */
const EITHER = new Set(['.js', '.ts', '.tsx', '.jsx', '']);

/** V8's messages for module syntax in CommonJS. */
const MODULE_SYNTAX = /^(?:Cannot use (?:import statement|'import\.meta') outside a module|Unexpected token 'export')/;
/** V8's messages for a text that is a module if it compiles as one. */
const MAYBE_MODULE =
  /^(?:await is only valid in async|Identifier '(?:__filename|__dirname|exports|module|require)' has already been declared)/;
/** Matches a message of V8 and the position that isolated-vm appends to it. */
const PLACED = /^([\s\S]*) \[(.*):(\d+):(\d+)\]$/;
const DECLARED = /^Identifier '(\w+)' has already been declared/;

export class ModuleGraph {
  /** Positions of every file that may appear in a stack, by the name in its frames. */
  readonly positions = new Map<string, SourcePositions>();
  /** True when the global object has names of a script that modules must not see. */
  hidesScriptNames = false;
  readonly #files: VolumeFiles;
  readonly #resolver: Resolver;
  readonly #compile: (source: string, file: string) => Compiled | CompileFailure;
  readonly #engine: Engine;
  readonly #sources: GuestSources;
  readonly #modules = new Map<string, LinkableModule>();
  readonly #commonJs = new Map<string, CommonJsFile>();
  /** Keys of the modules that the current discovery has added. */
  #added: string[] = [];

  /** @param sources gets every text that will be run */
  constructor(
    files: VolumeFiles,
    compile: (source: string, file: string) => Compiled | CompileFailure,
    engine: Engine,
    sources: GuestSources,
  ) {
    this.#files = files;
    this.#sources = sources;
    this.#resolver = new Resolver(files);
    this.#compile = compile;
    this.#engine = engine;
  }

  /** Resolves a specifier for `import.meta.resolve`, or for an import when `how` is `loose`. @throws ModuleNotFound */
  resolve(specifier: string, from: string, how: 'exact' | 'loose' = 'exact'): Resolved {
    const resolved = this.#resolver.import(specifier, placeOf(from), how);
    // This reports an unreadable `package.json`, although nothing in it is needed.
    if (resolved.kind === 'file') this.#resolver.packageOf(resolved.path);
    return resolved;
  }

  /**
   * Returns the file that `require` would load.
   * @param folders the `paths` given to `require.resolve`
   * @throws ModuleNotFound
   */
  resolveRequire(specifier: string, from: string, folders?: readonly string[]): Resolved {
    return this.#resolver.require(specifier, from, folders);
  }

  /**
   * Makes the module that the run starts with.
   * @param path base of its relative imports
   * @param file its name in stack frames
   */
  entry(source: RunnableSource, path: string, file: string): LinkableModule {
    const module = { file, code: source.code, links: new Map() };
    const imports = source.imports.map((specifier) => ({ specifier, attributes: [] }));
    return this.#whole(() => this.#follow(module, imports, path));
  }

  /** Returns the module that a specifier names, with all its imports. @throws ModuleNotFound; InvalidSource */
  import(specifier: string, from: string, attributes: Attributes): LinkableModule {
    return this.#whole(() => this.#import(specifier, placeOf(from), attributes));
  }

  /** Returns the module for a synchronous evaluation. @throws like `import`, and for a top-level `await` in its graph */
  importNow(specifier: string, from: string): LinkableModule {
    const module = this.import(specifier, from, []);
    if (isAsync(module, new Set())) throw asyncRequired(module.file);
    return module;
  }

  /** Returns the code that `require` runs for a file. @throws ModuleNotFound; InvalidSource */
  require(path: string): Required {
    const extension = extname(path);
    if (extension === '.json') return { kind: 'json', text: withoutMark(this.#files.read(path)) };
    const file = this.#source(path, extension);
    if (!this.#isModule(path, file)) {
      const { handle } = this.#commonJs.get(path) as CommonJsFile;
      return { kind: 'commonjs', handle };
    }
    let keys: readonly string[] = [];
    const module = this.#whole(() => {
      const found = this.#modules.get(path) ?? this.#keepModule(path, path, file);
      keys = this.#added;
      return found;
    });
    if (isAsync(module, new Set())) throw asyncRequired(path);
    return { kind: 'module', module, added: new Set(keys.map((key) => this.#modules.get(key) as LinkableModule)) };
  }

  /** Forgets modules that were not evaluated: they are discovered again when needed. */
  forget(modules: ReadonlySet<LinkableModule>): void {
    for (const [key, module] of this.#modules) if (modules.has(module)) this.#modules.delete(key);
  }

  /** Returns the module whose namespace `require` returns for a module with a default export. */
  facade(path: string): LinkableModule {
    const target = this.#modules.get(path) as LinkableModule;
    const code = "export*from'target';export{default}from'target';export const __esModule=true;";
    return { file: path, code, links: new Map([['target', target]]) };
  }

  /** Discovers modules; if the graph can't be completed, none of them is kept. */
  #whole(discover: () => LinkableModule): LinkableModule {
    const before = this.#added;
    this.#added = [];
    try {
      return discover();
    } catch (error) {
      for (const key of this.#added) this.#modules.delete(key);
      throw error;
    } finally {
      this.#added = before;
    }
  }

  #import(specifier: string, from: string, attributes: Attributes): LinkableModule {
    // A `node:` specifier can only name a built-in module: check its attributes before resolving it.
    if (specifier.startsWith('node:')) checkAttributes(attributes, { kind: 'builtin', name: specifier.slice(5) });
    const resolved = this.#resolver.import(specifier, from);
    if (resolved.kind === 'file') checkExtension(resolved.path);
    checkAttributes(attributes, resolved);
    const key = keyOf(resolved);
    const known = this.#modules.get(key);
    if (known) return known;
    if (resolved.kind === 'builtin') return this.#keep(key, { file: key, code: null, links: new Map() });
    return resolved.kind === 'data' ? this.#readData(key) : this.#read(resolved.path, key);
  }

  #readData(url: string): LinkableModule {
    const { format, text } = dataModule(url);
    if (format === 'module') return this.#keepModule(url, url, { text, map: undefined });
    return this.#keep(url, {
      file: url,
      code: `export default ${JSON.stringify(JSON.parse(text))};`,
      links: new Map(),
    });
  }

  #read(path: string, key: string): LinkableModule {
    const extension = extname(path);
    if (extension === '.json') return this.#keep(key, requiringModule(path, []));
    const file = this.#source(path, extension);
    if (this.#isModule(path, file)) return this.#keepModule(path, key, file);
    const names = this.#exportNames(path, file.text, new Set());
    return this.#keep(key, requiringModule(path, [...names, 'module.exports']));
  }

  #source(path: string, extension: string): FileText {
    const text = withoutMark(this.#files.read(path));
    if (!TYPED.has(extension)) return { text, map: undefined };
    // The compiler can't see that the package makes the file a module, so add an empty export.
    const isModule = extension === '.mts' || (EITHER.has(extension) && this.#typeOf(path) === 'module');
    const compiled = this.#compile(isModule ? `${text}\nexport {};` : text, path);
    if (!compiled.ok) throw new InvalidSource(path, compiled);
    return { text: compiled.code, map: compiled.map };
  }

  /** Keeps a module before following its imports, so that a cycle of imports ends at a known module. */
  #keepModule(path: string, key: string, { text, map }: FileText): LinkableModule {
    const handle = handleName(text);
    const { calls, metas, imports } = readImports(text, handle);
    const edits = [...calls, ...metas];
    if (hideImports(edits)) this.#checkUnedited(key, text, map);
    const header = edits.length > 0 ? moduleHeader(handle, key) : '';
    const edited = new EditedSource(text, [...edits, ...hashbangEdits(text)]);
    this.positions.set(
      key,
      sourcePositions((position) => edited.toOriginal(position), map),
    );
    const module = this.#compiled(key, `${header}\n${edited.text}`, text);
    this.#sources.add(text, 'strict');
    this.#keep(key, module);
    return this.#follow(module, imports, path);
  }

  /**
   * Lets the engine check a module before it is edited: the call that replaces `import()` would accept more than
   * `import()` does.
   */
  #checkUnedited(key: string, text: string, map: string | undefined): void {
    this.positions.set(
      key,
      sourcePositions((position) => position, map),
    );
    try {
      this.#engine.checkModule(key, text);
    } catch (error) {
      throw error instanceof SyntaxError ? this.#invalid(key, error) : error;
    }
  }

  /** Compiles a module. Names of a script that must be hidden are imported into it as undefined. */
  #compiled(file: string, code: string, text: string): LinkableModule {
    const isAwaiting = awaitsAtTop(text);
    let hidden = this.hidesScriptNames ? SCRIPT_NAMES.filter((name) => text.includes(name)) : [];
    for (;;) {
      const hiding = hidden.length === 0 ? '' : `\nimport{${hidden.join(',')}}from'${HIDING_MODULE}'`;
      const module = { file, code: code + hiding, links: new Map(), isAsync: isAwaiting };
      try {
        this.#engine.compileModule(module);
        return module;
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error;
        const declared = DECLARED.exec(error.message)?.[1] ?? '';
        if (!hidden.includes(declared)) throw this.#invalid(file, error);
        hidden = hidden.filter((name) => name !== declared);
      }
    }
  }

  #follow(module: LinkableModule, imports: readonly StaticImport[], from: string): LinkableModule {
    for (const { specifier, attributes } of imports)
      module.links.set(specifier, this.#import(specifier, from, attributes));
    return module;
  }

  #keep(key: string, module: LinkableModule): LinkableModule {
    this.#modules.set(key, module);
    this.#added.push(key);
    return module;
  }

  /** Returns whether a file is an ES module; if it is not, compiles it as CommonJS. @throws InvalidSource */
  #isModule(path: string, file: FileText): boolean {
    const extension = extname(path);
    if (extension === '.mjs' || extension === '.mts') return true;
    const hasKind = extension === '.cjs' || extension === '.cts';
    const type = hasKind ? 'commonjs' : EITHER.has(extension) ? this.#typeOf(path) : undefined;
    if (type === 'module') return true;
    const refusal = this.#compileCommonJs(path, file);
    if (!refusal) return false;
    const { message } = refusal;
    if (type === 'commonjs') throw this.#invalid(path, refusal);
    if (MODULE_SYNTAX.test(message) || (MAYBE_MODULE.test(message) && this.#compilesAsModule(path, file.text)))
      return true;
    throw this.#invalid(path, refusal);
  }

  /** Returns the `type` of a file's package. */
  #typeOf(path: string): unknown {
    return this.#resolver.packageOf(path)?.manifest.type;
  }

  /** Compiles a file as CommonJS and keeps it. @returns the engine's error; undefined when the file compiles */
  #compileCommonJs(path: string, { text, map }: FileText): SyntaxError | undefined {
    if (this.#commonJs.get(path)?.text === text) return undefined;
    const handle = handleName(text);
    const { calls } = readImports(text, handle);
    const edited = new EditedSource(text, [...calls, ...hashbangEdits(text)]);
    const wrapped = WRAPPER.join(edited.text);
    try {
      if (hideImports(calls)) this.#engine.compileCommonJs(path, WRAPPER.join(withoutHashbang(text)));
      this.#engine.compileCommonJs(path, calls.length > 0 ? `(${handle}=>${wrapped})` : wrapped);
    } catch (error) {
      if (error instanceof SyntaxError) return error;
      throw error;
    }
    this.positions.set(
      path,
      sourcePositions((position) => edited.toOriginal(position), map),
    );
    this.#sources.add(text, 'sloppy');
    this.#commonJs.set(path, { text, handle: calls.length > 0 ? handle : null });
    return undefined;
  }

  #compilesAsModule(path: string, text: string): boolean {
    const handle = handleName(text);
    const { calls, metas } = readImports(text, handle);
    const edits = [...calls, ...metas];
    const edited = new EditedSource(text, [...edits, ...hashbangEdits(text)]);
    try {
      if (hideImports(edits)) this.#engine.checkModule(path, text);
      this.#engine.compileModule({ file: path, code: `\n${edited.text}`, links: new Map() });
      return true;
    } catch (error) {
      if (error instanceof SyntaxError) return false;
      throw error;
    }
  }

  /** Makes the error for a file from V8's message and the position that isolated-vm appends. */
  #invalid(file: string, { message }: SyntaxError): InvalidSource {
    const [, text = message, , line = '1', column = '1'] = PLACED.exec(message) ?? [];
    const shown = { line: Number(line), column: Number(column) };
    const place = this.positions.get(file)?.toSubmitted(shown) ?? shown;
    return new InvalidSource(file, { ok: false, message: text, isTypeScript: false, ...place });
  }

  /** Returns the names that a CommonJS file appears to export, including those that it re-exports. */
  #exportNames(path: string, text: string, visited: Set<string>): string[] {
    if (visited.has(path)) return [];
    visited.add(path);
    const names = new Set<string>();
    try {
      const { exports, reexports } = lexCommonJs(text);
      for (const name of exports) names.add(name);
      for (const specifier of reexports) {
        const target = this.#resolver.require(specifier, path);
        if (target.kind !== 'file' || extname(target.path) === '.json') continue;
        const { text: other } = this.#source(target.path, extname(target.path));
        for (const name of this.#exportNames(target.path, other, visited)) names.add(name);
      }
    } catch {
      // A file that the lexer can't read or resolve still has its default export; running it reports the error.
    }
    names.delete('default');
    names.delete('module.exports');
    return [...names];
  }
}

function isAsync(module: LinkableModule, seen: Set<LinkableModule>): boolean {
  if (seen.has(module)) return false;
  seen.add(module);
  return module.isAsync === true || [...module.links.values()].some((linked) => isAsync(linked, seen));
}

function asyncRequired(path: string): ModuleNotFound {
  const message =
    'require() cannot be used on an ESM graph with top-level await. Use import() instead. To see where the top-level ' +
    `await comes from, use --experimental-print-required-tla.\nRequired module: ${path}`;
  return new ModuleNotFound('ERR_REQUIRE_ASYNC_MODULE', message);
}

/** Removes a byte order mark, which has no meaning here. */
function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

function withoutHashbang(text: string): string {
  return new EditedSource(text, hashbangEdits(text)).text;
}
