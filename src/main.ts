/**
 * The program: reads the settings, starts the server, stops it at a signal.
 *
 * Exit status: 0 after a signal or `--help`, 2 for a setting that can't be used, 1 for anything else. A signal may arrive
 * twice, from the terminal and from npm; the second has no effect.
 */
import { enableCompileCache, flushCompileCache } from 'node:module';
import { readSettings, withoutToken } from './config.ts';
import { TreeboxError } from './core/errors.ts';

/** Time after the start at which compiled code is written to disk, in ms: Node does so only at exit, and not after a kill. */
const FLUSH_AFTER_MS = 5_000;

// Compiled code is kept beside the packages, so that a start does not compile everything again. `npm start` sets the same
// folder by NODE_COMPILE_CACHE, which also applies to this file.
enableCompileCache(new URL('../node_modules/.cache/treebox', import.meta.url).pathname);

let stop = async (): Promise<void> => undefined;
let stopping = false;

async function main(): Promise<void> {
  const settings = readSettings(process.argv.slice(2), process.env);
  if ('help' in settings) {
    process.stdout.write(settings.help);
    return;
  }
  // Other users of the machine can see the command line, so hide the token. They must not read our files.
  process.title = [process.argv0, 'src/main.ts', ...withoutToken(process.argv.slice(2))].join(' ');
  process.umask(0o077);
  const { startServer } = await import('./server.ts');
  const server = await startServer(settings);
  stop = server.stop;
  setTimeout(flushCompileCache, FLUSH_AFTER_MS).unref();
}

async function onSignal(): Promise<void> {
  if (stopping) return;
  stopping = true;
  try {
    await stop();
    process.exit(0);
  } catch (error) {
    fail(error);
  }
}

function fail(error: unknown): never {
  const isSetting = error instanceof TreeboxError && error.code === 'bad_setting';
  process.stderr.write(`treebox: ${isSetting ? error.message : ((error as Error).stack ?? String(error))}\n`);
  process.exit(isSetting ? 2 : 1);
}

process.on('SIGTERM', onSignal);
process.on('SIGINT', onSignal);
main().catch(fail);
