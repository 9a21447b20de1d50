/**
 * As much as there may be: pages stay usable. Times are told, and bounded so wide that a busy machine passes.
 */
import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { Visit } from '../../support/browser.ts';
import type { Stage } from './stage.ts';

const LABELS = 10_000;
const FILES = 20_000;
const LINES = 100_000;
const FILE_BYTES = 5_000_000;
/** Elements that a page may hold, however long its list is. */
const ELEMENTS_MAX = 4_000;
const PATIENCE_MS = 30_000;

/** Scrolls a list to its end, as far as it has loaded. */
async function toEnd({ page }: Visit, list: string): Promise<void> {
  await page.getByRole('region', { name: list, exact: true }).evaluate((box) => {
    const scrolled = box as unknown as { scrollTop: number; scrollHeight: number };
    scrolled.scrollTop = scrolled.scrollHeight;
  });
}

async function elements({ page }: Visit): Promise<number> {
  return (await page.evaluate("document.querySelectorAll('*').length")) as number;
}

/** Does something and says how long it took. */
async function timed(what: string, act: () => Promise<unknown>): Promise<void> {
  const start = performance.now();
  await act();
  const took = performance.now() - start;
  console.log(`${what}: ${Math.round(took)} ms`);
  expect(took, what).toBeLessThan(PATIENCE_MS);
}

export function describeBigData(stage: () => Stage): void {
  describe('big data', () => {
    test(`${LABELS} labels are listed, filtered and scrolled to their end`, async () => {
      const { server, browser } = stage();
      await stage().label('many', { a: 'a' });
      const git = (args: string[], input?: string) =>
        execFileSync('git', ['-C', server.repository, ...args], {
          encoding: 'utf8',
          ...(input !== undefined && { input }),
        });
      const commit = git(['rev-parse', 'refs/heads/many']).trim();
      const names = Array.from({ length: LABELS }, (_, at) => `many-${String(at).padStart(5, '0')}`);
      git(['update-ref', '--stdin'], names.map((name) => `create refs/heads/${name} ${commit}\n`).join(''));
      const visit = await Visit.start(browser, server.url);
      const { page } = visit;
      await timed('labels shown', () => visit.go('/'));
      expect(await elements(visit)).toBeLessThan(ELEMENTS_MAX);
      await timed('labels filtered', async () => {
        await page.getByLabel('Labels that begin with').fill('many-0999');
        await page.getByRole('link', { name: 'many-09999', exact: true }).waitFor();
      });
      await page.getByLabel('Labels that begin with').fill('many-');
      await timed('labels scrolled', async () => {
        const last = page.getByRole('link', { name: names.at(-1) as string, exact: true });
        while (!(await last.isVisible())) await toEnd(visit, 'Labels');
      });
      expect(await elements(visit)).toBeLessThan(ELEMENTS_MAX);
      git(['update-ref', '--stdin'], names.map((name) => `delete refs/heads/${name}\n`).join(''));
      expect(visit.problems).toEqual([]);
      await visit.close();
    });

    test(`${FILES} files in a folder are listed and scrolled to their end`, async () => {
      const { server, browser } = stage();
      await stage().change(
        'many',
        `for (let at = 0; at < ${FILES}; at++) fs.writeFileSync('/' + String(at).padStart(5, '0') + '.txt', '')`,
        'many files',
      );
      const visit = await Visit.start(browser, server.url);
      const { page } = visit;
      await timed('files shown', () => visit.go('/console/files/many/'));
      expect(await elements(visit)).toBeLessThan(ELEMENTS_MAX);
      await timed('files scrolled', async () => {
        const last = page.getByRole('link', { name: `${FILES - 1}.txt`, exact: true });
        while (!(await last.isVisible())) await toEnd(visit, 'Entries');
      });
      await timed('many changes shown', async () => {
        await visit.go('/console/labels/many');
        await page.getByRole('link', { name: 'many files' }).click();
        await page.getByRole('button', { name: '00001.txt' }).waitFor();
      });
      expect(await elements(visit)).toBeLessThan(ELEMENTS_MAX);
      expect(visit.problems).toEqual([]);
      await visit.close();
    });

    test(`${LINES} lines of output and a file of ${FILE_BYTES} bytes are read to their end`, async () => {
      const { server, browser, api } = stage();
      const { execution_id } = await api.exec({
        code: `for (let at = 1; at <= ${LINES}; at++) console.log('line ' + at);
          const line = 'some words on a line of a long file\\n';
          await fs.writeFile('/long.txt', line.repeat(${FILE_BYTES} / line.length) + 'the end');
          await fs.writeFile('/wide.txt', 'x'.repeat(${FILE_BYTES}))`,
        push: { label: 'long' },
      });
      const visit = await Visit.start(browser, server.url);
      const { page } = visit;
      await timed('output shown', async () => {
        await visit.go(`/console/executions/${execution_id}`);
        await page.getByText('line 1', { exact: true }).waitFor();
      });
      await timed('output scrolled', async () => {
        const last = page.getByText(`line ${LINES}`, { exact: true });
        while (!(await last.isVisible())) await toEnd(visit, 'Printed lines');
      });
      await timed('long file shown', async () => {
        await visit.go('/console/files/long/long.txt');
        await page.locator('.line').first().waitFor();
      });
      await timed('long file scrolled', async () => {
        await toEnd(visit, 'long.txt');
        await page.getByText('the end', { exact: true }).waitFor();
      });
      await timed('wide file shown', async () => {
        await visit.go('/console/files/long/wide.txt');
        await page.getByText('more characters').waitFor();
      });
      expect(await elements(visit)).toBeLessThan(ELEMENTS_MAX);
      expect(visit.problems).toEqual([]);
      await visit.close();
    });
  });
}
