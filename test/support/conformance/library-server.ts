/**
 * A protocol server with what ours has no use for, and the conformance suite asks of a whole implementation: prompts, completion, logs,
 * subscriptions, and tools that ask their caller. It shows that our way of serving leaves the protocol's library whole.
 */
import {
  acceptedContent,
  type CallToolResult,
  CLIENT_CAPABILITIES_META_KEY,
  type ClientCapabilities,
  createRequestStateCodec,
  fromJsonSchema,
  type GetPromptResult,
  type InputRequests,
  type InputRequiredResult,
  inputRequired,
  McpServer,
  ResourceTemplate,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { embedded, IMAGE, PNG } from './contents.ts';

type Answer = CallToolResult | InputRequiredResult;
type Call = (context: ServerContext, args: Record<string, string>) => Promise<Answer>;

const states = createRequestStateCodec<Record<string, unknown>>({ key: crypto.getRandomValues(new Uint8Array(32)) });

const text = (words: string): CallToolResult => ({ content: [{ type: 'text', text: words }] });
const said = (words: string): GetPromptResult => ({
  messages: [{ role: 'user', content: { type: 'text', text: words } }],
});

/** Asks for one field of a form. */
function form(message: string, field: string, type: 'string' | 'boolean' = 'string') {
  return inputRequired.elicit({
    message,
    requestedSchema: {
      type: 'object',
      properties: { [field]: type === 'string' ? { type } : { type } },
      required: [field],
    },
  });
}

function sample(words: string) {
  return inputRequired.createMessage({
    messages: [{ role: 'user', content: { type: 'text', text: words } }],
    maxTokens: 50,
  });
}

function accepted({ mcpReq }: ServerContext, key: string, field: string): string | undefined {
  const value = acceptedContent<Record<string, unknown>>(mcpReq.inputResponses, key)?.[field];
  return value === undefined ? undefined : String(value);
}

function response({ mcpReq }: ServerContext, key: string): Record<string, unknown> | undefined {
  return mcpReq.inputResponses?.[key] as Record<string, unknown> | undefined;
}

/** Tools that answer with what they want to know, and are called again with it. */
const ASKING: Readonly<Record<string, Call>> = {
  test_missing_capability: async (context) =>
    response(context, 'answer') ? text('sampled') : inputRequired({ inputRequests: { answer: sample('Say pong') } }),
  test_input_required_result_elicitation: async (context) => {
    const name = accepted(context, 'user_name', 'name');
    return name ? text(`Hello, ${name}!`) : inputRequired({ inputRequests: { user_name: form('Your name?', 'name') } });
  },
  test_input_required_result_sampling: async (context) => {
    const answer = response(context, 'capital_question');
    const question = sample('What is the capital of France?');
    return answer
      ? text(`Sampling response: ${JSON.stringify(answer)}`)
      : inputRequired({ inputRequests: { capital_question: question } });
  },
  test_input_required_result_list_roots: async (context) => {
    const roots = response(context, 'client_roots');
    if (!roots) return inputRequired({ inputRequests: { client_roots: inputRequired.listRoots() } });
    return text(JSON.stringify(roots));
  },
  test_input_required_result_request_state: async (context) => {
    const inputRequests = { confirm: form('Confirm?', 'ok', 'boolean') };
    if (accepted(context, 'confirm', 'ok') !== undefined) return text('state-ok');
    return inputRequired({ inputRequests, requestState: await states.mint({ of: 'request_state' }) });
  },
  test_input_required_result_multiple_inputs: async (context) => {
    const keys = ['user_name', 'greeting', 'client_roots'];
    if (keys.every((key) => response(context, key))) return text('all answered');
    const inputRequests = {
      user_name: form('Your name?', 'name'),
      greeting: sample('Generate a greeting'),
      client_roots: inputRequired.listRoots(),
    };
    return inputRequired({ inputRequests, requestState: await states.mint({ of: 'multiple' }) });
  },
  test_input_required_result_multi_round: async (context) => {
    const { round = 0 } = context.mcpReq.requestState<{ round?: number }>() ?? {};
    if (round === 2) return text('both rounds were answered');
    const inputRequests: InputRequests =
      round === 0 ? { step1: form('Your name?', 'name') } : { step2: form('Your color?', 'color') };
    return inputRequired({ inputRequests, requestState: await states.mint({ round: round + 1 }) });
  },
  test_input_required_result_tampered_state: async (context) => {
    if (accepted(context, 'confirm', 'ok') !== undefined) return text('integrity-ok');
    const requestState = await states.mint({ of: 'tampered' });
    return inputRequired({ inputRequests: { confirm: form('Confirm?', 'ok', 'boolean') }, requestState });
  },
  test_input_required_result_capabilities: async ({ mcpReq }) => {
    const envelope = (mcpReq.envelope ?? {}) as Record<string, ClientCapabilities | undefined>;
    const declared = envelope[CLIENT_CAPABILITIES_META_KEY];
    const inputRequests: InputRequests = {
      ...(declared?.elicitation && { user_name: form('Your name?', 'name') }),
      ...(declared?.sampling && { greeting: sample('Generate a greeting') }),
      ...(declared?.roots && { client_roots: inputRequired.listRoots() }),
    };
    const isDone = mcpReq.inputResponses !== undefined || Object.keys(inputRequests).length === 0;
    return isDone ? text('done') : inputRequired({ inputRequests });
  },
  test_streaming_elicitation: async () => text('nothing was asked'),
  test_logging_tool: async ({ mcpReq }) => {
    await mcpReq.log('info', 'told only to those who asked');
    return text('logged');
  },
};

/** Tools of the 2025 revisions, which ask or tell their caller while they run. */
const TALKING: Readonly<Record<string, Call>> = {
  test_tool_with_logging: async ({ mcpReq }) => {
    for (const data of ['started', 'processing', 'completed']) {
      await mcpReq.notify({ method: 'notifications/message', params: { level: 'info', data } });
    }
    return text('logged');
  },
  test_sampling: async ({ mcpReq }, { prompt = '' }) => {
    const messages = [{ role: 'user' as const, content: { type: 'text' as const, text: prompt } }];
    const result = await mcpReq.send({ method: 'sampling/createMessage', params: { messages, maxTokens: 100 } });
    return text(`LLM response: ${JSON.stringify(result)}`);
  },
  test_elicitation: elicit,
  test_elicitation_sep1034_defaults: elicit,
  test_elicitation_sep1330_enums: elicit,
};

async function elicit({ mcpReq }: ServerContext): Promise<Answer> {
  const requestedSchema = { type: 'object' as const, properties: { response: { type: 'string' as const } } };
  const result = await mcpReq.send({ method: 'elicitation/create', params: { message: 'Which?', requestedSchema } });
  return text(`User response: ${JSON.stringify(result)}`);
}

/** Makes a server for one request. */
export function makeLibraryServer(): McpServer {
  const server = new McpServer(
    { name: 'conformance', version: '1' },
    {
      capabilities: { tools: {}, resources: { subscribe: true }, prompts: {}, logging: {}, completions: {} },
      requestState: { verify: states.verify },
    },
  );
  const strings = fromJsonSchema<Record<string, string>>({ type: 'object', additionalProperties: { type: 'string' } });
  for (const [name, call] of Object.entries({ ...ASKING, ...TALKING })) {
    server.registerTool(name, { inputSchema: strings }, async (args, context) => call(context, args));
  }
  const mirrored = { type: 'string', 'x-mcp-header': 'Region' };
  server.registerTool(
    'test_x_mcp_header',
    { inputSchema: fromJsonSchema({ type: 'object', properties: { region: mirrored, level: { type: 'integer' } } }) },
    async (args) => text(JSON.stringify(args)),
  );
  addResources(server);
  addPrompts(server);
  server.server.setRequestHandler('completion/complete', () => ({ completion: { values: [], total: 0 } }));
  for (const method of ['logging/setLevel', 'resources/subscribe', 'resources/unsubscribe'] as const) {
    server.server.setRequestHandler(method, () => ({}));
  }
  return server;
}

function addResources(server: McpServer): void {
  const plain = { mimeType: 'text/plain' };
  for (const name of ['static-text', 'watched-resource']) {
    const uri = `test://${name}`;
    server.registerResource(name, uri, plain, () => ({ contents: [{ uri, ...plain, text: `This is ${name}.` }] }));
  }
  const binary = { uri: 'test://static-binary', mimeType: 'image/png' };
  server.registerResource('static-binary', binary.uri, binary, () => ({ contents: [{ ...binary, blob: PNG }] }));
  const template = new ResourceTemplate('test://template/{id}/data', { list: undefined });
  server.registerResource('template', template, { mimeType: 'application/json' }, (uri, { id }) => ({
    contents: [
      { uri: uri.href, mimeType: 'application/json', text: JSON.stringify({ id, data: `Data for ID: ${id}` }) },
    ],
  }));
}

function addPrompts(server: McpServer): void {
  const args = <T>(...names: string[]) =>
    fromJsonSchema<T>({
      type: 'object',
      properties: Object.fromEntries(names.map((name) => [name, { type: 'string' }])),
      required: names,
    });
  server.registerPrompt('test_simple_prompt', { description: 'no arguments' }, async () =>
    said('This is a simple prompt for testing.'),
  );
  server.registerPrompt(
    'test_prompt_with_arguments',
    { description: 'two arguments', argsSchema: args<{ arg1: string; arg2: string }>('arg1', 'arg2') },
    async ({ arg1, arg2 }) => said(`Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`),
  );
  server.registerPrompt(
    'test_prompt_with_embedded_resource',
    { description: 'a resource', argsSchema: args<{ resourceUri: string }>('resourceUri') },
    async ({ resourceUri }) => ({
      messages: [
        { role: 'user', content: embedded(resourceUri, 'text/plain', 'Embedded resource content for testing.') },
        { role: 'user', content: { type: 'text', text: 'Please process the embedded resource above.' } },
      ],
    }),
  );
  server.registerPrompt('test_prompt_with_image', { description: 'an image' }, async () => ({
    messages: [
      { role: 'user', content: IMAGE },
      { role: 'user', content: { type: 'text', text: 'Please analyze the image above.' } },
    ],
  }));
  server.registerPrompt(
    'test_input_required_result_prompt',
    { description: 'asks' },
    async (context: ServerContext) => {
      const given = accepted(context, 'user_context', 'context');
      if (given) return said(`Use the following context: ${given}`);
      return inputRequired({ inputRequests: { user_context: form('What context?', 'context') } });
    },
  );
}
