/**
 * A real pool on a real repository in a temporary folder.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import type { ExecutionId } from '../../src/core/ids.ts';
import { openRepository, type Repository } from '../../src/git/repository.ts';
import type { Job } from '../../src/pool/job.ts';
import { Pool } from '../../src/pool/pool.ts';
import type { Reuse } from '../../src/pool/reuse.ts';
import type { RunnerSettings } from '../../src/pool/runner-process.ts';

const MiB = 1024 * 1024;

export class TestPool {
  readonly pool: Pool;
  readonly repository: Repository;
  readonly warnings: string[] = [];
  readonly folder = mkdtempSync(join(tmpdir(), 'treebox-pool-'));
  readonly #outputRoot = join(this.folder, 'output');

  constructor(
    options: Partial<Record<'runners' | 'queueLimit' | 'volumeBytes' | 'volumeFiles' | 'outputBytes', number>> = {},
    settings: Partial<RunnerSettings> = {},
    reuse: Reuse = 'pool',
  ) {
    const { runners = 1, queueLimit = 10, volumeBytes = 64 * MiB, volumeFiles = 1_000, outputBytes = MiB } = options;
    mkdirSync(this.#outputRoot);
    this.repository = openRepository(join(this.folder, 'snapshots.git'));
    this.pool = new Pool({
      runners,
      queueLimit,
      reuse,
      settings: {
        repository: this.repository.path,
        walls: 'auto',
        outputRoot: this.#outputRoot,
        outputBytes,
        volumeBytes,
        volumeFiles,
        ...settings,
      },
      incoming: this.repository.incoming,
      objects: this.repository.objects,
      onWarning: (message) => this.warnings.push(message),
    });
  }

  /** A job with what the test does not care for filled in. */
  job(source: string, options: Partial<Job> = {}): Job {
    const id = uuidv7() as ExecutionId;
    const outputPath = join(this.#outputRoot, id);
    return { id, source, tree: null, state: null, timeoutMs: 10_000, heapMiB: 64, outputPath, ...options };
  }

  async close(): Promise<void> {
    await this.pool.close(0);
    rmSync(this.folder, { recursive: true, force: true });
  }
}
