/**
 * The protocol over standard input and output, with one message per line.
 */
import { Transform, type TransformCallback } from 'node:stream';
import { type StdioServerHandle, StdioServerTransport, serveStdio } from '@modelcontextprotocol/server/stdio';
import type { Api } from '../client/api.ts';
import { MCP_MESSAGE_MAX_BYTES } from '../core/limits.ts';
import { makeServer } from './server.ts';
import type { Tool } from './tool.ts';

const LINE_FEED = 10;
/** JSON-RPC: the message is not a valid request. */
const INVALID_REQUEST = -32600;

export interface StdioOptions {
  readonly api: Api;
  readonly tools: readonly Tool[];
  /** Called with errors that the protocol does not report; must not write to standard output. */
  readonly onProblem: (error: Error) => void;
}

/** Serves the process's standard input and output until the input ends. */
export function serveStandardStreams({ api, tools, onProblem }: StdioOptions): StdioServerHandle {
  const lines = new MessageLines((id) => {
    const message = `the message is longer than ${MCP_MESSAGE_MAX_BYTES} bytes; send less at a time`;
    process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id, error: { code: INVALID_REQUEST, message } })}\n`);
  });
  process.stdin.pipe(lines);
  // `lines` passes on whole messages within the limit. One may wait for the previous one, hence the double size.
  const transport = new StdioServerTransport(lines, process.stdout, { maxBufferSize: 2 * MCP_MESSAGE_MAX_BYTES });
  return serveStdio(({ era }) => makeServer({ era }, { api, tools, transport: 'stdio', isPrivate: true }), {
    transport,
    onerror: onProblem,
  });
}

/** Passes on whole lines, and refuses those that are too long. */
export class MessageLines extends Transform {
  readonly #refuse: (id: string | number | null) => void;
  readonly #maxBytes: number;
  #parts: Buffer[] = [];
  #length = 0;
  #isTooLong = false;

  /**
   * @param refuse called with the id of a message that is too long; null when its beginning has no id
   * @param maxBytes longest message
   */
  constructor(refuse: (id: string | number | null) => void, maxBytes: number = MCP_MESSAGE_MAX_BYTES) {
    super();
    this.#refuse = refuse;
    this.#maxBytes = maxBytes;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
      this.#add(chunk.subarray(start, end + 1));
      this.#endLine();
      start = end + 1;
    }
    if (start < chunk.length) this.#add(chunk.subarray(start));
    done();
  }

  #add(part: Buffer): void {
    if (this.#isTooLong) return;
    this.#parts.push(part);
    this.#length += part.length;
    if (this.#length <= this.#maxBytes) return;
    this.#isTooLong = true;
    this.#refuse(idOf(this.#parts[0] as Buffer));
    this.#parts = [];
  }

  #endLine(): void {
    if (!this.#isTooLong) this.push(Buffer.concat(this.#parts));
    this.#parts = [];
    this.#length = 0;
    this.#isTooLong = false;
  }
}

/** Finds the id in the beginning of a JSON-RPC message. */
function idOf(beginning: Buffer): string | number | null {
  const id = /"id"\s*:\s*("(?:[^"\\]|\\.)*"|-?\d+)/.exec(beginning.toString())?.[1];
  return id === undefined ? null : (JSON.parse(id) as string | number);
}
