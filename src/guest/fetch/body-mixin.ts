/**
 * Methods for the bodies of `Request` and `Response`.
 * @see https://fetch.spec.whatwg.org/#body-mixin
 */
import { bareArray } from '../primordials.ts';
import { ask } from '../web/ask.ts';
import { internals } from '../web/realm.ts';
import { type Readable, streamAccess } from '../web/stream-access.ts';
import type { Body } from './body.ts';
import { blobPart, type Entry, type FormData, makeFormData } from './form-data.ts';
import { extractMimeType, type MimeType, mimeText, parameterOf } from './mime-type.ts';
import { readMultipart } from './multipart.ts';
import { hasOwn, memoryOf, parseJson, TypeErrorType, toLowerCase } from './primordials.ts';
import { joined, NO_BYTES, type Segments } from './segments.ts';

/** Access to the body of an object. */
export interface BodyOwner {
  readonly body: Body | null;
  /** Its `Content-Type` headers. */
  readonly contentType: string | null;
}

/** Returns the body and the type of an object of the class. @throws TypeError for any other object */
type OwnerOf = (self: object) => BodyOwner;

/** The members, in their order on a prototype. */
export const BODY_MEMBERS: readonly string[] = [
  'body',
  'bodyUsed',
  'blob',
  'arrayBuffer',
  'text',
  'json',
  'formData',
  'bytes',
  'textStream',
];

function textOf(bytes: Segments): string {
  return ask('encoding.decode', 'utf-8', false, false, joined(bytes)) as string;
}

function formOf(bytes: Segments, type: MimeType | null): FormData {
  const essence = type?.essence;
  if (essence === 'multipart/form-data') {
    const boundary = parameterOf(type as MimeType, 'boundary');
    if (boundary === undefined || boundary === '')
      throw new TypeErrorType('The Content-Type of a multipart/form-data names no boundary.');
    return makeFormData(readMultipart(joined(bytes), boundary));
  }
  if (essence === 'application/x-www-form-urlencoded') {
    const { parseQuery } = internals.load('url') as { parseQuery(query: string): [string, string][] };
    const pairs = parseQuery(ask('encoding.decode', 'utf-8', false, true, joined(bytes)) as string);
    const entries: Entry[] = bareArray();
    for (let at = 0; at < pairs.length; at += 1) entries[at] = pairs[at] as [string, string];
    return makeFormData(entries);
  }
  throw new TypeErrorType('Content-Type was not one of "multipart/form-data" or "application/x-www-form-urlencoded".');
}

function isSegments(value: Segments | Promise<Segments>): value is Segments {
  return hasOwn(value, 'pieces');
}

async function consume<T>(
  ownerOf: OwnerOf,
  self: object,
  convert: (bytes: Segments, type: MimeType | null) => T,
): Promise<T> {
  const owner = ownerOf(self);
  const { body } = owner;
  if (body?.isUnusable) throw new TypeErrorType('Body is unusable: Body has already been read');
  const taken = body === null ? NO_BYTES : body.take();
  // Don't await available bytes: guest code may have changed how promises behave.
  const bytes = isSegments(taken) ? taken : await taken;
  return convert(bytes, extractMimeType(owner.contentType));
}

/** Adds the members to a class. */
export function mixInBody(type: { readonly prototype: object }, ownerOf: OwnerOf): void {
  const members = {
    get body(): Readable | null {
      return ownerOf(this).body?.stream ?? null;
    },
    get bodyUsed(): boolean {
      return ownerOf(this).body?.isUsed ?? false;
    },
    blob() {
      return consume(ownerOf, this, (bytes, mime) =>
        blobPart().makeBlob(bytes, mime ? toLowerCase(mimeText(mime)) : ''),
      );
    },
    arrayBuffer() {
      return consume(ownerOf, this, (bytes) => memoryOf(joined(bytes)));
    },
    text() {
      return consume(ownerOf, this, textOf);
    },
    json() {
      return consume(ownerOf, this, (bytes) => parseJson(textOf(bytes)) as unknown);
    },
    formData() {
      return consume(ownerOf, this, formOf);
    },
    bytes() {
      return consume(ownerOf, this, joined);
    },
    textStream(): Readable {
      const { body } = ownerOf(this);
      if (body?.isUnusable) throw new TypeErrorType('Body is unusable: Body has already been read');
      const { makeBlob, makeStream } = blobPart();
      return streamAccess().throughText(body?.stream ?? makeStream(makeBlob(NO_BYTES, '')));
    },
  };
  Object.defineProperties(type.prototype, Object.getOwnPropertyDescriptors(members));
}
