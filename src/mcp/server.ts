/**
 * A protocol server for one request (HTTP) or one connection (stdio). Tools, schemas and texts are made once, when this
 * module loads; a server only holds references to them.
 */
import {
  type CallToolResult,
  type McpRequestContext,
  ProtocolError,
  ProtocolErrorCode,
  Server,
  type ServerContext,
} from '@modelcontextprotocol/server';
import packageJson from '../../package.json' with { type: 'json' };
import { type Api, ApiError, Unreachable } from '../client/api.ts';
import { checkArguments } from './arguments.ts';
import { INSTRUCTIONS } from './guide.ts';
import { addResources } from './resources.ts';
import { addTasks, declaresTasks, TASKS_EXTENSION, taskCreated } from './tasks.ts';
import { BadArguments, type TaskHandle, type Tool, type ToolAnswer, type ToolContext, textAnswer } from './tool.ts';

/** Time that a client may cache answers that never change while the server runs, in ms. */
const CATALOG_TTL_MS = 300_000;

export interface McpOptions {
  readonly api: Api;
  readonly tools: readonly Tool[];
  /** Transport: it decides whether the end of a request means that its caller is gone; see `signalOf`. */
  readonly transport: 'http' | 'stdio';
  /** True when answers depend on a token, so that shared caches must not hold them. */
  readonly isPrivate: boolean;
}

/** Makes a server. @param era the protocol family that its client speaks */
export function makeServer({ era }: Pick<McpRequestContext, 'era'>, options: McpOptions): Server {
  const { api, tools, isPrivate } = options;
  const server = new Server(
    { name: 'treebox', version: packageJson.version },
    { capabilities: { tools: {}, resources: {}, extensions: { [TASKS_EXTENSION]: {} } }, instructions: INSTRUCTIONS },
  );
  const cache = { ttlMs: CATALOG_TTL_MS, cacheScope: isPrivate ? ('private' as const) : ('public' as const) };
  server.setRequestHandler('tools/list', () => ({ tools: tools.map(declarationOf), ...(era === 'modern' && cache) }));
  server.setRequestHandler('tools/call', async ({ params }, context) => {
    const tool = tools.find(({ name }) => name === params.name);
    if (!tool) throw new ProtocolError(ProtocolErrorCode.InvalidParams, unknownTool(params.name, tools));
    const answer = await callTool(tool, params.arguments ?? {}, toolContext(era, options, context));
    return (isTask(answer) ? await taskCreated(api, answer.task) : answer) as CallToolResult;
  });
  addResources(server, api, era);
  if (era === 'modern') addTasks(server, api);
  return server;
}

function declarationOf({ name, description, inputSchema, outputSchema, annotations }: Tool) {
  return { name, description, inputSchema, ...(outputSchema && { outputSchema }), annotations } as {
    name: string;
    inputSchema: { type: 'object' };
  };
}

function unknownTool(name: string, tools: readonly Tool[]): string {
  return `there is no tool ${JSON.stringify(name)}; the tools are ${tools.map((tool) => tool.name).join(', ')}`;
}

/** Calls a tool. An error that the caller can correct is an answer; a fault of treebox is a protocol error. */
async function callTool(
  tool: Tool,
  args: Record<string, unknown>,
  context: ToolContext,
): Promise<ToolAnswer | TaskHandle> {
  try {
    checkArguments(tool, args);
    return await tool.call(args, context);
  } catch (error) {
    if (error instanceof BadArguments) return textAnswer(error.message, true);
    if (error instanceof Unreachable) return textAnswer(unanswered(tool, error), true);
    if (error instanceof ApiError) return textAnswer(inToolWords(error), true);
    throw error;
  }
}

/** Describes a call without an answer. The call may have been carried out. */
function unanswered({ annotations }: Tool, { message }: Unreachable): string {
  if (annotations.readOnlyHint) return message;
  return `${message}. The call may have taken effect: check fs_labels or list_executions before you repeat it`;
}

/** Rewrites a refusal of the API with the names of the tools' arguments. */
function inToolWords({ message, status }: ApiError): string {
  const text = message
    .replaceAll('execution_timeout_secs', 'timeout_secs')
    .replaceAll('heap_memory_max_mb', 'memory_mb');
  return status === 401 ? `${text} (the MCP client must send it)` : text;
}

function isTask(answer: ToolAnswer | TaskHandle): answer is TaskHandle {
  return 'task' in answer;
}

function toolContext(
  era: McpRequestContext['era'],
  { api, transport }: McpOptions,
  context: ServerContext,
): ToolContext {
  const { _meta, signal, notify } = context.mcpReq;
  const token = _meta?.progressToken;
  let step = 0;
  return {
    api,
    signal: signalOf(era, transport, signal),
    takesTasks: declaresTasks(context),
    wantsProgress: token !== undefined,
    progress: async (message) => {
      if (token === undefined) return;
      const params = { progressToken: token, progress: ++step, message };
      await notify({ method: 'notifications/progress', params });
    },
  };
}

/** Returns the signal of a call. Over HTTP, the runs of a client of the 2025 revisions continue when it disconnects. */
function signalOf(era: McpRequestContext['era'], transport: McpOptions['transport'], signal: AbortSignal): AbortSignal {
  return transport === 'http' && era === 'legacy' ? NEVER : signal;
}

const NEVER = new AbortController().signal;
