/**
 * The part that holds Node's `assert`, from Node's own library.
 */
import assert from 'node-library/assert';

export default function create() {
  return { assert, strict: assert.strict };
}
