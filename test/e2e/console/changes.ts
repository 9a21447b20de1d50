/**
 * What came from one tree to another: comparing, merging, picking and reverting.
 */
import { describe, expect, test } from 'vitest';
import { Visit } from '../../support/browser.ts';
import type { Stage } from './stage.ts';
import { bound, button, heading, link } from './steps.ts';

export function describeChanges(stage: () => Stage): void {
  const start = () => Visit.start(stage().browser, stage().server.url);

  describe('a commit', () => {
    test('is looked at, picked to another label and reverted on its own', async () => {
      const { api, label, change, post } = bound(stage());
      await label('orchard', { 'a.txt': 'one\n', 'b.txt': 'b\n' });
      await post('/api/fs/labels', { name: 'garden', from: 'orchard' });
      await change('orchard', "await fs.writeFile('/a.txt', 'one\\ntwo\\n')", 'plant a tree\n\nIt is an apple tree.');
      await change('garden', "await fs.writeFile('/b.txt', 'B\\n')", 'mow');
      const visit = await start();
      const { page } = visit;
      await visit.go('/console/labels/orchard');
      await link(page, 'plant a tree').click();
      await heading(page, 'plant a tree').waitFor();
      await page.getByText('It is an apple tree.').waitFor();
      expect(await link(page, 'this run').getAttribute('href')).toMatch(/^\/console\/executions\/[0-9a-f-]{36}$/);
      await button(page, 'a.txt').click();
      await page.locator('.cm-merge-b').getByText('two').waitFor();
      expect(await page.getByLabel('On label').inputValue()).toBe('orchard');
      await page.getByLabel('On label').fill('garden');
      await button(page, 'Pick').click();
      await page.getByText('The pick is clean').waitFor();
      await page.getByLabel('Message').fill('plant the same tree');
      await button(page, 'Push the pick to garden').click();
      await heading(page, 'garden').waitFor();
      await page.getByText('plant the same tree').waitFor();
      expect((await api.get('/api/fs/snapshots/garden/files/a.txt')).body).toBe('one\ntwo\n');
      expect((await api.get('/api/fs/snapshots/garden/files/b.txt')).body).toBe('B\n');
      expect((await api.get('/api/fs/snapshots/garden/commits?limit=1')).body.commits[0].parents).toHaveLength(1);

      await page.goBack();
      await page.getByLabel('On label').fill('orchard');
      await button(page, 'Revert').click();
      await page.getByText('The revert is clean').waitFor();
      await button(page, 'Push the revert to orchard').click();
      await heading(page, 'orchard').waitFor();
      expect((await api.get('/api/fs/snapshots/orchard/files/a.txt')).body).toBe('one\n');
      expect(visit.problems).toEqual([]);
      await visit.close();
    });

    test('leaves conflicts that are settled here, where its change does not fit', async () => {
      const { api, label, change, post } = bound(stage());
      await label('tune', { 'a.txt': 'do\n' });
      await post('/api/fs/labels', { name: 'song', from: 'tune' });
      await change('tune', "await fs.writeFile('/a.txt', 're\\n')", 'higher');
      await change('song', "await fs.writeFile('/a.txt', 'la\\n')", 'lower');
      const visit = await start();
      const { page } = visit;
      const { body } = await api.get('/api/fs/labels/tune');
      await visit.go(`/console/commits/${body.commit}`);
      await page.getByLabel('On label').fill('song');
      await button(page, 'Pick').click();
      await heading(page, '1 conflict, 1 left').waitFor();
      const marked = page.getByRole('link', { name: 'the tree with the conflict markers' });
      expect(await marked.getAttribute('href')).toMatch(/^\/console\/files\/[0-9a-f]{40}\/$/);
      await button(page, 'Take theirs').click();
      await button(page, 'Push the pick to song').click();
      await heading(page, 'song').waitFor();
      expect((await api.get('/api/fs/snapshots/song/files/a.txt')).body).toBe('re\n');
      expect(visit.problems).toEqual([]);
      await visit.close();
    });
  });

  describe('a conflict', () => {
    test('can be worked on as a tree with markers, and a merge says what it can not do', async () => {
      const { label, change, post } = bound(stage());
      await label('knot', { 'a.txt': 'base', 'l.lock': 'x', '.gitattributes': '*.lock merge=ours-driver' });
      await post('/api/fs/labels', { name: 'rope', from: 'knot' });
      await change('knot', "await fs.writeFile('/a.txt', 'ours'); await fs.writeFile('/l.lock', 'y')", 'ours');
      await change('rope', "await fs.writeFile('/a.txt', 'theirs'); await fs.writeFile('/l.lock', 'z')", 'theirs');
      const visit = await start();
      const { page } = visit;
      await visit.go('/console/merge?ours=knot&theirs=rope');
      await page.locator('.warning').getByText('ours-driver').waitFor();
      await link(page, 'the tree with the conflict markers').click();
      await link(page, 'a.txt').click();
      await page.getByText('<<<<<<<').waitFor();
      await page.getByText('History of this file').click();
      await page.getByText('A tree that is named by its CA id has no history.').waitFor();
      expect(visit.problems).toEqual([]);
      await visit.close();
    });

    test.each([
      ['Take ours', 'from ours'],
      ['Take theirs', 'from theirs'],
      ['Delete the file', undefined],
    ])('is settled by %s', async (action, content) => {
      const { api, label, change, post } = bound(stage());
      const name = `fight-${action.split(' ')[1]}-${action.length}`;
      await label(name, { 'a.txt': 'from base', 'keep.txt': 'k' });
      await post('/api/fs/labels', { name: `${name}-theirs`, from: name });
      await change(name, "await fs.writeFile('/a.txt', 'from ours'); await fs.writeFile('/o', 'o')", 'ours');
      await change(
        `${name}-theirs`,
        "await fs.writeFile('/a.txt', 'from theirs'); await fs.writeFile('/t', 't')",
        'theirs',
      );
      const visit = await start();
      const { page } = visit;
      await visit.go(`/console/merge?ours=${name}&theirs=${name}-theirs`);
      await button(page, action).click();
      await button(page, `Push the merge to ${name}`).click();
      await heading(page, name).waitFor();
      const { body, status } = await api.get(`/api/fs/snapshots/${name}/files/a.txt`);
      expect(content === undefined ? status : body).toBe(content ?? 404);
      for (const path of ['o', 't', 'keep.txt']) {
        expect((await api.get(`/api/fs/snapshots/${name}/files/${path}`)).status, path).toBe(200);
      }
      const { body: history } = await api.get(`/api/fs/snapshots/${name}/commits?limit=1`);
      expect(history.commits[0].parents).toHaveLength(2);
      expect(visit.problems).toEqual([]);
      await visit.close();
    });
  });

  describe('two trees', () => {
    test('are compared by any handle, side by side', async () => {
      const { label, change } = bound(stage());
      await label('left', { 'a.txt': 'same\nleft\n', 'gone.txt': 'x' });
      await label('right', { 'a.txt': 'same\nleft\n', 'gone.txt': 'x' });
      await change(
        'right',
        "await fs.writeFile('/a.txt', 'same\\nright\\n'); await fs.unlink('/gone.txt')",
        'go right',
      );
      const visit = await start();
      const { page } = visit;
      await visit.go('/console/compare');
      await page.getByLabel('From').fill('left');
      await page.getByLabel('To').fill('right');
      await button(page, 'Compare').click();
      await page.getByText('deleted', { exact: true }).waitFor();
      await button(page, 'a.txt').click();
      await page.locator('.cm-merge-a').getByText('left').waitFor();
      await page.locator('.cm-merge-b').getByText('right').waitFor();
      await button(page, 'gone.txt').click();
      await heading(page, 'gone.txt').waitFor();
      expect(visit.problems).toEqual([]);
      await visit.close();
    });
  });
}
