/**
 * A process that puts packs together and collects garbage once, and is killed before the file system step whose number
 * it is given: `node collect-once.ts <repository> <step>`.
 */
import { openRepository } from '../../src/git/repository.ts';
import { countSteps, instrument } from './fs-steps.ts';

const [, , path, killAt] = process.argv;
instrument();
const repository = openRepository(path as string);
countSteps((step) => {
  if (step === Number(killAt)) process.kill(process.pid, 'SIGKILL');
});
await repository.maintenance.collect();
process.exit(0);
