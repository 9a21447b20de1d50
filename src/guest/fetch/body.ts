/**
 * The body of a request or response.
 *
 * Available bytes become a stream only when guest code reads `body`. Reading them as a whole makes no stream.
 * @see https://fetch.spec.whatwg.org/#bodies
 */
import { copyOf, isArrayBuffer, typedArrayName } from '../bytes.ts';
import { ask } from '../web/ask.ts';
import { internals } from '../web/realm.ts';
import { type Readable, streamAccess } from '../web/stream-access.ts';
import { isObject, toUSVString } from '../web/webidl.ts';
import type { Blob } from './blob.ts';
import { blobPart, entriesOf, isFormData } from './form-data.ts';
import { newBoundary, writeMultipart } from './multipart.ts';
import { isView, TypeErrorType } from './primordials.ts';
import { NO_BYTES, type Segments, SegmentsBuilder, segmentsOf } from './segments.ts';

/** A body that is not null. */
export class Body {
  /** Its content, if that is known without reading a stream. */
  #bytes: Segments | null;
  #stream: Readable | null;
  #isTaken = false;

  private constructor(bytes: Segments | null, stream: Readable | null) {
    this.#bytes = bytes;
    this.#stream = stream;
  }

  static ofBytes(bytes: Segments): Body {
    return new Body(bytes, null);
  }

  static ofStream(stream: Readable): Body {
    return new Body(null, stream);
  }

  /** Returns whether its content is a stream from guest code. */
  get isStream(): boolean {
    return this.#bytes === null;
  }

  get stream(): Readable {
    if (this.#stream) return this.#stream;
    const { makeStream, makeBlob } = blobPart();
    this.#stream = makeStream(makeBlob(this.#isTaken ? NO_BYTES : (this.#bytes as Segments), ''));
    if (this.#isTaken) streamAccess().discard(this.#stream);
    return this.#stream;
  }

  get isUsed(): boolean {
    return this.#isTaken || (this.#stream !== null && streamAccess().isDisturbed(this.#stream));
  }

  get isUnusable(): boolean {
    return this.isUsed || (this.#stream !== null && streamAccess().isLocked(this.#stream));
  }

  /** Returns the whole content if it is available, else a promise of it. The body counts as used after this. */
  take(): Segments | Promise<Segments> {
    const bytes = this.#bytes;
    if (bytes === null) return readAll(this.stream);
    this.#isTaken = true;
    if (this.#stream) streamAccess().discard(this.#stream);
    return bytes;
  }

  /** Moves the content to a new body. The old body counts as used after this. */
  handOver(): Body {
    if (this.#bytes === null) return Body.ofStream(streamAccess().through(this.stream));
    return Body.ofBytes(this.take() as Segments);
  }

  /** Returns another body with the same content; both can be read. */
  clone(): Body {
    if (this.#bytes !== null && this.#stream === null) return Body.ofBytes(this.#bytes);
    const { 0: own, 1: other } = streamAccess().tee(this.stream);
    this.#stream = own;
    // From now on, each of the two reads its own branch.
    const isBytes = this.#bytes !== null;
    this.#bytes = null;
    return Body.ofStream(isBytes ? other : clonedChunks(other));
  }
}

/** Makes a stream with clones of the chunks of a stream, so that two readers do not share memory. */
function clonedChunks(stream: Readable): Readable {
  const streams = streamAccess();
  const { structuredClone } = internals.load('structured-clone') as { structuredClone(value: unknown): unknown };
  const source = streams.lock(stream);
  return streams.make({
    async pull(controller) {
      const { done, value } = await source.read();
      if (done) streams.close(controller);
      else streams.enqueue(controller, structuredClone(value));
    },
    cancel: (reason) => source.cancel(reason),
  });
}

async function readAll(stream: Readable): Promise<Segments> {
  const builder = new SegmentsBuilder();
  const streams = streamAccess();
  await streams.drain(stream, (chunk) => {
    if (!isView(chunk) || typedArrayName(chunk) !== 'Uint8Array') {
      throw new TypeErrorType('Received a chunk of the body that is not a Uint8Array.');
    }
    builder.add(copyOf(chunk));
  });
  // The body stays locked to its reader.
  streams.discard(stream);
  return builder.build();
}

/** A body from an argument, and the type that it implies. */
export interface Extracted {
  readonly body: Body;
  readonly type: string | null;
}

interface UrlPart {
  queryText(value: unknown): string | undefined;
}

/** Makes a body from a value of guest code that is not null. @throws TypeError for a stream that is in use */
export function extractBody(given: unknown): Extracted {
  if (!isObject(given)) return ofText(toUSVString(given), 'text/plain;charset=UTF-8');
  const blobs = blobPart();
  if (blobs.isBlob(given)) {
    const type = blobs.typeOfBlob(given as Blob);
    return { body: Body.ofBytes(blobs.segmentsOfBlob(given)), type: type === '' ? null : type };
  }
  if (isView(given) || isArrayBuffer(given)) return { body: Body.ofBytes(segmentsOf(copyOf(given))), type: null };
  if (isFormData(given)) {
    const boundary = newBoundary();
    const bytes = writeMultipart(entriesOf(given), boundary);
    return { body: Body.ofBytes(bytes), type: `multipart/form-data; boundary=${boundary}` };
  }
  // If a part is not loaded, none of its objects exist.
  const query = (internals.peek('url') as UrlPart | undefined)?.queryText(given);
  if (query !== undefined) return ofText(query, 'application/x-www-form-urlencoded;charset=UTF-8');
  if (internals.peek('streams') && streamAccess().isReadable(given)) {
    const body = Body.ofStream(given);
    if (body.isUnusable) throw new TypeErrorType('Response body object should not be disturbed or locked');
    return { body, type: null };
  }
  return ofText(toUSVString(given), 'text/plain;charset=UTF-8');
}

function ofText(text: string, type: string): Extracted {
  const bytes = ask('encoding.encode', text) as Uint8Array<ArrayBuffer>;
  return { body: Body.ofBytes(segmentsOf(bytes)), type };
}
