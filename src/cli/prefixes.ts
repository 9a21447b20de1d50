/**
 * Completes ids from their first digits: executions, commits and CA ids, if exactly one that the server lists begins
 * with them.
 */
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { answerOf, type Server } from './connection.ts';
import { contextOf } from './context.ts';
import { EXIT, Failure } from './failure.ts';

/** Matches a shortened id: at least four digits, as in git. */
const OID_PREFIX = /^[0-9a-f]{4,39}$/;
const EXECUTION_PREFIX = /^[0-9a-f]{4}[0-9a-f-]{0,31}$/;
const PAGE = 1_000;
/** Number of the newest executions whose snapshots are considered. */
const EXECUTIONS_ASKED = 100;
/** Number of ids that an error names. */
const SHOWN_MAX = 4;

/** Kinds of ids by the names of arguments and options. */
const KINDS = {
  id: executionId,
  at: executionId,
  before: executionId,
  handle: handleOf,
  ours: handleOf,
  theirs: handleOf,
  from: handleOf,
  to: handleOf,
  onto: handleOf,
  'ca-id': handleOf,
  change: (server: Server, text: string) => (text.includes('-') ? executionId(server, text) : handleOf(server, text)),
  fs: handleOf,
  base: handleOf,
} as const;

/** Replaces prefixes by whole ids among a verb's arguments and options. */
export async function completeIds(command: CommandUnknownOpts): Promise<void> {
  const isPrefix = (text: unknown): text is string =>
    typeof text === 'string' && (OID_PREFIX.test(text) || EXECUTION_PREFIX.test(text));
  const kindOf = (name: string) => (name in KINDS ? KINDS[name as keyof typeof KINDS] : undefined);
  for (const [index, argument] of command.registeredArguments.entries()) {
    const complete = kindOf(argument.name());
    const text = command.processedArgs[index];
    if (complete && isPrefix(text)) command.processedArgs[index] = await complete(contextOf(command).server, text);
  }
  for (const option of command.options) {
    const complete = kindOf(option.attributeName());
    const text = command.getOptionValue(option.attributeName());
    if (complete && isPrefix(text)) {
      command.setOptionValue(option.attributeName(), await complete(contextOf(command).server, text));
    }
  }
}

/**
 * Returns the id of the execution that begins with `prefix`, or `prefix` itself when none does.
 * @throws Failure when several do
 */
async function executionId(server: Server, prefix: string): Promise<string> {
  if (!EXECUTION_PREFIX.test(prefix)) return prefix;
  const found: string[] = [];
  let before: string | undefined;
  do {
    const query = { limit: PAGE, ...(before !== undefined && { before }) };
    const { executions } = await answerOf(server.GET('/api/executions', { params: { query } }));
    const ids = executions.map(({ execution_id }) => execution_id);
    found.push(...ids.filter((id) => id.startsWith(prefix)));
    // Ids begin with their time, and the list is newest first.
    before = ids.length === PAGE && (ids.at(-1) as string) >= prefix ? ids.at(-1) : undefined;
  } while (before !== undefined);
  return onlyOne(prefix, new Map(found.map((id) => [id, 'execution'])));
}

/**
 * Returns the commit or CA id that begins with `prefix`, or `prefix` itself when it is a label or none does.
 * @throws Failure when several do
 */
async function handleOf(server: Server, prefix: string): Promise<string> {
  if (!OID_PREFIX.test(prefix)) return prefix;
  const { response } = await server.GET('/api/fs/labels/{label}', { params: { path: { label: prefix } } });
  if (response.ok) return prefix;
  const found = new Map<string, string>();
  const add = (kind: string, id: string | null | undefined) => {
    if (id?.startsWith(prefix)) found.set(id, kind);
  };
  for await (const label of labelNames(server)) {
    const params = { path: { label, handle: label }, query: { limit: PAGE } };
    const { log } = await answerOf(server.GET('/api/fs/labels/{label}/log', { params }));
    const { commits } = await answerOf(server.GET('/api/fs/snapshots/{handle}/commits', { params }));
    for (const { tree, commit } of [...log.map(({ to, commit }) => ({ tree: to, commit })), ...commits]) {
      add('CA id', tree);
      add('commit', commit);
    }
  }
  const newest = await answerOf(server.GET('/api/executions', { params: { query: { limit: EXECUTIONS_ASKED } } }));
  for (const { execution_id: id } of newest.executions) {
    const { fs, base_fs } = await answerOf(server.GET('/api/executions/{id}', { params: { path: { id } } }));
    add('CA id', fs);
    add('CA id', base_fs);
  }
  return onlyOne(prefix, found);
}

/** Returns the names of all labels in order. */
async function* labelNames(server: Server): AsyncGenerator<string> {
  let after: string | undefined;
  do {
    const query = { limit: PAGE, ...(after !== undefined && { after }) };
    const { labels } = await answerOf(server.GET('/api/fs/labels', { params: { query } }));
    for (const { name } of labels) yield name;
    after = labels.length === PAGE ? labels.at(-1)?.name : undefined;
  } while (after !== undefined);
}

function onlyOne(prefix: string, found: ReadonlyMap<string, string>): string {
  if (found.size <= 1) return found.keys().next().value ?? prefix;
  const named = [...found].slice(0, SHOWN_MAX).map(([id, kind]) => `${kind} ${id}`);
  const more = found.size > SHOWN_MAX ? ` and ${found.size - SHOWN_MAX} more` : '';
  throw new Failure(EXIT.usage, `${prefix} is ambiguous: ${named.join(', ')}${more}; give more digits`);
}
