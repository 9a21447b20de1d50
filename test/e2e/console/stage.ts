/**
 * What the tests of the console share: a server with something to see on it, and one browser.
 */
import { rm } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { Client } from '../../support/api.ts';
import { launchBrowser } from '../../support/browser.ts';
import { TestServer } from '../../support/server.ts';

/** Text that would show if it were taken for HTML, and run if it were taken for a script. */
export const HOSTILE = '<img src=x onerror="window.fooled=1">';
export const PICTURE =
  '<svg xmlns="http://www.w3.org/2000/svg" width="60" height="60"><script>window.fooled=1</script><circle cx="30" cy="30" r="25" fill="teal"/></svg>';

export class Stage {
  readonly server: TestServer;
  readonly browser: Browser;
  readonly api: Client;

  constructor(server: TestServer, browser: Browser) {
    this.server = server;
    this.browser = browser;
    this.api = new Client(server.url);
  }

  static async open(): Promise<Stage> {
    const [server, browser] = await Promise.all([TestServer.start(), launchBrowser()]);
    return new Stage(server, browser);
  }

  async post(path: string, body: object): Promise<Record<string, unknown>> {
    const answer = await this.api.post(path, body);
    if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  /** Makes a label with these files. */
  async label(name: string, files: Readonly<Record<string, string>>, message = 'first files'): Promise<void> {
    const code = `const files = ${JSON.stringify(files)};
      for (const [path, text] of Object.entries(files)) {
        await fs.mkdir(require('path').dirname('/' + path), { recursive: true });
        await fs.writeFile('/' + path, text);
      }`;
    const { push, error } = await this.api.exec({ code, push: { label: name, message } });
    if (push?.status !== 'advanced') throw new Error(`${name}: ${error} ${JSON.stringify(push)}`);
  }

  /** Runs code on a label and pushes what it leaves to it. @returns the execution */
  async change(label: string, code: string, message: string): Promise<Record<string, unknown>> {
    return await this.api.exec({ code, fs: label, push: { label, message } });
  }

  async close(): Promise<void> {
    this.api.close();
    await this.browser.close();
    // Not judged by git: what it holds is big, and not what is tested here.
    await this.server.end();
    await rm(this.server.data, { recursive: true, force: true });
  }
}

/** Fills a server. @returns the execution whose page is looked at */
export async function furnish(stage: Stage): Promise<string> {
  await stage.label('main', {
    'readme.md': '# A project\n\nIt has some lines.\n',
    'src/index.ts': 'export const answer: number = 42;\n',
    'src/words.txt': 'one\ntwo\nthree\n',
    'logo.svg': PICTURE,
    'data.bin': '\0\u0001\u0002',
  });
  await stage.post('/api/fs/labels', { name: 'draft', from: 'main' });
  await stage.change('draft', "await fs.writeFile('/src/words.txt', 'one\\n2\\nthree\\n')", 'number the second word');
  const info = await stage.change(
    'main',
    `console.log('counting'); console.error('a warning');
     await fs.writeFile('/src/words.txt', 'one\\nTWO\\nthree\\n'); await fs.writeFile('/report.md', '3 words\\n'); ({ words: 3 })`,
    'count the words',
  );
  await stage.api.exec({ code: 'let counter = 1; const rows = [1, 2, 3]; counter', session: 'agent-1' });
  await stage.api.exec({ code: 'counter += 1; console.log(rows); counter', session: 'agent-1' });
  await stage.api.exec({ code: "throw new TypeError('there is nothing to count')", session: 'agent-1' });
  return info.execution_id as string;
}
