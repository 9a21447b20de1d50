/**
 * The part that `fs.glob` needs: patterns and the walk along them. Layer 0, guest side.
 */
import { glob } from '../fs/glob.ts';

export default function create() {
  return { glob };
}
