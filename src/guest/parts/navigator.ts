/**
 * The part that holds `navigator`. Layer 0, guest side.
 */
import { Navigator, navigator } from '../fetch/navigator.ts';

export default function create() {
  return { Navigator, navigator };
}
