/**
 * What every verb is given: the server, and whether a program reads the answer.
 */
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { connect, type Server } from './connection.ts';

export interface Context {
  readonly server: Server;
  /** Whether stdout carries the server's answers as JSON, one a line. */
  readonly json: boolean;
}

/** Where a server listens unless told otherwise. */
export const DEFAULT_SERVER = 'http://127.0.0.1:8080';

/** The options that every verb takes, and the variables that stand for them. */
export interface GlobalOptions {
  readonly server?: string;
  readonly token?: string;
  readonly json?: boolean;
}

/**
 * The context of a verb.
 * @throws Failure `usage` when the server's URL is none
 */
export function contextOf(command: CommandUnknownOpts): Context {
  const { TREEBOX_SERVER, TREEBOX_TOKEN } = process.env;
  const { server, token, json = false } = command.optsWithGlobals() as GlobalOptions;
  return { server: connect(server ?? (TREEBOX_SERVER || DEFAULT_SERVER), token ?? (TREEBOX_TOKEN || undefined)), json };
}
