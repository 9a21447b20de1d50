/**
 * The calls that tests and benchmarks make most, over one kept-alive connection a client.
 */
import { Agent, request } from 'node:http';

export interface Answer {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of every shape
  readonly body: any;
}

export class Client {
  readonly url: string;
  readonly #url: URL;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });

  constructor(url: string) {
    this.url = url;
    this.#url = new URL(url);
  }

  /** One request; a plain object goes as JSON, text as it is. JSON answers are parsed. */
  call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    const type = typeof body === 'object' ? { 'content-type': 'application/json' } : {};
    const sent = request(
      {
        agent: this.#agent,
        host: this.#url.hostname,
        port: this.#url.port,
        method,
        path,
        headers: { ...type, ...headers },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const received = Buffer.concat(chunks).toString();
          const json = String(response.headers['content-type']).includes('json');
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: json ? JSON.parse(received) : received,
          });
        });
      },
    );
    sent.on('error', reject);
    sent.end(text);
    return promise;
  }

  get(path: string): Promise<Answer> {
    return this.call('GET', path);
  }

  post(path: string, body: unknown): Promise<Answer> {
    return this.call('POST', path, body);
  }

  /** Submits code and waits for its end; answers the execution. */
  async exec(body: Record<string, unknown>): Promise<Answer['body']> {
    const accepted = await this.post('/api/exec', body);
    if (accepted.status !== 202) throw new Error(`${accepted.status}: ${JSON.stringify(accepted.body)}`);
    for (;;) {
      const { body: info } = await this.get(`/api/executions/${accepted.body.execution_id}?wait=60`);
      if (info.status !== 'running') return info;
    }
  }

  close(): void {
    this.#agent.destroy();
  }
}
