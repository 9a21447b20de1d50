/**
 * The program behind `treebox backup` and `treebox restore`: `backup-program.ts backup|restore FOLDER DATA`.
 */
import { resolve } from 'node:path';
import { restoreBackup, takeBackup } from './backup.ts';
import { TreeboxError } from './core/errors.ts';

const [verb, folder = '', data = ''] = process.argv.slice(2);
try {
  if (verb === 'backup') await takeBackup(resolve(data), resolve(folder));
  else await restoreBackup(resolve(folder), resolve(data));
} catch (error) {
  if (!(error instanceof TreeboxError)) throw error;
  process.stderr.write(error.message);
  process.exitCode = 2;
}
