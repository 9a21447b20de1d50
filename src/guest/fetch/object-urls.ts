/**
 * `blob:` URLs as in Node: `buffer.resolveObjectURL` returns a blob with their bytes.
 */
import { ask } from '../web/ask.ts';
import { invalidArgument } from '../web/errors.ts';
import { type Blob, isBlob, makeBlob, segmentsOfBlob, typeOfBlob } from './blob.ts';
import { MapType, mapDelete, mapGet, mapSet, stringIndexOf, stringSlice } from './primordials.ts';

const PREFIX = 'blob:nodedata:';
/** Length of the identifier after the prefix, in characters. */
const ID_LENGTH = 36;

const blobs = new MapType<unknown, unknown>();

/** Returns the identifier in a URL; ignores text after it, such as a fragment. */
function idIn(url: string): string | undefined {
  if (stringIndexOf(url, PREFIX) !== 0) return undefined;
  return stringSlice(url, PREFIX.length, PREFIX.length + ID_LENGTH);
}

export const objectUrls = {
  create(blob: unknown): string {
    if (!isBlob(blob)) throw invalidArgument('obj', 'an instance of Blob', blob);
    const id = ask('crypto.uuid', 4) as string;
    mapSet(blobs, id, blob);
    return PREFIX + id;
  },
  revoke(url: string): void {
    mapDelete(blobs, idIn(url));
  },
};

/** Returns a blob with the bytes of a `blob:` URL; undefined if the URL is unknown. */
export function resolveObjectURL(url: unknown): Blob | undefined {
  const blob = mapGet(blobs, idIn(`${url as string}`)) as Blob | undefined;
  return blob && makeBlob(segmentsOfBlob(blob), typeOfBlob(blob));
}
