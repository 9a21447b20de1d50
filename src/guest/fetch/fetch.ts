/**
 * `fetch`, which refuses: a run has no network. Layer 0, guest side.
 * @see https://fetch.spec.whatwg.org/#fetch-method
 */
import { needArguments } from '../web/errors.ts';
import { internals } from '../web/realm.ts';
import { TypeErrorType } from './primordials.ts';
import { Request, signalOf, urlOf } from './request.ts';

interface SignalPart {
  abortOf(signal: object): { readonly reason: unknown } | undefined;
}

const REASON = 'a run has no network; what it needs must be in the volume, where fs and import find it';

/** Checks its arguments as the standard has it, and then says why nothing can be had. */
export const { fetch } = {
  async fetch(input: unknown, ...rest: [init?: unknown]): Promise<never> {
    needArguments(arguments.length, 'input');
    const request = new Request(input, rest[0]);
    const signal = signalOf(request);
    const abort = signal && (internals.load('events') as SignalPart).abortOf(signal);
    if (abort) throw abort.reason;
    throw new TypeErrorType(`fetch failed: can not get ${urlOf(request)}: ${REASON}`);
  },
};
