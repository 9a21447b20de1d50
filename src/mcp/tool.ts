/**
 * A tool, and the context of its call.
 */
import type { ContentBlock, ToolAnnotations } from '@modelcontextprotocol/server';
import type { Api } from '../client/api.ts';

/** A JSON schema of a tool's arguments or of its structured answer; its root is always an object. */
export interface ObjectSchema {
  readonly type: 'object';
  readonly properties: Readonly<Record<string, unknown>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: false;
}

export interface ToolAnswer {
  readonly content: ContentBlock[];
  /** The same answer as data; only of tools that declare an `outputSchema`. */
  readonly structuredContent?: Record<string, unknown>;
  /** True when the call did not achieve what the caller wanted. */
  readonly isError?: boolean;
}

/** An execution that outlives its request, for a client that declared the tasks extension. */
export interface TaskHandle {
  readonly task: string;
}

export interface ToolContext {
  readonly api: Api;
  /** Aborted when the client cancels, or disconnects where that also cancels. */
  readonly signal: AbortSignal;
  /** True when the client accepts a task instead of an answer. */
  readonly takesTasks: boolean;
  /** Reports progress to the client; does nothing when it did not ask for it. */
  progress(message: string): Promise<void>;
  /** True when the client asked for progress. */
  readonly wantsProgress: boolean;
}

export interface Tool<Arguments = Record<string, unknown>> {
  readonly name: string;
  /** At most 2,000 characters: clients cut longer ones. */
  readonly description: string;
  readonly inputSchema: ObjectSchema;
  readonly outputSchema?: ObjectSchema;
  readonly annotations: ToolAnnotations;
  /** Carries out the call. An error that it throws becomes an answer with `isError`. */
  call(args: Arguments, context: ToolContext): Promise<ToolAnswer | TaskHandle>;
}

/** Makes an answer of one text. */
export function textAnswer(text: string, isError = false): ToolAnswer {
  return { content: [{ type: 'text', text }], ...(isError && { isError }) };
}

/** Makes an answer of data, with the same data as text for clients that read only that. */
export function dataAnswer(data: Record<string, unknown>): ToolAnswer {
  return { content: [{ type: 'text', text: JSON.stringify(data) }], structuredContent: data };
}

/** A refused argument: the call was not made. */
export class BadArguments extends Error {
  override readonly name = 'BadArguments';
}
