/**
 * The part that holds `navigator`.
 */
import { Navigator, navigator } from '../fetch/navigator.ts';

export default function create() {
  return { Navigator, navigator };
}
