/**
 * The part that holds Node's `punycode`.
 */
import punycode from 'node-library/punycode';

export default function create() {
  return { punycode };
}
