/**
 * Calls the host and throws if the call fails.
 */
import type { HostValue } from '../border.ts';
import { failed } from '../host.ts';
import { LANGUAGE } from '../language.ts';
import { bareArray } from '../primordials.ts';
import { errorOf } from './dom-exceptions.ts';
import { internals } from './realm.ts';

const { apply } = LANGUAGE;

/**
 * Calls the host and returns the result.
 * @param name name of the call
 * @throws the error that the host's failure describes
 */
export function ask(name: string, ...args: HostValue[]): HostValue {
  // A spread would use the array's iterator, which guest code can replace.
  const all: [string, ...HostValue[]] = bareArray<HostValue>() as [string, ...HostValue[]];
  all[0] = name;
  for (let at = 0; at < args.length; at += 1) all[at + 1] = args[at] as HostValue;
  const answer = apply(internals.host.call, undefined, all);
  if (failed(answer)) throw errorOf(answer);
  return answer;
}
