/**
 * A call of the host whose failure is thrown. Layer 0, guest side.
 */
import { failed, type HostValue } from '../host.ts';
import { errorOf } from './dom-exceptions.ts';
import { internals } from './realm.ts';

/**
 * What the host answers.
 * @param name of the call
 * @throws what the host's failure stands for
 */
export function ask(name: string, ...args: HostValue[]): HostValue {
  const answer = internals.host.call(name, ...args);
  if (failed(answer)) throw errorOf(answer);
  return answer;
}
