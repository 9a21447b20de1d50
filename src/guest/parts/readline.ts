/**
 * The part that holds Node's `readline` and `readline/promises`.
 */
import readline from 'node-library/readline';
import promises from 'node-library/readline/promises';

export default function create() {
  return { readline, promises };
}
