/**
 * The part that holds `DOMException` and `QuotaExceededError`.
 */
import { DOMException, exceptionCloning, QuotaExceededError } from '../web/dom-exception.ts';

export default function create() {
  return { DOMException, QuotaExceededError, cloning: exceptionCloning };
}
