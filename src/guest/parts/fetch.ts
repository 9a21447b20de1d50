/**
 * The part that holds `fetch` and its classes.
 */
import { fetch } from '../fetch/fetch.ts';
import { FormData, isFormData } from '../fetch/form-data.ts';
import { Headers, isHeaders } from '../fetch/headers.ts';
import { isRequest, Request } from '../fetch/request.ts';
import { isResponse, Response } from '../fetch/response.ts';
import type { Internals } from '../internals.ts';
import type { PlatformCloning } from '../web/cloning.ts';
import { DOMExceptionType } from '../web/dom-exceptions.ts';
import { adopt } from '../web/realm.ts';

/** None of the classes can be cloned. */
const cloning: PlatformCloning = {
  serialize(value) {
    if (!isFormData(value) && !isHeaders(value) && !isRequest(value) && !isResponse(value)) return undefined;
    throw new (DOMExceptionType())('Cannot clone object of unsupported type.', 'DataCloneError');
  },
};

export default function create(internals: Internals) {
  adopt(internals);
  return { FormData, Headers, Request, Response, fetch, cloning };
}
