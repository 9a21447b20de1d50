/**
 * The part that formats values as Node's `util.inspect` and `util.format` do. Layer 0, guest side.
 *
 * Taken from Node's own source by the node-inspect-extracted package. It comes up when a console call prints more than a
 * string, and before the source runs when the source names the console.
 */
import { format, formatWithOptions, inspect } from 'node-inspect-extracted';

export default function create() {
  return { format, formatWithOptions, inspect };
}
