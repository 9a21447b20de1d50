/**
 * `fs_diff`: the differences between two trees, as paths or as a patch.
 */
import { answerOf, responseOf, type Schemas } from '../../client/api.ts';
import { nextCall } from '../text.ts';
import { dataAnswer, type Tool, type ToolAnswer, textAnswer } from '../tool.ts';

interface DiffArguments {
  readonly from: string;
  readonly to: string;
  readonly path?: string;
  readonly patch?: boolean;
  readonly offset?: number;
}

/** Changed paths of one answer. */
const PATHS_MAX = 200;
/** Characters of a patch in one answer. */
const PATCH_CHARS = 20_000;
/** Longest patch that is read to give a page of it, in bytes. */
const PATCH_MAX_BYTES = 16 * 1024 * 1024;

export const fsDiff: Tool<DiffArguments> = {
  name: 'fs_diff',
  description:
    'Compares two trees: the changed paths, or with patch a unified diff. Handles are labels, CA ids, commits, label@{n}, label~n.',
  inputSchema: {
    type: 'object',
    properties: {
      from: { type: 'string' },
      to: { type: 'string' },
      path: { type: 'string', description: 'Only this file, or the files below this folder.' },
      patch: { type: 'boolean' },
      offset: { type: 'integer', minimum: 0, description: 'Where the page begins.' },
    },
    required: ['from', 'to'],
  },
  outputSchema: {
    type: 'object',
    properties: {
      changes: { type: 'array', items: { type: 'object' } },
      total: { type: 'integer' },
      patch: { type: 'string' },
      next_offset: { type: 'integer' },
    },
  },
  annotations: { readOnlyHint: true, openWorldHint: false },
  async call({ from, to, path, patch, offset = 0 }, { api }) {
    const isWanted = pathFilter(path);
    if (!patch) {
      const call = api.GET('/api/fs/diff', { params: { query: { from, to } } });
      const { changes } = (await answerOf(call)) as Schemas['FsDiff'];
      const wanted = changes.filter((change) => isWanted(change.path));
      const page = wanted.slice(offset, offset + PATHS_MAX);
      const next = offset + page.length;
      return dataAnswer({ changes: page, total: wanted.length, ...(next < wanted.length && { next_offset: next }) });
    }
    const query = { from, to, patch: true };
    const response = await responseOf(api.GET('/api/fs/diff', { params: { query }, parseAs: 'stream' }));
    const text = filesOf(await boundedText(response))
      .filter(({ paths }) => paths.some(isWanted))
      .map((file) => file.text)
      .join('');
    const page = text.slice(offset, offset + PATCH_CHARS);
    const end = offset + page.length;
    if (end >= text.length) return patchAnswer(page || 'no difference', { patch: page });
    const next = { from, to, ...(path !== undefined && { path }), patch: true, offset: end };
    return patchAnswer(`${page}\n${nextCall('fs_diff', next)}`, { patch: page, next_offset: end });
  },
};

/** Makes an answer with a patch as text, and as data, which a tool with an `outputSchema` must always return. */
function patchAnswer(text: string, data: Record<string, unknown>): ToolAnswer {
  return { ...textAnswer(text), structuredContent: data };
}

function pathFilter(path: string | undefined): (changed: string) => boolean {
  const wanted = path?.replace(/^\/+|\/+$/g, '') ?? '';
  return (changed) => wanted === '' || changed === wanted || changed.startsWith(`${wanted}/`);
}

async function boundedText(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk.subarray(0, PATCH_MAX_BYTES - bytes), { stream: true });
    bytes += chunk.length;
    if (bytes > PATCH_MAX_BYTES) {
      await response.body?.cancel().catch(() => undefined);
      return `${text}\n[… the patch is cut off at ${PATCH_MAX_BYTES} bytes; ask for one path …]\n`;
    }
  }
  return text;
}

/** Splits a patch into the parts of its files. */
function filesOf(patch: string): { readonly paths: readonly string[]; readonly text: string }[] {
  return patch
    .split(/^(?=diff --git )/m)
    .filter((text) => text !== '')
    .map((text) => {
      const [, a = '', b = ''] = /^diff --git (?:"?a\/(.*?)"?) (?:"?b\/(.*?)"?)$/m.exec(text) ?? [];
      return { paths: [a, b], text };
    });
}
