/**
 * What of Node's `fs` can't be had here, each refused by its name. Layer 0, guest side.
 */
import { plainError } from './errors.ts';
import { type Form, named } from './forms.ts';
import { stringLastIndexOf, stringSlice } from './primordials.ts';

/** @param name the full one, such as `fs.watch` */
export function unavailable(name: string): Form {
  return named(stringSlice(name, stringLastIndexOf(name, '.') + 1), () => {
    throw plainError(
      'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM',
      `${name} is not available here: nothing but the run itself changes its files`,
    );
  });
}
