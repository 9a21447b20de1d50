/**
 * Why a specifier that means no file of the volume can't be loaded in a run. Layer 3.
 */
import { BUILTINS } from '../guest/builtins.ts';

/** Specifiers that mean no file of the volume, whatever follows. */
export const ELSEWHERE = /^(node|https?|data|jsr|npm|bun):/;

/**
 * What to tell of a specifier that means no file of the volume.
 * @returns undefined when it may mean a package of the volume
 */
export function whyAbsent(specifier: string): string | undefined {
  if (specifier.startsWith('node:')) {
    return `Node has no such module; the built-in modules here are ${Object.keys(BUILTINS).join(', ')}`;
  }
  return ELSEWHERE.test(specifier) ? 'a run has no network: put the files into the volume' : undefined;
}
