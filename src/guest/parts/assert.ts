/**
 * The part that holds Node's `assert`. Layer 0, guest side.
 */
import assert from 'assert';

export default function create() {
  return { assert, strict: assert.strict };
}
