/**
 * The part that holds `StringDecoder`.
 */
import { StringDecoder } from '../buffer/string-decoder.ts';
import { uncurry } from '../primordials.ts';

export default function create() {
  // The bundler removes the names of functions that nothing refers to.
  Object.defineProperty(StringDecoder, 'name', { value: 'StringDecoder', configurable: true });
  const Decoder = StringDecoder as unknown as new (encoding: string) => object;
  const write = uncurry(StringDecoder.prototype.write as (chunk: unknown) => string);
  const makeDecoder = () => {
    const decoder = new Decoder('utf8');
    return (chunk: unknown) => write(decoder, chunk);
  };
  return { stringDecoder: { StringDecoder }, makeDecoder };
}
