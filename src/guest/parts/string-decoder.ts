/**
 * The part that holds `StringDecoder`. Layer 0, guest side.
 */
import * as stringDecoder from 'string_decoder';

export default function create() {
  return { stringDecoder };
}
