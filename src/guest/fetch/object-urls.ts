/**
 * `blob:` URLs, as Node has them: `buffer.resolveObjectURL` finds the bytes again.
 */
import { ask } from '../web/ask.ts';
import { invalidArgument } from '../web/errors.ts';
import { type Blob, isBlob, makeBlob, segmentsOfBlob, typeOfBlob } from './blob.ts';
import { MapType, mapDelete, mapGet, mapSet, stringIndexOf, stringSlice } from './primordials.ts';

const PREFIX = 'blob:nodedata:';
/** Characters of the identifier that follows. */
const ID_LENGTH = 36;

const blobs = new MapType<unknown, unknown>();

/** Returns the identifier in a URL; text after it, such as a fragment, does not count. */
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

/** A blob of the bytes that a URL stands for; undefined when it stands for none. */
export function resolveObjectURL(url: unknown): Blob | undefined {
  const blob = mapGet(blobs, idIn(`${url as string}`)) as Blob | undefined;
  return blob && makeBlob(segmentsOfBlob(blob), typeOfBlob(blob));
}
