/**
 * The interface of the npm package: starts a server within a program.
 */
import { readSettings, type Settings } from './config.ts';
import { startServer as start } from './server.ts';

export type { Settings } from './config.ts';

/** A running server. */
export interface RunningServer {
  /** The URL of the server, without a slash at the end. */
  readonly url: string;
  /** Accepts no more work, lets running executions finish, and closes everything. */
  close(): Promise<void>;
}

/**
 * Starts a server.
 * @param settings settings that differ from the defaults of `treebox serve --help`
 * @throws Error with `code` `bad_setting` when the data folder or the port can't be used
 * @example
 * const server = await startServer({ port: 0, data: '/tmp/treebox' });
 * console.log(server.url);
 * await server.close();
 */
export async function startServer(settings: Partial<Settings> = {}): Promise<RunningServer> {
  const defaults = readSettings([], {}) as Settings;
  const server = await start({ ...defaults, ...settings });
  return { url: server.address, close: server.stop };
}
