/**
 * The modules that a run can reach: found, read, compiled and tied together before they are linked. Layer 3.
 *
 * A file is one module however it is reached. TypeScript is compiled while the graph is discovered, since linking and
 * `require` are synchronous.
 */
import { extname } from 'node:path/posix';
import { parse } from 'acorn';
import { parse as lexCommonJs, init as startLexer } from 'cjs-module-lexer';
import type { Compiled, CompileFailure } from '../compiler/protocol.ts';
import { EditedSource, type Position } from './edits.ts';
import { type SourcePositions, sourcePositions } from './guest-error.ts';
import type { GuestSources } from './guest-sources.ts';
import { handleName, importEdits, importsOf, isModuleItem, type SyntaxNode } from './module-syntax.ts';
import { ModuleNotFound, type Resolved, Resolver, type VolumeFiles } from './resolve.ts';
import { hashbangEdits, moduleHeader, PARSE_OPTIONS, RUN_MODULE, type RunnableSource } from './source.ts';

/** A module that can be linked: its text, and what each of its specifiers leads to. */
export interface LinkableModule {
  /** The name in stack frames. */
  readonly file: string;
  /** Text to compile with line offset -1; null for a built-in module, whose text depends on its exports. */
  readonly code: string | null;
  /** Specifier to module; filled while the graph is discovered. */
  readonly links: Map<string, LinkableModule>;
}

/** A file of the volume that is no valid source. */
export class InvalidSource extends Error {
  readonly file: string;
  readonly failure: CompileFailure;

  constructor(file: string, failure: CompileFailure) {
    super(failure.message);
    this.file = file;
    this.failure = failure;
  }
}

interface CommonJsFile {
  readonly code: string;
  readonly names: readonly string[];
}

/** What a CommonJS wrapper looks like around a file's code; the opening takes line 0. */
const WRAPPER = ['(function(exports,require,module,__filename,__dirname){\n', '\n})'] as const;

const TYPED = new Set(['.ts', '.tsx', '.mts', '.cts', '.jsx']);

export class ModuleGraph {
  /** Positions of every file that may appear in a stack, by the name in its frames. */
  readonly positions = new Map<string, SourcePositions>();
  readonly #files: VolumeFiles;
  readonly #resolver: Resolver;
  readonly #compile: (source: string, file: string) => Promise<Compiled | CompileFailure>;
  readonly #sources: GuestSources;
  readonly #modules = new Map<string, LinkableModule>();
  readonly #commonJs = new Map<string, CommonJsFile>();

  /** @param sources takes every text that is handed out to be run */
  constructor(
    files: VolumeFiles,
    compile: (source: string, file: string) => Promise<Compiled | CompileFailure>,
    sources: GuestSources,
  ) {
    this.#files = files;
    this.#sources = sources;
    this.#resolver = new Resolver(files);
    this.#compile = compile;
  }

  /** @throws ModuleNotFound */
  resolve(specifier: string, from: string, how: 'import' | 'require'): Resolved {
    return this.#resolver.resolve(specifier, from, how);
  }

  /**
   * The module that the run starts with.
   * @param path where its relative imports start from
   * @param file its name in stack frames
   */
  async entry(source: RunnableSource, path: string, file: string): Promise<LinkableModule> {
    return await this.#follow({ file, code: source.code, links: new Map() }, source.imports, path);
  }

  /** The module that a specifier names, with all that it imports. @throws ModuleNotFound; InvalidSource */
  async import(specifier: string, from: string): Promise<LinkableModule> {
    const resolved = this.#resolver.resolve(specifier, from, 'import');
    const key = resolved.kind === 'builtin' ? `node:${resolved.name}` : resolved.path;
    const known = this.#modules.get(key);
    if (known) return known;
    if (resolved.kind === 'file') return await this.#read(resolved.path);
    const module = { file: key, code: null, links: new Map() };
    this.#modules.set(key, module);
    return module;
  }

