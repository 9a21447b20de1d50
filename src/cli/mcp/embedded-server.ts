/**
 * The embedded server of `treebox mcp`. It is started on a data folder when it is first needed, and again after it
 * died.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { EXIT, Failure } from '../failure.ts';

/** Characters of a server's last output that are shown when it failed to start. */
const LAST_WORDS = 2_000;

export class EmbeddedServer {
  readonly token = randomBytes(24).toString('base64url');
  readonly #main: URL;
  readonly #data: string;
  #child: ChildProcess | undefined;
  #address: Promise<string> | undefined;

  /** @param main the server's program @param data its data folder */
  constructor(main: URL, data: string) {
    this.#main = main;
    this.#data = data;
  }

  /** Returns the address of the running server; starts it when there is none. @throws Failure when it can't start */
  address(): Promise<string> {
    this.#address ??= this.#start();
    return this.#address;
  }

  /** Ends the server by SIGTERM and waits until it is gone. */
  async stop(): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  }

  async #start(): Promise<string> {
    const flags = ['--data', this.#data, '--port', '0', '--host', '127.0.0.1'];
    const child = spawn(process.execPath, [fileURLToPath(this.#main), ...flags], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, TREEBOX_TOKEN: this.token },
    });
    this.#child = child;
    child.once('exit', () => {
      this.#address = undefined;
    });
    let said = '';
    const listen = (text: string) => {
      said = (said + text).slice(-LAST_WORDS);
    };
    child.stderr.setEncoding('utf8').on('data', listen);
    for await (const line of createInterface({ input: child.stdout })) {
      listen(`${line}\n`);
      const address = addressIn(line);
      if (address === undefined) continue;
      child.stdout.resume();
      return address;
    }
    throw new Failure(EXIT.failed, `the server on ${this.#data} did not start: ${said.trim()}`);
  }
}

function addressIn(line: string): string | undefined {
  try {
    return (JSON.parse(line) as { address?: string }).address;
  } catch {
    // This line is not from the log.
    return undefined;
  }
}
