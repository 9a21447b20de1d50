/**
 * Reads the heads of labels.
 */
import { answerOf, api, type Schemas } from './api.ts';

/** Returns a label's head; undefined when there is no such label. @throws ApiError; Unreachable */
export async function headOf(label: string): Promise<Schemas['FsLabelEntry'] | undefined> {
  // List the labels, because reading a missing label is an error. The label itself comes before longer names.
  const params = { query: { prefix: label, limit: 1 } };
  const { labels } = await answerOf(api.GET('/api/fs/labels', { params }));
  return labels[0]?.name === label ? labels[0] : undefined;
}
