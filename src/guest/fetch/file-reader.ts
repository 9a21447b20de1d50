/**
 * `FileReader`: it is in the standard, but not in Node.
 *
 * The bytes are available, so a read is four events, each in its own task.
 * @see https://w3c.github.io/FileAPI/#APIASynch
 */
import type { BlobPart } from '../parts/blob.ts';
import { ask } from '../web/ask.ts';
import { DOMExceptionType } from '../web/dom-exceptions.ts';
import { invalidArgument, needArguments } from '../web/errors.ts';
import { internals } from '../web/realm.ts';
import { defineConstants, shapeInterface } from '../web/webidl.ts';
import { extractMimeType, parameterOf } from './mime-type.ts';
import { memoryOf } from './primordials.ts';
import { joined } from './segments.ts';

const STATES = { EMPTY: 0, LOADING: 1, DONE: 2 } as const;

interface Target {
  readonly [key: string]: unknown;
}

/** The exports of the part `events` that this module uses. */
export interface EventsPart {
  readonly EventTarget: new () => Target;
  readonly ProgressEvent: new (type: string, init: object) => object;
  fire(target: object, event: object): boolean;
  defineHandler(type: { readonly prototype: object }, event: string): void;
}

type Result = string | ArrayBuffer | null;
type Convert = (bytes: Uint8Array<ArrayBuffer>) => Result;

/** Decodes a text: by its byte order mark, else as asked for, else by the charset of the blob's type, else as UTF-8. */
function decode(bytes: Uint8Array<ArrayBuffer>, label: unknown, type: string): string {
  const mime = label === undefined ? extractMimeType(type) : null;
  const wanted = label === undefined ? mime && parameterOf(mime, 'charset') : `${label as string}`;
  const named = wanted === undefined || wanted === null ? null : (ask('encoding.name', wanted) as string | null);
  return ask('encoding.decode', encodingMarked(bytes) ?? named ?? 'utf-8', false, false, bytes) as string;
}

function encodingMarked(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : undefined;
}

/** Makes the class. @param events classes that it uses */
export function createFileReader(events: EventsPart, blobs: BlobPart) {
  const { EventTarget, ProgressEvent, fire, defineHandler } = events;

  class FileReader extends EventTarget {
    #state: number = STATES.EMPTY;
    #result: Result = null;
    #error: Error | null = null;
    /** Number of the current read: tasks of an earlier read do nothing. */
    #read = 0;

    get readyState(): number {
      return this.#state;
    }

    get result(): Result {
      return this.#result;
    }

    get error(): Error | null {
      return this.#error;
    }

    readAsArrayBuffer(blob: unknown): void {
      this.#start(arguments.length, blob, memoryOf);
    }

    readAsBinaryString(blob: unknown): void {
      this.#start(arguments.length, blob, (bytes) => ask('encoding.spell', bytes, 'latin1') as string);
    }

    readAsText(blob: unknown, encoding: unknown = undefined): void {
      this.#start(arguments.length, blob, (bytes) => decode(bytes, encoding, blobs.typeOfBlob(blob as never)));
    }

    readAsDataURL(blob: unknown): void {
      this.#start(arguments.length, blob, (bytes) => {
        const type = blobs.typeOfBlob(blob as never);
        return `data:${type === '' ? 'application/octet-stream' : type};base64,${ask('encoding.spell', bytes, 'base64')}`;
      });
    }

    abort(): void {
      const isReading = this.#state === STATES.LOADING;
      this.#result = null;
      if (!isReading) return;
      this.#state = STATES.DONE;
      this.#read += 1;
      this.#tell('abort', 0, 0);
      if ((this.#state as number) !== STATES.LOADING) this.#tell('loadend', 0, 0);
    }

    #start(given: number, blob: unknown, convert: Convert): void {
      this.#state;
      needArguments(given, 'blob');
      if (!blobs.isBlob(blob)) throw invalidArgument('blob', 'an instance of Blob', blob);
      if (this.#state === STATES.LOADING) {
        throw new (DOMExceptionType())('The FileReader is reading another blob.', 'InvalidStateError');
      }
      this.#state = STATES.LOADING;
      this.#result = null;
      this.#error = null;
      this.#read += 1;
      const bytes = blobs.segmentsOfBlob(blob);
      const { size } = bytes;
      const read = this.#read;
      this.#later(read, () => {
        this.#tell('loadstart', 0, size);
        this.#later(read, () => {
          if (size > 0) this.#tell('progress', size, size);
          this.#later(read, () => {
            this.#finish(() => convert(joined(bytes)));
            this.#tell(this.#error ? 'error' : 'load', size, size);
            this.#later(read, () => {
              this.#tell('loadend', size, size);
            });
          });
        });
      });
    }

    #finish(convert: () => Result): void {
      this.#state = STATES.DONE;
      try {
        this.#result = convert();
      } catch (error) {
        const message = `The blob could not be read: ${(error as Error).message}`;
        this.#error = new (DOMExceptionType())(message, 'NotReadableError');
      }
    }

    /** Runs a function in its own task, unless the read is over by then. */
    #later(read: number, step: () => void): void {
      internals.timers.setImmediate(() => {
        if (read === this.#read) step();
      }, []);
    }

    #tell(type: string, loaded: number, total: number): void {
      fire(this, new ProgressEvent(type, { __proto__: null, lengthComputable: true, loaded, total }));
    }
  }

  const methods = ['readAsArrayBuffer', 'readAsBinaryString', 'readAsText', 'readAsDataURL', 'abort'];
  shapeInterface(FileReader, 'FileReader', ['readyState', 'result', 'error', ...methods]);
  defineConstants(FileReader, STATES);
  for (const event of ['loadstart', 'progress', 'load', 'abort', 'error', 'loadend']) defineHandler(FileReader, event);
  return FileReader;
}
