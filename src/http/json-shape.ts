/**
 * Checks the nesting and the number of values of a JSON body before it is parsed.
 */
import { TreeboxError } from '../core/errors.ts';
import { excessOf } from '../core/json-shape.ts';
import { JSON_DEPTH_MAX, JSON_VALUES_MAX } from '../core/limits.ts';

/** Checks a JSON text. @throws TreeboxError `too_large` when it nests too deep or has too many values */
export function checkJsonShape(bytes: Uint8Array): void {
  switch (excessOf(bytes, { depth: JSON_DEPTH_MAX, values: JSON_VALUES_MAX })) {
    case 'depth':
      throw new TreeboxError(
        'too_large',
        `the body is nested too deeply: at most ${JSON_DEPTH_MAX} levels are accepted`,
      );
    case 'values':
      throw new TreeboxError('too_large', `the body has too many values: at most ${JSON_VALUES_MAX} are accepted`);
  }
}
