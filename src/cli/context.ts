/**
 * Context of a verb: the server, and whether a program reads the output.
 */
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { connect, type Server } from './connection.ts';

export interface Context {
  readonly server: Server;
  /** True when stdout carries the server's answers as JSON, one a line. */
  readonly json: boolean;
}

/** Default address of a server. */
export const DEFAULT_SERVER = 'http://127.0.0.1:8080';

/** Options of every verb, and the environment variables that replace them. */
export interface GlobalOptions {
  readonly server?: string;
  readonly token?: string;
  readonly json?: boolean;
}

/**
 * Makes the context of a verb.
 * @throws Failure `usage` when the server's URL is invalid
 */
export function contextOf(command: CommandUnknownOpts): Context {
  const { TREEBOX_SERVER, TREEBOX_TOKEN } = process.env;
  const { server, token, json = false } = command.optsWithGlobals() as GlobalOptions;
  return { server: connect(server ?? (TREEBOX_SERVER || DEFAULT_SERVER), token ?? (TREEBOX_TOKEN || undefined)), json };
}
