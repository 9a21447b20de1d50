/**
 * `fetch` of URLs that need no network: `data:` and `blob:`. It refuses any other URL, because a run has no network.
 * @see https://fetch.spec.whatwg.org/#fetch-method
 */
import { dataDescriptor } from '../primordials.ts';
import { codedError, needArguments } from '../web/errors.ts';
import { internals } from '../web/realm.ts';
import { answerOf } from './local-urls.ts';
import { TypeErrorType } from './primordials.ts';
import { Request, signalOf, urlOf } from './request.ts';

interface SignalPart {
  abortOf(signal: object): { readonly reason: unknown } | undefined;
}

const REASON = 'a run has no network; what it needs must be in the volume, where fs and import find it';

const { defineProperty } = Object;
/** Attributes of a property that is writable and configurable, but not enumerable. */
const HIDDEN = 5;

/** Checks its arguments as the standard requires. Only URLs that need no network can be fetched. */
export const { fetch } = {
  async fetch(input: unknown, ...rest: [init?: unknown]): Promise<unknown> {
    needArguments(arguments.length, 'input');
    const request = new Request(input, rest[0]);
    const signal = signalOf(request);
    const abort = signal && (internals.load('events') as SignalPart).abortOf(signal);
    if (abort) throw abort.reason;
    const url = urlOf(request);
    const found = answerOf(url);
    if (found) return found;
    const failure = new TypeErrorType(`fetch failed: can not get ${url}: ${REASON}`);
    defineProperty(failure, 'cause', dataDescriptor(codedError(Error, 'ENETUNREACH', REASON), HIDDEN));
    throw failure;
  },
};
