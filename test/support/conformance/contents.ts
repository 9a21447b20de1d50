/**
 * What the tools, prompts and resources of the conformance suite answer with.
 */
import type { AudioContent, EmbeddedResource, ImageContent } from '@modelcontextprotocol/server';

/** One red pixel. */
export const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==';
export const IMAGE: ImageContent = { type: 'image', data: PNG, mimeType: 'image/png' };
/** The shortest sound. */
export const AUDIO: AudioContent = {
  type: 'audio',
  data: 'UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAAB9AAACABAAZGF0YQIAAAA=',
  mimeType: 'audio/wav',
};

export function embedded(uri: string, mimeType: string, text: string): EmbeddedResource {
  return { type: 'resource', resource: { uri, mimeType, text } };
}
