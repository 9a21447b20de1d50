/**
 * `get_artifact`: the newest artifact of a key. An image is returned as an image.
 */
import { responseOf } from '../../../client/api.ts';
import { IMAGE_MAX_BYTES, IMAGE_TYPE } from '../../present.ts';
import { type Tool, textAnswer } from '../../tool.ts';

/** Longest text that is returned whole, in bytes. */
const TEXT_MAX_BYTES = 24_000;

export const getArtifact: Tool<{ readonly key: string; readonly execution_id?: string }> = {
  name: 'get_artifact',
  description: 'Returns the newest artifact of a key, or the artifact of an execution.',
  inputSchema: {
    type: 'object',
    properties: { key: { type: 'string' }, execution_id: { type: 'string' } },
    required: ['key'],
  },
  annotations: { readOnlyHint: true, openWorldHint: false },
  async call({ key, execution_id: id }, { api }) {
    const call =
      id === undefined
        ? api.GET('/api/artifacts/{key}', { params: { path: { key } }, parseAs: 'stream' })
        : api.GET('/api/executions/{id}/artifacts/{key}', { params: { path: { id, key } }, parseAs: 'stream' });
    const response = await responseOf(call);
    const content = Buffer.from(await response.arrayBuffer());
    const type = (response.headers.get('content-type') ?? '').split(';', 1)[0] as string;
    if (IMAGE_TYPE.test(type) && content.length <= IMAGE_MAX_BYTES) {
      return { content: [{ type: 'image', data: content.toString('base64'), mimeType: type }] };
    }
    const isShown = content.length <= TEXT_MAX_BYTES && !content.includes(0);
    return textAnswer(isShown ? content.toString() : `${key}: ${type}, ${content.length} bytes; read it over HTTP`);
  },
};
