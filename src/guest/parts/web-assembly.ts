/**
 * The global `WebAssembly`.
 */
import type { Internals } from '../internals.ts';
import { completeWebAssembly } from '../web-assembly.ts';

export default function create({ languageWebAssembly }: Internals) {
  completeWebAssembly(languageWebAssembly);
  return { WebAssembly: languageWebAssembly };
}
