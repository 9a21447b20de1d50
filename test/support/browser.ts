/**
 * Debian's Chromium, and pages of it that note whatever goes wrong in them.
 */
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

/** Where Debian puts it; `.ci/run` installs it. */
const CHROMIUM = '/usr/bin/chromium';
/** Nothing of the browser's own is to talk to anyone. */
const FLAGS = ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
/** How long a page may take to show something, in ms: the machine may do other things. */
const PATIENCE_MS = 30_000;

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
}

/** A page of a browser that has seen nothing yet. */
export class Visit {
  readonly page: Page;
  readonly url: string;
  /** Errors in the console, failures of scripts, requests to other origins, windows that open, questions that pop up. */
  readonly problems: string[] = [];

  private constructor(page: Page, url: string) {
    this.page = page;
    this.url = url;
    const note = (what: string) => void this.problems.push(`${new URL(page.url()).pathname}: ${what}`);
    page.setDefaultTimeout(PATIENCE_MS);
    page.on('console', (message) => message.type() === 'error' && note(message.text()));
    page.on('pageerror', (error) => note(String(error)));
    page.on('dialog', (dialog) => {
      note(`asks ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('popup', () => note('opens a window'));
    page.on('request', (request) => {
      if (!request.url().startsWith(url) && !/^(?:data|blob):/.test(request.url())) note(`asks ${request.url()}`);
    });
  }

  /** @param url of the server */
  static async start(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Visit> {
    const context = await browser.newContext({ viewport: { width: 1200, height: 800 }, ...options });
    return new Visit(await context.newPage(), url);
  }

  /** Goes to an address and waits until the page has loaded what it shows. */
  async go(path: string): Promise<void> {
    await this.page.goto(this.url + path);
    await this.settle();
  }

  /** Waits until there is a page and nothing in it says that it is loading. */
  async settle(): Promise<void> {
    await this.page.locator('h1').waitFor();
    await this.page.locator('[aria-busy]').first().waitFor({ state: 'detached' });
  }

  /** Takes back problems that a test expects. */
  forgive(pattern: RegExp): void {
    this.problems.splice(0, Infinity, ...this.problems.filter((problem) => !pattern.test(problem)));
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }
}
