/**
 * Entry of the thread that writes a run's output while the run continues.
 *
 * It knows nothing about the run, and waits while nothing is printed. It ends with its process.
 */
import { workerData } from 'node:worker_threads';
import { OutputMemory } from './output-memory.ts';

const output = new OutputMemory(workerData as OutputMemory['shared']);
for (;;) {
  output.waitForText();
  output.flush();
}
