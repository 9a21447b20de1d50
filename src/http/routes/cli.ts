/**
 * Downloads of the command line.
 */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import packageJson from '../../../package.json' with { type: 'json' };
import { TreeboxError } from '../../core/errors.ts';
import type { Handlers } from '../operation.ts';
import { originOf } from '../origin.ts';

/** Platforms that the command line is built for. */
const PLATFORMS = ['linux-x86_64', 'linux-aarch64', 'macos-aarch64'] as const;
const BUILD_COMMAND = 'npm run build:cli';

/**
 * Serves the downloads.
 * @param folder absolute path of the folder into which `npm run build:cli` puts the programs
 */
export function cliRoutes(folder: string): Handlers<'cli_index_handler' | 'cli_download_handler'> {
  const programOf = (platform: string) => join(folder, `treebox-${platform}`);
  return {
    cli_index_handler: async (request) => ({
      version: packageJson.version,
      assets: await Promise.all(
        PLATFORMS.map(async (platform) => ({
          platform,
          url: `${originOf(request)}/api/cli/${platform}`,
          available: (await sizeOf(programOf(platform))) !== undefined,
        })),
      ),
    }),

    cli_download_handler: async ({ params }, reply) => {
      const platform = PLATFORMS.find((name) => name === params.platform);
      if (!platform) {
        throw new TreeboxError('not_found', `there is no build for that platform: take one of ${PLATFORMS.join(', ')}`);
      }
      const program = programOf(platform);
      const size = await sizeOf(program);
      if (size === undefined) {
        throw new TreeboxError(
          'not_found',
          `the command line for ${platform} is not built: run ${BUILD_COMMAND} on the server`,
        );
      }
      return reply
        .headers({
          'content-type': 'application/octet-stream',
          'content-length': size,
          'content-disposition': 'attachment; filename="treebox"',
        })
        .send(createReadStream(program));
    },
  };
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch {
    return undefined;
  }
}
