/**
 * Everything that a person can do in the console, by what the page says and nothing else.
 */
import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { Visit } from '../../support/browser.ts';
import { TestServer } from '../../support/server.ts';
import type { Stage } from './stage.ts';
import { bound, button, heading, link, write } from './steps.ts';

const REPORT = `const text = await fs.readFile('/words.txt', 'utf8');
for (const word of text.split('\\n')) console.log(word);
console.error('end of the words');
await fs.writeFile('/report.md', 'A report of ' + text.split('\\n').length + ' words');
({ words: text.split('\\n').length })`;

/** One pixel as PNG. */
const DOT = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=';

interface Picture {
  readonly naturalWidth: number;
}

export function describeActions(stage: () => Stage): void {
  const start = () => Visit.start(stage().browser, stage().server.url);

  describe('the main job, from the address alone', () => {
    test('a label is seen, a report is run, its diff is looked at and pushed, and a conflict is resolved', async () => {
      const { api, label, change } = bound(stage());
      await label('job', { 'words.txt': 'one\ntwo\nthree' });
      const visit = await start();
      const { page } = visit;
      await visit.go('/');
      await link(page, 'Run code on job').click();
      await write(page, 'Code', REPORT);
      await page.keyboard.press('Control+Enter');
      await page.getByText('completed', { exact: true }).waitFor();
      const result = await page.getByRole('region', { name: 'Result' }).textContent();
      expect(result).toContain('"words": 3');
      const output = page.getByRole('region', { name: 'Printed lines' });
      await expect.poll(() => output.textContent()).toMatch(/^onetwothreestderrend of the words$/);
      await page.getByLabel('Stream').selectOption('stderr');
      await expect.poll(() => output.textContent()).toMatch(/^end of the words$/);
      await button(page, 'report.md').click();
      await page.locator('.cm-merge-b').getByText('A report of 3 words').waitFor();

      await page.getByLabel('Message').fill('count the words');
      await button(page, 'Push').click();
      await link(page, 'job').click();
      await page.getByText('count the words').waitFor();

      // Another run that began before someone else pushed.
      await link(page, 'Run code on it').click();
      await write(page, 'Code', "await fs.writeFile('/words.txt', 'one\\nmine\\nthree')");
      await button(page, 'Run').click();
      await page.getByText('completed', { exact: true }).waitFor();
      await change('job', "await fs.writeFile('/words.txt', 'one\\nsomeone else\\nthree')", 'someone else was here');
      await button(page, 'Push').click();
      await page.getByText('job has moved').waitFor();
      visit.forgive(/409/);
      await link(page, 'Merge with it').click();
      await heading(page, '1 conflict, 1 left').waitFor();
      expect(await button(page, 'Take the edited text').isDisabled()).toBe(true);
      await write(page, 'Result of words.txt', 'one\nboth of us\nthree');
      await button(page, 'Take the edited text').click();
      await page.getByLabel('Message').fill('agree on the second word');
      await button(page, 'Push the merge to job').click();
      await heading(page, 'job').waitFor();
      await page.getByText('agree on the second word').waitFor();
      const { body } = await api.get('/api/fs/snapshots/job/files/words.txt');
      expect(body).toBe('one\nboth of us\nthree');
      const { body: history } = await api.get('/api/fs/snapshots/job/commits?limit=2');
      expect(history.commits.map(({ message }: { message: string }) => message.split('\n', 1)[0])).toEqual([
        'agree on the second word',
        'someone else was here',
      ]);
      expect(visit.problems).toEqual([]);
      await visit.close();
    });
  });

  describe('an empty server', () => {
    test('leads to the first label: code is run on a new one and pushed', async () => {
      await using server = await TestServer.start();
      const visit = await Visit.start(stage().browser, server.url);
      const { page } = visit;
      await visit.go('/');
      await link(page, 'run code on a new label').click();
      await write(page, 'Code', "await fs.writeFile('/first.txt', 'the first file')");
      await button(page, 'Run').click();
      await button(page, 'first.txt').waitFor();
      await button(page, 'Push').click();
      await link(page, 'Labels').click();
      await link(page, 'main').click();
      await link(page, 'Files').click();
      await link(page, 'first.txt').click();
      await page.getByText('the first file').waitFor();
      await link(page, 'Run').click();
      await page.getByText('Without a label the files are thrown away').waitFor();
      expect(visit.problems).toEqual([]);
      await visit.close();
    });
  });

  describe('a label', () => {
    test('is created, branched, reset and deleted, and pages follow by themselves', async () => {
      const { api, label, change } = bound(stage());
      await label('stem', { 'a.txt': '1' });
      await change('stem', "await fs.writeFile('/a.txt', '2')", 'two');
      const visit = await start();
      const watcher = await start();
      const { page } = visit;
      await watcher.go('/');
      await watcher.page.getByText('live', { exact: true }).waitFor();
      await visit.go('/');
      await button(page, 'New label').click();
      await page.getByLabel('Name').fill('empty one');
      await button(page, 'Create').click();
      await page.getByRole('alert').waitFor();
      await page.getByLabel('Name').fill('empty-one');
      await button(page, 'Create').click();
      await heading(page, 'empty-one').waitFor();
      visit.forgive(/400/);
      await link(watcher.page, 'empty-one').waitFor();

      await visit.go('/console/labels/stem');
      await button(page, 'New label from it').click();
      await page.getByLabel('Name').fill('branch/of-stem');
      await button(page, 'Create').click();
      await heading(page, 'branch/of-stem').waitFor();
      await page.getByText('two').waitFor();
      expect((await api.get('/api/fs/labels/branch%2Fof-stem')).body.commit).toBe(
        (await api.get('/api/fs/labels/stem')).body.commit,
      );

      await visit.go('/console/labels/stem?part=log');
      await button(page, 'Reset to here').click();
      await button(page, 'Reset').click();
      await page.getByText('reset', { exact: true }).waitFor();
      expect((await api.get('/api/fs/snapshots/stem/files/a.txt')).body).toBe('1');

      await button(page, 'Delete').click();
      await page.getByRole('dialog').waitFor();
      await page.keyboard.press('Escape');
      await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
      await button(page, 'Delete').click();
      await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
      await heading(page, 'Labels').waitFor();
      await expect.poll(() => link(watcher.page, 'stem').count()).toBe(0);
      expect([...visit.problems, ...watcher.problems]).toEqual([]);
      await visit.close();
      await watcher.close();
    });

    test('shows merges in its graph', async () => {
      const { label, change, post } = bound(stage());
      await label('river', { 'a.txt': '1' });
      await post('/api/fs/labels', { name: 'brook', from: 'river' });
      await change('brook', "await fs.writeFile('/b.txt', '2')", 'beside');
      await change('river', "await fs.writeFile('/c.txt', '3')", 'along');
      const visit = await start();
      const { page } = visit;
      await visit.go('/console/labels/river');
      await link(page, 'Merge into it').click();
      await page.getByLabel('Merge (theirs)').fill('brook');
      await button(page, 'Merge').click();
      await page.getByText('The merge is clean').waitFor();
      await page.getByLabel('Message').fill('flow together');
      await button(page, 'Push the merge to river').click();
      await page.getByText('flow together').waitFor();
      await page.getByText('beside').waitFor();
      expect(await page.getByText('· merge').count()).toBe(1);
      // Two lanes at the merge.
      const lanes = await page.locator('.lanes').first().locator('path').count();
      expect(lanes).toBe(2);
      expect(visit.problems).toEqual([]);
      await visit.close();
    });
  });

  describe('files', () => {
    test('have their lines as addresses and their history, and can be run', async () => {
      const { label, change } = bound(stage());
      await label('shelf', { 'src/a.js': 'console.log(1);\n'.repeat(500), 'b.txt': 'b' }, 'put it there');
      await change('shelf', "await fs.writeFile('/b.txt', 'c')", 'leave it alone');
      await change('shelf', "await fs.appendFile('/src/a.js', '40 + 2')", 'make it longer');
      const visit = await start();
      const { page } = visit;
      await visit.go('/console/files/shelf/src/a.js#L490');
      await page.getByRole('link', { name: 'Line 490', exact: true }).waitFor();
      await expect.poll(() => page.locator('.line.named').textContent()).toContain('490');
      await page.getByText('History of this file').click();
      await page.getByText('make it longer').waitFor();
      await page.getByText('put it there').waitFor();
      expect(await page.getByText('leave it alone').count()).toBe(0);
      await link(page, 'Run this file').click();
      // It can be run once the file is there.
      await button(page, 'Run').click();
      await page.getByText('completed', { exact: true }).waitFor();
      expect(await page.getByRole('region', { name: 'Result' }).textContent()).toContain('42');
      expect(visit.problems).toEqual([]);
      await visit.close();
    });
  });

  describe('runs', () => {
    test('stream while they go on, can be cancelled, and are found by their status', async () => {
      const visit = await start();
      const { page } = visit;
      await visit.go('/console/run');
      await page.getByLabel('Seconds').fill('60');
      await page.getByLabel('Session').fill('endless');
      await page.getByLabel('Input (JSON)').fill('{"a": ');
      await write(
        page,
        'Code',
        "for (let n = 0; ; n++) { console.log('turn ' + n + '.'); await new Promise((done) => setTimeout(done, 50)); }",
      );
      await button(page, 'Run').click();
      await page.getByText('the input is not JSON').waitFor();
      await page.getByLabel('Input (JSON)').fill('{"a": 1}');
      await button(page, 'Run').click();
      await page.getByText('turn 3.', { exact: true }).waitFor();
      await page.getByText('running', { exact: true }).waitFor();
      await button(page, 'Cancel the run').click();
      await page.getByText('cancelled', { exact: true }).waitFor();
      await link(page, 'Executions').click();
      await page.getByLabel('Status').selectOption('cancelled');
      await page.getByLabel('Session').fill('endless');
      await expect.poll(() => page.locator('.row').count()).toBe(1);
      expect(new URL(page.url()).search).toBe('?session=endless&status=cancelled');
      await page.getByLabel('Session').fill('none such');
      await page.getByText('No run matches the filters.').waitFor();
      expect(visit.problems).toEqual([]);
      await visit.close();
    });

    test('show why they failed, and the state that they left', async () => {
      const { api } = stage();
      const failed = await api.exec({ code: "\n\nthrow new RangeError('too far')" });
      const kept = await api.exec({ code: 'const list = [1, 2]; list.length' });
      const visit = await start();
      await visit.go(`/console/executions/${failed.execution_id}`);
      await visit.page.getByRole('region', { name: 'Error' }).getByText('RangeError: too far').waitFor();
      await visit.go(`/console/executions/${kept.execution_id}`);
      expect(await visit.page.getByRole('region', { name: 'State' }).textContent()).toMatch(/list\[1,2\]/);
      await visit.page.getByRole('region', { name: 'Timings' }).getByText('compile').waitFor();
      expect(visit.problems).toEqual([]);
      await visit.close();
    });
  });

  describe('artifacts', () => {
    const code = `artifact('chart', 'image/png', Buffer.from('${DOT}', 'base64'));
      artifact('table.csv', 'text/csv', 'a,b\\n1,2\\n'); artifact('page', 'text/html', '<script>window.fooled=1</script>')`;

    test('of a run are pictures and downloads, below the editor and on the page of the run', async () => {
      const visit = await start();
      const { page } = visit;
      await visit.go('/console/run');
      await write(page, 'Code', code);
      await button(page, 'Run').click();
      const artifacts = page.getByRole('region', { name: 'Artifacts' });
      const look = async () => {
        const picture = artifacts.getByRole('img', { name: 'chart' });
        await expect.poll(() => picture.evaluate((image) => (image as unknown as Picture).naturalWidth)).toBe(1);
        expect(await artifacts.getByRole('img').count()).toBe(1);
        await artifacts.getByText('text/csv, 8 bytes').waitFor();
        const [download] = await Promise.all([page.waitForEvent('download'), link(page, 'table.csv').click()]);
        expect(download.suggestedFilename()).toBe('table.csv');
        expect(await readFile(await download.path(), 'utf8')).toBe('a,b\n1,2\n');
        const [html] = await Promise.all([page.waitForEvent('download'), link(page, 'page').click()]);
        await html.cancel();
      };
      await look();
      await link(page, 'Executions').click();
      await page.locator('.row a').first().click();
      await look();
      expect(visit.problems).toEqual([]);
      await visit.close();
    });
  });

  describe('a session', () => {
    test('has pages: older runs are loaded when they are asked for', async () => {
      const { api } = stage();
      await api.exec({ code: '"the first"', session: 'long' });
      const id = (await api.get('/api/sessions/long')).body.executions[0].execution_id as string;
      const runs = Array.from({ length: 100 }, () => api.exec({ code: '1', session: 'long' }));
      await Promise.all(runs);
      const visit = await start();
      const { page } = visit;
      await visit.go('/console/sessions/long');
      await expect.poll(() => page.locator('.row').count()).toBe(100);
      expect(await link(page, id).count()).toBe(0);
      await button(page, 'Older runs').click();
      await link(page, id).waitFor();
      expect(await page.locator('.row').count()).toBe(101);
      expect(await button(page, 'Older runs').count()).toBe(0);
      expect(visit.problems).toEqual([]);
      await visit.close();
    });

    test('is forked at any run and deleted', async () => {
      const { api } = stage();
      for (const code of ['let n = 1', 'n = 2', 'n = 3']) await api.exec({ code, session: 'counting' });
      const visit = await start();
      const { page } = visit;
      await visit.go('/console/sessions');
      await link(page, 'counting').click();
      await button(page, 'Fork here').nth(1).click();
      await page.getByLabel('Name').fill('counting-again');
      await page.getByRole('dialog').getByRole('button', { name: 'Fork' }).click();
      await heading(page, 'counting-again').waitFor();
      expect((await api.exec({ code: 'n', session: 'counting-again' })).result).toBe('2');
      await expect.poll(() => page.locator('.row').count()).toBeGreaterThan(0);
      await button(page, 'Delete').click();
      await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
      await heading(page, 'Sessions').waitFor();
      await expect.poll(() => link(page, 'counting-again').count()).toBe(0);
      expect(visit.problems).toEqual([]);
      await visit.close();
    });
  });
}
