/**
 * The part that holds Node's `constants`: the constants of other modules in one table.
 */
import type { Internals } from '../internals.ts';

type Constants = Readonly<Record<string, object>>;

export default function create({ builtin }: Internals) {
  const of = (name: string) => (builtin(name) as { constants: Constants }).constants;
  const { dlopen, errno, priority, signals } = of('os');
  return { constants: Object.freeze({ ...dlopen, ...errno, ...priority, ...signals, ...of('fs'), ...of('crypto') }) };
}
