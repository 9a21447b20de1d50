/**
 * The host's side of modules where there are no files: every specifier is a built-in module.
 */
import type { ModuleAnswers, ModuleCalls } from '../../src/guest/border.ts';

/** Answers `resolve` alone. */
export const builtinsOnly: ModuleCalls = <Name extends keyof ModuleAnswers>(
  call: Name,
  ...[specifier]: Parameters<ModuleAnswers[Name]>
) => {
  if (call !== 'resolve') return { name: 'Error', message: 'there are no files' };
  return ['builtin', String(specifier).replace('node:', '')] as ReturnType<ModuleAnswers[Name]>;
};
