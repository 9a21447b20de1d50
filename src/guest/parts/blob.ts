/**
 * The part that holds `Blob`, `File` and their URLs.
 */
import {
  Blob,
  detailsOfFile,
  File,
  isBlob,
  makeBlob,
  makeFile,
  makeStream,
  segmentsOfBlob,
  typeOfBlob,
} from '../fetch/blob.ts';
import { objectUrls, resolveObjectURL } from '../fetch/object-urls.ts';
import type { Internals } from '../internals.ts';
import type { PlatformCloning } from '../web/cloning.ts';
import { adopt } from '../web/realm.ts';

/** Operations on blobs for other parts; guest code can't replace them. */
export interface BlobPart {
  readonly isBlob: typeof isBlob;
  readonly detailsOfFile: typeof detailsOfFile;
  readonly makeBlob: typeof makeBlob;
  readonly makeFile: typeof makeFile;
  readonly makeStream: typeof makeStream;
  readonly segmentsOfBlob: typeof segmentsOfBlob;
  readonly typeOfBlob: typeof typeOfBlob;
}

/** Clones blobs. The clone shares the bytes, which never change. */
const cloning: PlatformCloning = {
  serialize(value) {
    if (!isBlob(value)) return undefined;
    const bytes = segmentsOfBlob(value);
    const type = typeOfBlob(value);
    const details = detailsOfFile(value);
    return () => (details ? makeFile(bytes, type, details.name, details.lastModified) : makeBlob(bytes, type));
  },
};

export default function create(internals: Internals) {
  adopt(internals);
  const part: BlobPart = { isBlob, detailsOfFile, makeBlob, makeFile, makeStream, segmentsOfBlob, typeOfBlob };
  return { ...part, Blob, File, cloning, objectUrls, resolveObjectURL };
}
