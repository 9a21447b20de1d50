/**
 * The parts of the guest library that one isolate has loaded, and those that a source will use.
 */
import type { HostFailure } from '../../guest/border.ts';
import { builtins } from '../../guest/builtins.ts';
import { FORMATTING_METHODS } from '../../guest/formatter-memory.ts';
import { eachGlobal, SCRIPT_GLOBALS } from '../../guest/globals.ts';
import type { GuestIsolate } from './guest-isolate.ts';
import type { LibraryCode } from './library-code.ts';

/** Parts that the console loads when it first prints a non-string: the formatting, and the class that it checks for. */
const CONSOLE_PARTS: readonly string[] = ['inspect', 'url'];

/** The part that loads other files. A source may use it without naming it. */
const MODULES = 'modules';

/** The part that counts formatters of `Intl`. */
const FORMATTERS = 'formatters';

/** Names in a source, each with the part that it loads as soon as it is used. */
const USED_BY_NAME: (readonly [name: string, part: string])[] = [
  ['Intl', FORMATTERS],
  ...FORMATTING_METHODS.flatMap(([, names]) => names).map((name) => [name, FORMATTERS] as const),
];
eachGlobal((name, part) => USED_BY_NAME.push([name, part]));
for (const name of SCRIPT_GLOBALS) USED_BY_NAME.push([name, MODULES]);
/** Names in a source, each with the part that a call loads. */
const USED_BY_CALLS = [
  ...CONSOLE_PARTS.map((part) => ['console', part] as const),
  ...Object.entries(builtins()).flatMap(([name, { part }]) => [[name, part] as const, [`node:${name}`, part] as const]),
];
const USED = [...USED_BY_NAME, ...USED_BY_CALLS];
/** Names and parts of a likely run, which also reads files as a `Buffer`. */
const LIKELY = [...USED, ...USED.filter(([, part]) => part === 'fs').map(([name]) => [name, 'buffer'] as const)];

/** Parts that can be loaded before a run begins, since they do not call its host. */
export const AHEAD = ['fs', 'buffer', 'inspect', 'url', MODULES] as const;

export class UsedParts {
  readonly #library: LibraryCode;
  readonly #isolate: GuestIsolate;
  readonly #loaded = new Set<string>();
  #names: ReadonlySet<string> = new Set();

  constructor(library: LibraryCode, isolate: GuestIsolate) {
    this.#library = library;
    this.#isolate = isolate;
  }

  /** Returns the parts that a similar run will use and that can be loaded before it. */
  get ahead(): string[] {
    const likely = new Set(LIKELY.filter(([name]) => this.#names.has(name)).map(([, part]) => part));
    return AHEAD.filter((part) => this.#loaded.has(part) && (part === MODULES || likely.has(part)));
  }

  /** Loads the parts whose globals a source names; see `Sandbox.prepare`. */
  prepare(names: ReadonlySet<string>, mayChangeLanguage: boolean): void {
    this.#names = names;
    // Such a source may run other code, whose names are not known.
    if (mayChangeLanguage) for (const part of [FORMATTERS, MODULES]) this.#isolate.enter('load', part);
    for (const [name, part] of mayChangeLanguage ? USED : USED_BY_NAME)
      if (names.has(name)) this.#isolate.enter('load', part);
  }

  /**
   * Evaluates a part for the guest.
   * @returns whether the part exists, or the error of evaluating it, for example an overflow of the guest's stack
   */
  evaluate(part: string): boolean | HostFailure {
    if (!this.#library.has(part)) return false;
    const { isolate, context } = this.#isolate;
    try {
      const factory = this.#library.compile(isolate, part).runSync(context, { reference: true });
      this.#isolate.enter('part', part, factory.derefInto({ release: true }));
    } catch (error) {
      if (!(error instanceof Error) || this.#isolate.isDisposed) throw error;
      return { name: error.name, message: error.message };
    }
    this.#loaded.add(part);
    return true;
  }
}
