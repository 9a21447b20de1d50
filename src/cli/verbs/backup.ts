/**
 * `treebox backup` and `treebox restore`: copy a data folder while its server runs, and restore the copy to a new folder.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { EXIT, Failure } from '../failure.ts';

/** The backup program. The command line contains no code of the server. */
const PROGRAM = new URL('../../backup-program.ts', import.meta.url);
const DEFAULT_DATA = './repo-data';

export function addBackup(program: CommandUnknownOpts): void {
  program
    .command('backup')
    .description("copy a server's data folder into a new folder, also while the server runs")
    .argument('<folder>', 'new folder; it must be empty or not exist')
    .option('--data <folder>', 'the data folder', DEFAULT_DATA)
    .action((folder, { data }) => start('backup', folder, data));
}

export function addRestore(program: CommandUnknownOpts): void {
  program
    .command('restore')
    .description('restore a backup into a new data folder for a server')
    .argument('<folder>', 'the backup')
    .option('--data <folder>', 'the new data folder; it must be empty or not exist', DEFAULT_DATA)
    .action((folder, { data }) => start('restore', folder, data));
}

function start(verb: 'backup' | 'restore', folder: string, data: string): void {
  if (!existsSync(PROGRAM))
    throw new Failure(EXIT.failed, 'this program contains no server; use the npm package treebox');
  const { status, stderr } = spawnSync(process.execPath, [fileURLToPath(PROGRAM), verb, folder, data], {
    stdio: ['ignore', 'inherit', 'pipe'],
    encoding: 'utf8',
  });
  if (status !== 0) throw new Failure(status === EXIT.usage ? EXIT.usage : EXIT.failed, stderr.trim());
}
