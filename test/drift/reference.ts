/**
 * Pages of the reference, written from what the program itself says: the command line's help, `openapi.json`, the
 * settings' help and the metrics.
 */
import { readFileSync } from 'node:fs';
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { createProgram } from '../../src/cli/program.ts';
import { readSettings } from '../../src/config.ts';
import { Meters } from '../../src/core/meters.ts';
import { createMetrics } from '../../src/http/metrics.ts';
import { NO_WALLS } from '../../src/walls/policy.ts';

const ROOT = new URL('../../', import.meta.url);
const MADE = '<!-- Made by `npm run gen`; do not edit. -->';
const HELP_WIDTH = 100;
const METHODS = ['get', 'put', 'post', 'delete'] as const;

interface Operation {
  readonly summary?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly parameters?: readonly { readonly $ref?: string; readonly name?: string; readonly in?: string }[];
  readonly requestBody?: object;
  readonly responses: Readonly<Record<string, object>>;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly parameters?: Readonly<Record<string, { readonly name: string; readonly in: string }>>;
  };
}

/** Returns the pages by path. */
export async function generateReference(): Promise<Map<string, string>> {
  return new Map([
    ['docs/reference/cli.md', commandLine()],
    ['docs/reference/api.md', api()],
    ['docs/reference/settings.md', settings()],
    ['docs/reference/errors.md', errors()],
    ['docs/reference/metrics.md', await metrics()],
  ]);
}

function commandLine(): string {
  const intro =
    'The command line talks to a server over HTTP. `--server` (`TREEBOX_SERVER`) is its address, and `--token`\n' +
    '(`TREEBOX_TOKEN`) its token. Exit status: 0 done, 1 failed, 2 bad usage, 3 rejected or in conflict; `run` has its own.\n' +
    'You can shorten the id of an execution, a commit or a snapshot to its first digits, at least four, if no other id\n' +
    'begins with them.';
  return `${['# Command line', MADE, intro, ...helpOf(createProgram(), 'treebox')].join('\n\n')}\n`;
}

function helpOf(command: CommandUnknownOpts, path: string): string[] {
  // Only the program's own page lists the options that all verbs take.
  command.configureHelp({ showGlobalOptions: false, helpWidth: HELP_WIDTH });
  const parts: string[] = [];
  command.configureOutput({ writeOut: (text) => void parts.push(text) }).outputHelp();
  const help = parts.join('').trimEnd().replaceAll(/ +$/gm, '');
  const own = [`## ${path}`, `\`\`\`text\n${help}\n\`\`\``];
  const visible = command.createHelp().visibleCommands(command);
  const verbs = command.commands.filter((verb) => visible.includes(verb));
  return [...own, ...verbs.flatMap((verb) => helpOf(verb, `${path} ${verb.name()}`))];
}

function api(): string {
  const document = JSON.parse(readFileSync(new URL('openapi.json', ROOT), 'utf8')) as Document;
  const intro =
    'This page is a summary of all operations. [`openapi.json`](../../openapi.json) describes the whole interface with every\n' +
    'field. A server shows it at `/openapi.json`, and at `/docs/api` as a page on which you can try requests.';
  const byTag = new Map<string, string[]>();
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const method of METHODS) {
      const operation = methods[method];
      if (!operation) continue;
      const [tag = 'other'] = operation.tags ?? [];
      byTag.set(tag, [
        ...(byTag.get(tag) ?? []),
        ...operationText(document, `${method.toUpperCase()} ${path}`, operation),
      ]);
    }
  }
  const sections = [...byTag].flatMap(([tag, texts]) => [`## ${tag}`, ...texts]);
  return `${['# API', MADE, intro, ...sections].join('\n\n')}\n`;
}

function operationText(document: Document, title: string, operation: Operation): string[] {
  const { summary, description, parameters = [], responses } = operation;
  const names = parameters
    .map((parameter) =>
      parameter.$ref ? document.components.parameters?.[parameter.$ref.split('/').at(-1) as string] : parameter,
    )
    .flatMap((parameter) => (parameter && parameter.in !== 'path' ? [`\`${parameter.name}\` (${parameter.in})`] : []));
  return [
    `### ${title}`,
    [summary, description].filter((text) => text !== undefined).join('\n\n'),
    ...(names.length > 0 ? [`Parameters: ${names.join(', ')}.`] : []),
    `Answers: ${Object.keys(responses).join(', ')}.`,
  ].filter((text) => text !== '');
}

function settings(): string {
  const read = readSettings(['--help'], {});
  if (!('help' in read)) throw new Error('--help gave no help');
  const rows = [...read.help.matchAll(/^ {2}(--\S+) +(TREEBOX_\S+) +(.+) \(([^()]*)\)$/gm)];
  const table = rows.map(
    ([, flag, variable, about, fallback]) => `| \`${flag}\` | \`${variable}\` | ${about} | ${fallback} |`,
  );
  const intro =
    'A flag overrides its environment variable, which overrides the file given by `--config` (TOML, as in\n' +
    '`queue-limit = 50`), which overrides the default. The server refuses an unknown setting, also in the\n' +
    'environment. Flags go after `npx treebox serve`, or after `npm start --` in a checkout.';
  const head = '| flag | environment | meaning | default |\n| --- | --- | --- | --- |';
  return `${['# Settings', MADE, intro, [head, ...table].join('\n')].join('\n\n')}\n`;
}

async function metrics(): Promise<string> {
  const runners = { idle: 0, busy: 0, starting: 0, failure: null };
  const registry = createMetrics({
    meters: new Meters(),
    ended: new Map(),
    load: { queued: 0, running: 0, runners, compilers: 0 },
    problems: { count: 0 },
    walls: { standing: NO_WALLS },
    store: {
      labels: async () => 0,
      recordsBytes: async () => 0,
      size: async () => ({ objects: 0, packs: 0, bytes: 0 }),
    },
    health: { state: () => ({ reasons: [], disk: null, runners }) },
  });
  const own = (await registry.getMetricsAsJSON()).filter(({ name }) => name.startsWith('treebox_'));
  const rows = own.map(({ name, type, help }) => `| \`${name}\` | ${type} | ${help} |`);
  const intro =
    'A server has its metrics at `/metrics`, in the text format of Prometheus. If the server has a token, the request\n' +
    'must send it. Histograms are in seconds. The page also has metrics of the process (`process_…`) and of Node.js\n' +
    '(`nodejs_…`). [`grafana-dashboard.json`](../../deploy/grafana-dashboard.json) shows the important ones.';
  return `${['# Metrics', MADE, intro, ['| name | type | meaning |\n| --- | --- | --- |', ...rows].join('\n')].join('\n\n')}\n`;
}

/** The table that stands beside the code which makes the errors. */
function errors(): string {
  const [table = ''] =
    /^\| code \|[\s\S]*?(?=\n\n|$(?![\s\S]))/m.exec(readFileSync(new URL('src/http/README.md', ROOT), 'utf8')) ?? [];
  const intro =
    'Every refusal is JSON: `{"error": "<the problem, and how to correct it>", "code": "<one of these>"}`. Programs should\n' +
    'look at `code`; the text in `error` is for people and may change. A failed run is not an error of the request: its\n' +
    'record has `outcome` and `error`.';
  return `${['# Errors', MADE, intro, table.trim()].join('\n\n')}\n`;
}
