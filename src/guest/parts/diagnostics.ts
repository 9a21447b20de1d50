/**
 * The part that holds Node's `diagnostics_channel`.
 */
import diagnosticsChannel from 'node-library/diagnostics_channel';

export default function create() {
  return { diagnosticsChannel };
}
