/**
 * The part that holds Node's `punycode`. Guest side.
 */
import punycode from 'node-library/punycode';

export default function create() {
  return { punycode };
}
