/**
 * The part that holds `FileReader`.
 */
import { createFileReader, type EventsPart } from '../fetch/file-reader.ts';
import type { Internals } from '../internals.ts';
import { adopt } from '../web/realm.ts';
import type { BlobPart } from './blob.ts';

export default function create(internals: Internals) {
  adopt(internals);
  return { FileReader: createFileReader(internals.load('events') as EventsPart, internals.load('blob') as BlobPart) };
}
