/**
 * The part that holds `DOMException` and `QuotaExceededError`. Layer 0, guest side.
 */
import { DOMException, exceptionCloning, QuotaExceededError } from '../web/dom-exception.ts';

export default function create() {
  return { DOMException, QuotaExceededError, cloning: exceptionCloning };
}