  /**
   * What `require` runs for a file: JSON text, or the wrapper function's text.
   * @throws ModuleNotFound when the file is a module, or TypeScript that nothing has compiled yet
   */
  require(path: string): { readonly kind: 'json' | 'commonjs'; readonly text: string } {
    if (extname(path) === '.json') return { kind: 'json', text: this.#files.read(path) };
    const known = this.#commonJs.get(path);
    if (known) return { kind: 'commonjs', text: known.code };
    if (TYPED.has(extname(path))) {
      throw new ModuleNotFound(
        'ERR_REQUIRE_TYPESCRIPT',
        `require() of ${path}: TypeScript is compiled for import only`,
      );
    }
    const text = this.#files.read(path);
    if (this.#isModule(path, text)) {
      throw new ModuleNotFound('ERR_REQUIRE_ESM', `require() of the module ${path}: use import instead`);
    }
    return { kind: 'commonjs', text: this.#keepCommonJs(path, text, undefined).code };
  }

  async #read(path: string): Promise<LinkableModule> {
    const extension = extname(path);
    if (extension === '.json') return this.#keep(path, requiringModule(path, []));
    const { text, map } = await this.#source(path, extension);
    if (!this.#isModule(path, text)) {
      await startLexer();
      const { names } = this.#keepCommonJs(path, text, map);
      return this.#keep(path, requiringModule(path, names));
    }
    const program = this.#parse(path, text, 'module');
    const handle = handleName(text);
    const edits = importEdits(text, program, handle);
    const header = edits.length > 0 ? moduleHeader(handle, path) : '';
    const edited = new EditedSource(text, [...edits, ...hashbangEdits(text)]);
    this.positions.set(
      path,
      sourcePositions((position) => edited.toOriginal(position), map),
    );
    const module = this.#keep(path, `${header}\n${edited.text}`);
    return await this.#follow(module, importsOf(program.body as unknown as SyntaxNode[]), path);
  }

  async #source(path: string, extension: string): Promise<{ text: string; map: string | undefined }> {
    const text = this.#files.read(path);
    if (!TYPED.has(extension)) return { text, map: undefined };
    const compiled = await this.#compile(text, path);
    if (!compiled.ok) throw new InvalidSource(path, compiled);
    return { text: compiled.code, map: compiled.map };
  }

  async #follow(module: LinkableModule, imports: readonly string[], from: string): Promise<LinkableModule> {
    for (const specifier of imports) module.links.set(specifier, await this.import(specifier, from));
    return module;
  }

  /** Known before its imports are followed, so that a cycle ends here. */
  #keep(path: string, code: string): LinkableModule {
    const module = { file: path, code, links: new Map() };
    this.#modules.set(path, module);
    return module;
  }

  #keepCommonJs(path: string, text: string, map: string | undefined): CommonJsFile {
    const edited = new EditedSource(text, hashbangEdits(text));
    this.positions.set(
      path,
      sourcePositions((position: Position) => position, map),
    );
    const file = { code: WRAPPER.join(edited.text), names: this.#exportNames(path, text, new Set()) };
    this.#sources.add(file.code, 'sloppy');
    this.#commonJs.set(path, file);
    return file;
  }

  /** Names that a CommonJS file is seen to export, those that it takes over from others included. */
  #exportNames(path: string, text: string, visited: Set<string>): string[] {
    if (visited.has(path)) return [];
    visited.add(path);
    const names = new Set<string>();
    try {
      const { exports, reexports } = lexCommonJs(text);
      for (const name of exports) names.add(name);
      for (const specifier of reexports) {
        const target = this.#resolver.resolve(specifier, path, 'require');
        if (target.kind !== 'file' || extname(target.path) === '.json') continue;
        for (const name of this.#exportNames(target.path, this.#files.read(target.path), visited)) names.add(name);
      }
    } catch {
      // What the lexer can't read or resolve still has its default export; running the file tells what is wrong.
    }
    names.delete('default');
    return [...names];
  }

  #isModule(path: string, text: string): boolean {
    const extension = extname(path);
    if (extension === '.mjs' || extension === '.mts') return true;
    if (extension === '.cjs' || extension === '.cts') return false;
    const type = this.#resolver.packageOf(path)?.manifest.type;
    if (type === 'module') return true;
    if (type === 'commonjs') return false;
    if (!/\b(?:import|export|await)\b/.test(text)) return false;
    try {
      parse(text, {
        ecmaVersion: 'latest',
        sourceType: 'script',
        allowHashBang: true,
        allowReturnOutsideFunction: true,
      });
      return false;
    } catch {
      const program = this.#parse(path, text, 'module');
      const body = program.body as unknown as SyntaxNode[];
      return body.some(isModuleItem) || /\bawait\b/.test(text);
    }
  }

  #parse(path: string, text: string, sourceType: 'module') {
    try {
      return parse(text, { ...PARSE_OPTIONS, sourceType });
    } catch (error) {
      const { message, loc } = error as SyntaxError & { loc?: { line: number; column: number } };
      const place = { line: loc?.line ?? 1, column: (loc?.column ?? 0) + 1 };
      const failure = { ok: false, message: message.replace(/ \(\d+:\d+\)$/, ''), isTypeScript: false } as const;
      throw new InvalidSource(path, { ...failure, ...place });
    }
  }
}

/** A module that is what `require` of a file gives. */
function requiringModule(path: string, names: readonly string[]): string {
  return exportingModule(`require(${JSON.stringify(path)})`, names);
}

/**
 * The text of a module whose default export is a call on the run's handle, and whose named exports are its properties.
 * @param call the call, without the handle
 */
export function exportingModule(call: string, names: readonly string[]): string {
  const bindings = names.map((name, at) => `const $${at}=exported[${JSON.stringify(name)}];`);
  const exported = names.map((name, at) => `$${at} as ${JSON.stringify(name)}`);
  return (
    `import run from '${RUN_MODULE}';\nconst exported=run.${call};export default exported;` +
    `${bindings.join('')}export{${exported.join(',')}};`
  );
}
