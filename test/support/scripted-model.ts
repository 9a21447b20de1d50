/**
 * A model that follows a script, behind the HTTP interfaces of OpenAI and Anthropic: it makes a mistake, sees the error,
 * mends it and answers.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** A call of a tool, or the answer that ends the conversation. */
type Turn = { readonly tool: string; readonly args: object } | { readonly answer: string };
/** What the model says after `calls` calls, the last of which was answered with `last`. */
export type Script = (calls: number, last: string, tools: readonly string[]) => Turn;

interface OpenAiRequest {
  readonly tools: readonly {
    readonly function: { readonly name: string; readonly parameters: { readonly type: string } };
  }[];
  readonly messages: readonly {
    readonly role: string;
    readonly content: string | readonly { readonly text?: string }[];
  }[];
}

interface AnthropicRequest {
  readonly tools: readonly { readonly name: string; readonly input_schema: { readonly type: string } }[];
  readonly messages: readonly { readonly role: string; readonly content: string | readonly AnthropicBlock[] }[];
}

interface AnthropicBlock {
  readonly type: string;
  readonly content?: string | readonly { readonly text: string }[];
}

const textOf = (content: string | readonly { readonly text?: string }[] | undefined): string =>
  typeof content === 'string' ? content : (content ?? []).map(({ text = '' }) => text).join('');

function openAiAnswer(script: Script, { messages, tools }: OpenAiRequest): object {
  if (tools.some((tool) => tool.function.parameters.type !== 'object')) throw new Error('a schema is no object');
  const results = messages.filter(({ role }) => role === 'tool').map(({ content }) => textOf(content));
  const turn = script(
    results.length,
    results.at(-1) ?? '',
    tools.map((tool) => tool.function.name),
  );
  const call = 'tool' in turn && {
    tool_calls: [
      {
        id: `call-${results.length}`,
        type: 'function',
        function: { name: turn.tool, arguments: JSON.stringify(turn.args) },
      },
    ],
  };
  return {
    id: 'completion',
    object: 'chat.completion',
    created: 0,
    model: 'scripted',
    choices: [
      {
        index: 0,
        finish_reason: call ? 'tool_calls' : 'stop',
        message: { role: 'assistant', content: 'answer' in turn ? turn.answer : null, ...call },
      },
    ],
    usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
  };
}

function anthropicAnswer(script: Script, { messages, tools }: AnthropicRequest): object {
  if (tools.some((tool) => tool.input_schema.type !== 'object')) throw new Error('a schema is no object');
  const results = messages
    .flatMap(({ content }) => (typeof content === 'string' ? [] : content))
    .filter(({ type }) => type === 'tool_result')
    .map(({ content }) => textOf(content));
  const turn = script(
    results.length,
    results.at(-1) ?? '',
    tools.map(({ name }) => name),
  );
  const block =
    'tool' in turn
      ? { type: 'tool_use', id: `call-${results.length}`, name: turn.tool, input: turn.args }
      : { type: 'text', text: turn.answer };
  return {
    id: 'message',
    type: 'message',
    role: 'assistant',
    model: 'scripted',
    content: [block],
    stop_reason: 'tool' in turn ? 'tool_use' : 'end_turn',
    stop_sequence: null,
    usage: { input_tokens: 1, output_tokens: 1 },
  };
}

/** Starts the model on a free port of this machine. */
export async function startModel(script: Script): Promise<{ url: string; server: Server }> {
  const server = createServer(async (request, response) => {
    const body = await json(request);
    const isOpenAi = request.url === '/v1/chat/completions';
    const isKnown = isOpenAi || request.url === '/v1/messages';
    if (!isKnown || request.headers.authorization !== 'Bearer scripted') return response.writeHead(401).end();
    const answer = isOpenAi
      ? openAiAnswer(script, body as OpenAiRequest)
      : anthropicAnswer(script, body as AnthropicRequest);
    return response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}
