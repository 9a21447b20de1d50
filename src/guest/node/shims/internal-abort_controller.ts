/**
 * `AbortController` for Node's library.
 */
import type { Internals } from '../../internals.ts';

declare const internals: Internals;

export const { AbortController } = internals.load('events') as { AbortController: new () => object };
