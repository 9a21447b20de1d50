/**
 * An execution as text for a model: its outcome, changes and result, and its output cut to a limit.
 *
 * A part of the output is between two lines with its byte offsets, exactly as it was printed. The `next` lines are the calls
 * that return the missing bytes: all parts together are the whole output.
 */
import type { ContentBlock } from '@modelcontextprotocol/server';
import { type Api, answerOf, responseOf, type Schemas } from '../client/api.ts';
import { count, cutMiddle, duration, nextCall } from './text.ts';
import type { ToolAnswer } from './tool.ts';

export type Execution = Schemas['ExecutionInfo'];

/** Most changed paths that are listed. */
const CHANGES_SHOWN = 50;
/** Share of the bound that a result or an error may take. */
const RESULT_SHARE = 0.4;
/** Share of an output's room that its beginning gets when its middle is left out. */
const HEAD_SHARE = 0.6;
/** Characters kept for the lines around the output. */
const OUTPUT_FRAME = 300;
/** Images of one answer, and the size of the largest in bytes. */
const IMAGES_MAX = 3;
export const IMAGE_MAX_BYTES = 1024 * 1024;
export const IMAGE_TYPE = /^image\/(?:png|jpeg|gif|webp)$/;
/** Largest page of output that the API accepts. */
const PAGE_MAX_BYTES = 4 * 1024 * 1024;

export interface Presentation {
  readonly api: Api;
  readonly maxChars: number;
  /** Where the output begins; without it the output is shown from the start, cut in the middle. */
  readonly byteOffset?: number;
  /** The source of the run, to show the line of an error. */
  readonly code?: string;
}

/** Writes an ended or running execution as a tool's answer. */
export async function presentExecution(info: Execution, options: Presentation): Promise<ToolAnswer> {
  const { api, maxChars } = options;
  const head = cutMiddle(headOf(info, options), Math.floor(maxChars * 0.8));
  const output = await presentOutput(info, options, Math.max(maxChars - head.length - 1, OUTPUT_FRAME));

  const text = { type: 'text' as const, text: `${head}\n${output}`.trimEnd() };
  return { content: [text, ...(await artifactsOf(info, api))] };
}

/** Says what a caller should do about a run that did not complete; empty when there is nothing to say. */
export function hintFor({ outcome, error }: Execution): string {
  switch (outcome) {
    case 'timed_out':
      return 'hint: raise timeout_secs (at most 300), or do less in one run';
    case 'out_of_memory':
      return 'hint: raise memory_mb (at most 1024), or keep less in memory at a time';
    case 'quota_exceeded':
      return 'hint: the volume is full: write fewer or smaller files';
    case 'syntax_error':
      return 'hint: the code never ran; correct the line in the error and call run_js again';
    case 'crashed':
    case 'lost':
      return 'hint: the failure was not caused by the code; call run_js again';
    case 'threw':
      return /MODULE_NOT_FOUND|Cannot find (?:module|package)/.test(error ?? '')
        ? 'hint: there is no network; packages must be in the tree, below /node_modules'
        : 'hint: nothing was committed; correct the code and call run_js again';
    default:
      return '';
  }
}

function headOf(info: Execution, { code, maxChars }: Presentation): string {
  const lines = [`${info.outcome ?? 'still running'}${timeOf(info)}, execution ${info.execution_id}`];
  if (info.fs) lines.push(`fs ${info.fs}${info.base_fs ? ` (base ${info.base_fs})` : ''}`);
  else if (info.base_fs) lines.push(`base ${info.base_fs}; nothing was committed`);
  if (info.heap) lines.push(`heap ${info.heap}`);
  lines.push(...changesOf(info), ...pushOf(info), ...warningsOf(info));
  if (info.error) lines.push(...errorOf(info, code, maxChars));
  if (info.outcome === 'completed') {
    const rest = nextCall('run_js', { code: 'return part of the value, or write it to a file' });
    lines.push(`result: ${cutMiddle(info.result ?? 'null', Math.floor(maxChars * RESULT_SHARE), rest)}`);
  }
  return lines.join('\n');
}

function timeOf({ timings }: Execution): string {
  if (!timings) return '';
  const total = Object.values(timings).reduce<number>((sum, ms) => sum + (typeof ms === 'number' ? ms : 0), 0);
  return ` in ${duration(total)}`;
}

function changesOf({ changes }: Execution): string[] {
  if (!changes || changes.total === 0) return changes ? ['changes: none'] : [];
  const shown = changes.entries.slice(0, CHANGES_SHOWN).map(({ path, status }) => `  ${status} ${path}`);
  const more = changes.total - shown.length;
  return [`changes: ${count(changes.total, 'path')}`, ...shown, ...(more > 0 ? [`  … ${more} more: fs_diff`] : [])];
}

