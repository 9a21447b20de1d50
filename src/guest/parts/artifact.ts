/**
 * The part that holds the global `artifact`.
 */

import type { HostValue } from '../border.ts';
import { copyOf, isArrayBuffer, isSharedArrayBuffer } from '../bytes.ts';
import type { Internals } from '../internals.ts';
import { ask } from '../web/ask.ts';
import { adopt } from '../web/realm.ts';

const { isView } = ArrayBuffer;
const { assign } = Object;
const TypeErrorType = TypeError;

/** Makes the error that Node throws for an argument of a wrong type. */
function wrongType(name: string, expected: string): TypeError {
  const error = new TypeErrorType(`The "${name}" argument must be of type ${expected}.`);
  return assign(error, { code: 'ERR_INVALID_ARG_TYPE' });
}

/**
 * Stores bytes outside of the run's tree. They can be read by their key as long as the record of the execution exists.
 * @param key name of the artifact; a second call with the same key replaces it
 * @param mime MIME type
 * @param bytes content; a string is stored as UTF-8
 */
function artifact(key: unknown, mime: unknown, bytes: unknown): void {
  if (typeof key !== 'string') throw wrongType('key', 'string');
  if (typeof mime !== 'string') throw wrongType('mime', 'string');
  let content: HostValue;
  if (typeof bytes === 'string') content = bytes;
  else if (isView(bytes) || isArrayBuffer(bytes) || isSharedArrayBuffer(bytes)) content = copyOf(bytes);
  else throw wrongType('bytes', 'string or an instance of TypedArray, DataView or ArrayBuffer');
  ask('artifact.keep', key, mime, content);
}

export default function create(internals: Internals) {
  adopt(internals);
  return { artifact };
}
