/**
 * Every page: shown without an error, readable by everyone, on every screen.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import axe from 'axe-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { Visit } from '../../support/browser.ts';
import { furnish, type Stage } from './stage.ts';

/** Set to have the documentation's pictures made. */
const PICTURES = process.env.CONSOLE_PICTURES === undefined ? undefined : join(process.cwd(), 'docs/images');
const PICTURE_SIZE = { width: 1000, height: 640 };

const PAGES: Readonly<Record<string, (execution: string) => string>> = {
  labels: () => '/',
  label: () => '/console/labels/main',
  log: () => '/console/labels/main?part=log',
  commit: () => '/console/commits/main?label=draft',
  files: () => '/console/files/main/',
  file: () => '/console/files/main/src/words.txt#L2',
  picture: () => '/console/files/main/logo.svg',
  binary: () => '/console/files/main/data.bin',
  run: () => '/console/run?fs=main&file=src%2Findex.ts',
  executions: () => '/console/executions',
  execution: (execution) => `/console/executions/${execution}`,
  compare: () => '/console/compare?from=draft&to=main',
  merge: () => '/console/merge?ours=main&theirs=draft',
  sessions: () => '/console/sessions',
  session: () => '/console/sessions/agent-1',
  nowhere: () => '/console/nowhere',
};

/** Pages that the documentation has no use for. */
const UNPICTURED: ReadonlySet<string> = new Set(['binary', 'nowhere']);

interface Finding {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

/** What axe finds that keeps people out. */
async function findings({ page }: Visit): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = (await page.evaluate('axe.run()')) as { violations: Finding[] };
  const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  return grave.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join('\n')}`,
  );
}

export function describePages(stage: () => Stage): void {
  describe('every page', () => {
    let execution: string;
    beforeAll(async () => {
      execution = await furnish(stage());
      if (PICTURES) mkdirSync(PICTURES, { recursive: true });
    });

    for (const colorScheme of ['light', 'dark'] as const) {
      test(`has no serious finding of axe, no error and no request elsewhere, ${colorScheme}`, async () => {
        const { browser, server } = stage();
        const visit = await Visit.start(browser, server.url, { colorScheme, viewport: PICTURE_SIZE });
        for (const [name, path] of Object.entries(PAGES)) {
          await visit.go(path(execution));
          expect([name, await findings(visit)]).toEqual([name, []]);
          expect(await visit.page.title(), name).toMatch(/ · treebox$/);
          if (PICTURES && colorScheme === 'light' && !UNPICTURED.has(name)) {
            await visit.page.screenshot({ path: join(PICTURES, `console-${name}.png`) });
          }
        }
        expect(visit.problems).toEqual([]);
        await visit.close();
      });
    }

    test('fits a phone', async () => {
      const { browser, server } = stage();
      const visit = await Visit.start(browser, server.url, { viewport: { width: 360, height: 700 }, hasTouch: true });
      for (const [name, path] of Object.entries(PAGES)) {
        await visit.go(path(execution));
        const width = await visit.page.evaluate('document.documentElement.scrollWidth');
        expect([name, width]).toEqual([name, 360]);
      }
      expect(visit.problems).toEqual([]);
      await visit.close();
    });

    test('is reached by keyboard, and takes the focus when it is gone to', async () => {
      const { browser, server } = stage();
      const visit = await Visit.start(browser, server.url);
      const { page } = visit;
      await visit.go('/');
      const focused = () => page.evaluate('document.activeElement.textContent');
      await page.keyboard.press('Tab');
      expect(await focused()).toBe('Skip to the page');
      for (let presses = 0; presses < 10 && (await focused()) !== 'Executions'; presses++)
        await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await expect.poll(focused).toBe('Executions');
      await expect.poll(() => page.evaluate('document.activeElement.tagName')).toBe('H1');
      await visit.close();
    });

    test('has an address: back and forward go between pages', async () => {
      const { browser, server } = stage();
      const visit = await Visit.start(browser, server.url);
      const { page } = visit;
      await visit.go('/');
      await page.getByRole('link', { name: 'main', exact: true }).click();
      await page.getByRole('link', { name: 'Log' }).click();
      await page.getByRole('link', { name: 'Files', exact: true }).click();
      await page.getByRole('link', { name: 'src/' }).click();
      await page.getByRole('link', { name: 'words.txt' }).click();
      await page.getByText('TWO').waitFor();
      const paths = [
        '/console/files/main/src/',
        '/console/files/main/',
        '/console/labels/main?part=log',
        '/console/labels/main',
        '/',
      ];
      for (const path of paths) {
        await page.goBack();
        expect(page.url()).toBe(server.url + path);
      }
      await page.getByRole('heading', { name: 'Labels' }).waitFor();
      await page.goForward();
      await page.getByRole('heading', { name: 'main' }).waitFor();
      expect(visit.problems).toEqual([]);
      await visit.close();
    });

    test('is small and soon there', async () => {
      const { browser, server } = stage();
      const visit = await Visit.start(browser, server.url);
      await visit.go('/');
      const { scripts, paint } = await visit.page.evaluate(() => {
        const loaded = performance.getEntriesByType('resource') as PerformanceResourceTiming[];
        const sizes = loaded.filter(({ name }) => name.endsWith('.js')).map((entry) => entry.encodedBodySize);
        const [first] = performance.getEntriesByName('first-contentful-paint');
        return { scripts: sizes.reduce((sum, size) => sum + size, 0), paint: first?.startTime ?? Infinity };
      });
      console.log(`the first page: ${scripts} bytes of compressed script, painted after ${Math.round(paint)} ms`);
      expect(scripts).toBeGreaterThan(0);
      expect(scripts).toBeLessThanOrEqual(300_000);
      expect(paint).toBeLessThan(3_000);
      await visit.close();
    });
  });
}