function pushOf({ push }: Execution): string[] {
  if (!push) return [];
  const { status, label, commit, current, ca_id } = push;
  const to = commit ? `commit ${commit}` : `fs ${ca_id ?? current ?? 'unknown'}`;
  if (status === 'advanced' || status === 'merged' || status === 'unchanged')
    return [`push: ${status}, ${label} is at ${to}`];
  const lines = [`push: ${status}, ${label} is at ${current ?? 'nothing'} and was not moved`];
  for (const { path, kind } of push.conflicts ?? []) lines.push(`  conflict ${kind} ${path}`);
  return lines;
}

function warningsOf({ warnings }: Execution): string[] {
  return (warnings ?? []).map((warning) => `warning: ${warning}`);
}

/** Returns the error, with the names of the tool's own arguments, and the source line where it happened. */
function errorOf({ error }: Execution, code: string | undefined, maxChars: number): string[] {
  const text = (error ?? '')
    .replaceAll('heap_memory_max_mb', 'memory_mb')
    .replaceAll('execution_timeout_secs', 'timeout_secs');
  const lines = [`error: ${cutMiddle(text, Math.floor(maxChars * RESULT_SHARE))}`];
  const place = /\bmain\.[cm]?[jt]sx?:(\d+)(?::(\d+))?/.exec(text);
  const source = place && code?.split('\n')[Number(place[1]) - 1];
  if (source) {
    lines.push(`  ${place[1]} | ${source}`);
    if (place[2]) lines.push(`${' '.repeat(place[1]!.length + 4 + Number(place[2]))}^`);
  }
  return lines;
}

/** @param room characters for the output with the lines around it */
async function presentOutput(info: Execution, { api, byteOffset }: Presentation, room: number): Promise<string> {
  const id = info.execution_id;
  if (byteOffset !== undefined || info.outcome === null) {
    const part = await page(api, id, byteOffset ?? 0, Math.max(room - OUTPUT_FRAME, 1));
    if (part.total_bytes === 0) return info.outcome === null ? nextPage(info, 0) : '';
    return part.has_more ? `${nextPage(info, part.next_byte_offset)}\n${framed(part)}` : framed(part);
  }
  const headRoom = Math.max(Math.floor((room - 2 * OUTPUT_FRAME) * HEAD_SHARE), 1);
  const tailRoom = Math.max(room - 2 * OUTPUT_FRAME - headRoom, 1);
  const head = await page(api, id, 0, headRoom);
  if (!head.has_more) return head.total_bytes === 0 ? '' : framed(head);
  const tail = await page(api, id, Math.max(head.total_bytes - tailRoom, head.next_byte_offset), tailRoom);
  if (tail.start_byte === head.end_byte) return framed({ ...tail, data: head.data + tail.data, start_byte: 0 });
  const leftOut = `[… ${tail.start_byte - head.end_byte} bytes left out …]`;
  return `${nextPage(info, head.next_byte_offset)}\n${framed(head)}\n${leftOut}\n${framed(tail)}`;
}

/** Returns the call that continues the output from a byte. */
function nextPage({ execution_id }: Execution, byteOffset: number): string {
  return nextCall('get_execution', { execution_id, byte_offset: byteOffset });
}

type OutputPage = Schemas['ExecutionOutput'];

function framed({ data, start_byte, end_byte, total_bytes }: OutputPage): string {
  return `--- output, bytes ${start_byte} to ${end_byte} of ${total_bytes} ---\n${data}\n--- end of output, byte ${end_byte} ---`;
}

function page(api: Api, id: string, byteOffset: number, bytes: number): Promise<OutputPage> {
  const query = { byte_offset: byteOffset, byte_limit: Math.min(bytes, PAGE_MAX_BYTES) };
  return answerOf(api.GET('/api/executions/{id}/output', { params: { path: { id }, query } }));
}

/** Returns an image block for each artifact that is an image, and a line for every other. */
async function artifactsOf({ artifacts, execution_id }: Execution, api: Api): Promise<ContentBlock[]> {
  const blocks: ContentBlock[] = [];
  let images = 0;
  for (const { key, mime_type, size_bytes } of artifacts ?? []) {
    if (IMAGE_TYPE.test(mime_type) && size_bytes <= IMAGE_MAX_BYTES && images < IMAGES_MAX) {
      images++;
      const params = { path: { id: execution_id, key } };
      const response = await responseOf(api.GET('/api/executions/{id}/artifacts/{key}', { params, parseAs: 'stream' }));
      const data = Buffer.from(await response.arrayBuffer()).toString('base64');
      blocks.push({ type: 'image', data, mimeType: mime_type });
    } else {
      const uri = `treebox://artifacts/${execution_id}/${encodeURIComponent(key)}`;
      blocks.push({ type: 'text', text: `artifact ${key}: ${mime_type}, ${size_bytes} bytes, ${uri}` });
    }
  }
  return blocks;
}
