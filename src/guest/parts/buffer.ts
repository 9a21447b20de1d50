/**
 * The part that holds `Buffer`. Layer 0, guest side.
 */
import * as buffer from 'buffer';

export default function create() {
  return { buffer, Buffer: buffer.Buffer };
}
