/**
 * `npm run exec -- FILE [--fs LABEL|CA_ID] [--data FOLDER]`: runs one source on a mount without a server, and prints its
 * outcome. It prints and pins the new tree; no label moves.
 */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { TreeboxError } from './core/errors.ts';
import { readTextIfPresent } from './core/files.ts';
import { EMPTY_TREE } from './core/ids.ts';
import { HEAP_MIB, OUTPUT_BYTES, TIMEOUT_SECS, VOLUME_BYTES, VOLUME_FILES } from './core/limits.ts';
import { openDataFolder } from './data-folder.ts';
import { openRepository } from './git/repository.ts';
import type { JobResult } from './pool/job.ts';
import { Pool } from './pool/pool.ts';
import { ExecutionIds } from './service/execution-ids.ts';
import { Handles } from './service/handles.ts';

const USAGE = 'usage: npm run exec -- FILE [--fs LABEL|CA_ID] [--data FOLDER]';

interface Arguments {
  readonly file: string;
  readonly fs: string | undefined;
  readonly data: string;
}

function readArguments(): Arguments {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { fs: { type: 'string' }, data: { type: 'string', default: 'repo-data' } },
  });
  const [file, ...rest] = positionals;
  if (file === undefined || rest.length > 0) throw new Error('exactly one FILE is needed');
  return { file, fs: values.fs, data: resolve(values.data) };
}

/** Runs the source in a pool of one runner. Its output is printed when it has ended. */
async function execute({ file, fs, data }: Arguments): Promise<JobResult> {
  // Take the folder's lock: a running server may use the repository.
  const folder = openDataFolder(data);
  const repository = openRepository(folder.repository);
  const outputRoot = mkdtempSync(join(tmpdir(), 'treebox-exec-'));
  const outputPath = join(outputRoot, 'output');
  const pool = new Pool({
    runners: 1,
    queueLimit: 1,
    reuse: 'pool',
    settings: {
      repository: repository.path,
      walls: 'auto',
      outputRoot,
      outputBytes: OUTPUT_BYTES,
      volumeBytes: VOLUME_BYTES,
      volumeFiles: VOLUME_FILES,
    },
    incoming: repository.incoming,
    objects: repository.objects,
    onWarning: (message, details) => console.error(message, details),
  });
  try {
    const source = readFileSync(file, 'utf8');
    const tree = fs === undefined ? null : ((await new Handles(repository).resolve(fs)) ?? EMPTY_TREE);
    const id = new ExecutionIds().next();
    const timeoutMs = TIMEOUT_SECS.default * 1000;
    const result = await pool.submit({
      id,
      source,
      tree,
      state: null,
      timeoutMs,
      heapMiB: HEAP_MIB.default,
      outputPath,
    });
    if (result.tree !== null) repository.pins.add(result.tree);
    process.stdout.write(readTextIfPresent(outputPath) ?? '');
    return result;
  } finally {
    await pool.close(0);
    await repository.close();
    folder.close();
    rmSync(outputRoot, { recursive: true });
  }
}

function readOrExit(): Arguments {
  try {
    return readArguments();
  } catch (error) {
    console.error(`${(error as Error).message}\n${USAGE}`);
    process.exit(2);
  }
}

const given = readOrExit();
try {
  const { outcome, result, error, tree } = await execute(given);
  console.error(`${outcome}${tree === null ? '' : `, fs ${tree}`}`);
  if (error !== null) console.error(error);
  if (result !== null) console.log(result);
  process.exitCode = outcome === 'completed' ? 0 : 1;
} catch (error) {
  if (!(error instanceof TreeboxError) && (error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  console.error((error as Error).message);
  process.exitCode = 1;
}
