/**
 * The part that `fs.glob` and `path.matchesGlob` need: patterns and the walk along them.
 */
import { glob, matches } from '../fs/glob.ts';

export default function create() {
  return { glob, matches };
}
