/**
 * Tools with the names of an older interface, at `/mcp/all` after the others. Each makes one call of the API and returns its
 * JSON.
 */
import { type Api, answerOf, type Schemas } from '../../../client/api.ts';
import { type ObjectSchema, type Tool, textAnswer } from '../../tool.ts';

/** Arguments that match the tool's schema, so the required ones are present. */
interface Arguments {
  readonly session: string;
  readonly heap: string;
  readonly label: string;
  readonly execution_id: string;
  readonly tags: Readonly<Record<string, string>>;
}

interface CompatTool {
  readonly name: string;
  readonly description: string;
  readonly properties: ObjectSchema['properties'];
  readonly required?: readonly string[];
  readonly isReading?: boolean;
  /** Calls the API and returns the body of the response. */
  readonly ask: (api: Api, args: Arguments) => Promise<unknown>;
}

const TEXT = { type: 'string' } as const;
const WHOLE = { type: 'integer', minimum: 0 } as const;
const TAGS = { type: 'object', additionalProperties: TEXT } as const;

const SESSIONS_AND_HEAPS: readonly CompatTool[] = [
  {
    name: 'list_sessions',
    description: 'Lists the sessions.',
    properties: { prefix: TEXT, limit: WHOLE, after: TEXT },
    isReading: true,
    ask: (api, query) => answerOf(api.GET('/api/sessions', { params: { query: query as object } })),
  },
  {
    name: 'list_session_snapshots',
    description: 'Lists the runs of a session with the files and the state that each left.',
    properties: { session: TEXT, limit: WHOLE, before: TEXT },
    required: ['session'],
    isReading: true,
    ask: (api, { session, ...query }) =>
      answerOf(api.GET('/api/sessions/{session}', { params: { path: { session }, query: query as object } })),
  },
  {
    name: 'get_heap_tags',
    description: 'Returns the tags of a heap.',
    properties: { heap: TEXT },
    required: ['heap'],
    isReading: true,
    ask: async (api, { heap }) => {
      const { key, tags } = await answerOf(api.GET('/api/heaps/{key}', { params: { path: { key: heap } } }));
      return { key, tags };
    },
  },
  {
    name: 'set_heap_tags',
    description: 'Replaces the tags of a heap.',
    properties: { heap: TEXT, tags: TAGS },
    required: ['heap', 'tags'],
    ask: (api, { heap, tags }) =>
      answerOf(api.PUT('/api/heaps/{key}/tags', { params: { path: { key: heap } }, body: { tags } })),
  },
  {
    name: 'delete_heap_tags',
    description: 'Deletes the tags of a heap.',
    properties: { heap: TEXT },
    required: ['heap'],
    ask: (api, { heap }) => answerOf(api.DELETE('/api/heaps/{key}/tags', { params: { path: { key: heap } } })),
  },
  {
    name: 'query_heaps_by_tags',
    description: 'Lists the heaps that have all of the given tags.',
    properties: { tags: TAGS, limit: WHOLE, after: TEXT },
    required: ['tags'],
    isReading: true,
    ask: async (api, { tags, ...page }) => {
      const wanted = Object.entries(tags);
      const [first] = wanted;
      const query = { ...page, ...(first && { tag: first.join(':') }) } as object;
      const found = await answerOf(api.GET('/api/heaps', { params: { query } }));
      const heaps = found.heaps.filter((heap) => wanted.every(([name, value]) => heap.tags[name] === value));
      return { ...found, heaps };
    },
  },
];

const RUNS: readonly CompatTool[] = [
  {
    name: 'list_artifacts',
    description: 'Lists the artifacts of all executions, those of the newest execution first.',
    properties: { limit: WHOLE, after: TEXT },
    isReading: true,
    ask: (api, query) => answerOf(api.GET('/api/artifacts', { params: { query: query as object } })),
  },
  {
    name: 'get_execution_output',
    description: 'Returns a page of the output of an execution, by lines or by bytes.',
    properties: {
      execution_id: TEXT,
      line_offset: WHOLE,
      line_limit: WHOLE,
      byte_offset: WHOLE,
      byte_limit: WHOLE,
      stream: { type: 'string', enum: ['stdout', 'stderr'] },
    },
    required: ['execution_id'],
    isReading: true,
    ask: (api, { execution_id: id, ...query }) =>
      answerOf(api.GET('/api/executions/{id}/output', { params: { path: { id }, query: query as object } })),
  },
  {
    name: 'cancel_execution',
    description: 'Cancels an execution.',
    properties: { execution_id: TEXT },
    required: ['execution_id'],
    ask: async (api, { execution_id: id }) => {
      const { data, error } = await api.POST('/api/executions/{id}/cancel', { params: { path: { id } } });
      return (data ?? error) as Schemas['CancelResult'];
    },
  },
];

const LABELS: readonly CompatTool[] = [
  {
    name: 'fs_ls',
    description: 'Lists the labels and their heads.',
    properties: { prefix: TEXT, limit: WHOLE, after: TEXT },
    isReading: true,
    ask: (api, query) => answerOf(api.GET('/api/fs/labels', { params: { query: query as object } })),
  },
  {
    name: 'fs_pull',
    description: 'Returns the head of a label.',
    properties: { label: TEXT },
    required: ['label'],
    isReading: true,
    ask: (api, { label }) => answerOf(api.GET('/api/fs/labels/{label}', { params: { path: { label } } })),
  },
  {
    name: 'fs_label',
    description: 'Creates a label at a CA id, or moves it there.',
    properties: { name: TEXT, ca_id: TEXT, message: TEXT },
    required: ['name', 'ca_id'],
    ask: (api, body) => answerOf(api.POST('/api/fs/labels', { body: body as unknown as Schemas['FsLabelRequest'] })),
  },
  {
    name: 'fs_log',
    description: 'Lists the moves of a label, oldest first.',
    properties: { label: TEXT, limit: WHOLE, before: WHOLE },
    required: ['label'],
    isReading: true,
    ask: (api, { label, ...query }) =>
      answerOf(api.GET('/api/fs/labels/{label}/log', { params: { path: { label }, query: query as object } })),
  },
  {
    name: 'fs_reset',
    description: 'Resets a label to a CA id that it had before.',
    properties: { label: TEXT, ca_id: TEXT, allow_unlogged: { type: 'boolean' }, message: TEXT },
    required: ['label', 'ca_id'],
    ask: (api, body) => answerOf(api.POST('/api/fs/reset', { body: body as unknown as Schemas['FsResetRequest'] })),
  },
];

export const COMPAT_TOOLS: readonly Tool[] = [...SESSIONS_AND_HEAPS, ...RUNS, ...LABELS].map(toolOf);

function toolOf({ name, description, properties, required, isReading = false, ask }: CompatTool): Tool {
  return {
    name,
    description,
    inputSchema: { type: 'object', properties, ...(required && { required }) },
    annotations: { readOnlyHint: isReading, openWorldHint: false },
    call: async (args, { api }) => textAnswer(JSON.stringify(await ask(api, args as unknown as Arguments))),
  };
}
