/**
 * The part that holds `StringDecoder`. Layer 0, guest side.
 */
import { StringDecoder } from '../buffer/string-decoder.ts';

export default function create() {
  // The bundler takes names away that nothing refers to.
  Object.defineProperty(StringDecoder, 'name', { value: 'StringDecoder', configurable: true });
  return { stringDecoder: { StringDecoder } };
}
