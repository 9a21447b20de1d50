/**
 * Saved state in bare contexts: one context per run, as in the runner, and only the part `state` is loaded.
 */
import { build } from 'esbuild';
import ivm from 'isolated-vm';
import { GuestSources } from '../../src/runner/guest-sources.ts';
import { createHostCalls } from '../../src/runner/host-calls.ts';
import { PendingWork } from '../../src/runner/pending-work.ts';

/** Contexts after which the isolate is given up, so that what they leave in it does not add up. */
const CONTEXTS_PER_ISOLATE = 200;
const TEXT_MAX = 64 * 1024 * 1024;

/** What one run does. */
export interface StateProgram {
  /** The state that it starts from. */
  readonly state?: string | null;
  /** Statements; sloppy, as a script is. */
  readonly code?: string;
  /** Names that the statements declare, by the word that declares them. */
  readonly names?: Readonly<Record<string, string>>;
  /** Evaluated after the statements. */
  readonly result?: string;
  /** Evaluated after the capture. */
  readonly afterwards?: string;
  readonly textMax?: number;
}

export interface StateRun {
  /** The result as JSON says it. */
  readonly result: unknown;
  readonly afterwards: unknown;
  readonly text: string | null;
  /** Each name with why it was left out. */
  readonly leftOut: readonly (readonly [string, string])[];
  readonly reason: string | null;
}

/** The names that a list of declarations gives, each with its word. */
export function declared(code: string): Record<string, string> {
  const found = code.matchAll(/^(const|let|var|function|class) (\w+)/gm);
  return Object.fromEntries([...found].map(([, word, name]) => [name as string, word as string]));
}

/** `state` with the one part that it needs, whose `Proxy` is the global one as in a run. */
const ENTRY = `
import createCarrier from './state.ts';
import createProxies from './proxies.ts';
export default function create(internals) {
  const parts = { proxies: createProxies(internals) };
  globalThis.Proxy = parts.proxies.Proxy;
  return createCarrier({ ...internals, load: (name) => parts[name], peek: (name) => parts[name] });
}`;

/** Runs programs on states. */
export class StateRuns {
  readonly #part: string;
  #isolate: ivm.Isolate | undefined;
  #script: ivm.Script | undefined;
  #contexts = 0;

  private constructor(part: string) {
    this.#part = part;
  }

  static async create(): Promise<StateRuns> {
    const { outputFiles } = await build({
      stdin: { contents: ENTRY, resolveDir: new URL('../../src/guest/parts', import.meta.url).pathname },
      bundle: true,
      write: false,
      format: 'iife',
      globalName: 'exported',
      platform: 'browser',
      target: 'esnext',
    });
    return new StateRuns(`(()=>{${outputFiles[0]?.text};return exported.default})()`);
  }

  /** @throws what the program or the state throws */
  run(program: StateProgram): StateRun {
    const { state = null, code = '', result = 'undefined', afterwards = 'undefined', textMax = TEXT_MAX } = program;
    const context = this.#context();
    try {
      const sources = new GuestSources();
      const calls = createHostCalls(new PendingWork(), () => undefined, sources);
      const call = new ivm.Callback((name: string, ...args: never[]) => calls.call(name, ...args));
      const factory = this.#script?.runSync(context, { reference: true }) as ivm.Reference;
      const guest = guestCode(program.names ?? declared(code), code, result);
      sources.add(guest, 'sloppy');
      const answer = context.evalClosureSync(
        `const { stringify } = JSON;
         const host = { call: $1 };
         const given = () => ({ main: '/main.ts' });
         const carrier = $0({ host, given, languageProxy: Proxy, runnable: (text) => text });
         if ($2 !== null) carrier.restore($2);
         const result = ${guest}(carrier);
         const { text, leftOut, reason } = carrier.capture($3, 1000);
         return [result, stringify(${afterwards}), text, leftOut, reason];`,
        [factory.derefInto({ release: true }), call, state, textMax],
        { result: { copy: true } },
      ) as [string | undefined, string | undefined, string | null, StateRun['leftOut'], string | null];
      const [value, after, text, leftOut, reason] = answer;
      return { result: parsed(value), afterwards: parsed(after), text, leftOut, reason };
    } finally {
      context.release();
    }
  }

  dispose(): void {
    this.#isolate?.dispose();
    this.#isolate = undefined;
  }

  #context(): ivm.Context {
    if (this.#contexts % CONTEXTS_PER_ISOLATE === 0) {
      this.dispose();
      this.#isolate = new ivm.Isolate({ memoryLimit: 1024 });
      this.#script = this.#isolate.compileScriptSync(this.#part, { filename: 'treebox:state' });
    }
    this.#contexts += 1;
    return (this.#isolate as ivm.Isolate).createContextSync();
  }
}

function parsed(json: string | undefined): unknown {
  return json === undefined ? undefined : JSON.parse(json);
}

function guestCode(names: Readonly<Record<string, string>>, code: string, result: string): string {
  const bindings = Object.entries(names).map(([name, word]) => {
    const set = word === 'const' ? 'undefined' : `(value) => { ${name} = value; }`;
    return `$carrier.declare(${JSON.stringify(name)}, { kind: '${word}', get: () => ${name}, set: ${set} });`;
  });
  return `(($carrier) => {${bindings.join('')}\n${code}\nreturn JSON.stringify(${result});\n})`;
}
