/**
 * Entry of the thread that writes what a run prints while the run goes on.
 *
 * It knows nothing of the run and waits when nobody prints; it ends with its process.
 */
import { workerData } from 'node:worker_threads';
import { OutputMemory } from './output-memory.ts';

const output = new OutputMemory(workerData as OutputMemory['shared']);
for (;;) {
  output.waitForText();
  output.flush();
}
