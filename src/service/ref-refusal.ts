/**
 * Translates refusals of the ref store into errors of the API, which calls a branch a label.
 */
import { TreeboxError } from '../core/errors.ts';
import { NameRefused, RefLocked } from '../git/refs/ref-errors.ts';
import { BRANCHES } from '../git/refs/ref-name.ts';

/** Translates an error of the ref store into a refusal; returns undefined for any other error. */
export function refusalOfRef(error: unknown): TreeboxError | undefined {
  if (error instanceof RefLocked) {
    const text =
      `${error.locked} is locked by another process, with the file ${error.locked}.lock in the repository; try again. ` +
      'If no git is working there, a killed one has left it: a push or a start removes it when it is a minute old';
    return new TreeboxError('busy', text, { cause: error });
  }
  if (!(error instanceof NameRefused)) return undefined;
  const text = `label ${quoted(error.ref)} can't be made or moved: ${reasonOf(error)}; choose another name`;
  return new TreeboxError('label_clash', text, { cause: error });
}

function reasonOf({ why, other }: NameRefused): string {
  if (other !== null) return `${quoted(other)} exists`;
  switch (why) {
    case 'a shorter name exists':
      return 'a label whose name it begins with exists';
    case 'a longer name exists':
      return 'a label whose name begins with it exists';
    case 'it is symbolic':
      return 'it is a symbolic ref, which treebox does not move';
  }
}

function quoted(ref: string): string {
  return `"${ref.startsWith(BRANCHES) ? ref.slice(BRANCHES.length) : ref}"`;
}
