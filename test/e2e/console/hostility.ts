/**
 * Names and contents that want to be more than text, everywhere that the console shows them.
 */
import { describe, expect, test } from 'vitest';
import { Visit } from '../../support/browser.ts';
import { HOSTILE, PICTURE, type Stage } from './stage.ts';

const FILE = `${HOSTILE.replaceAll('/', '')}?a#b%41 \\ "'&amp;.js`;
const SCRIPT = '</script><script>window.fooled = 1</script>';
/** A label may hold no spaces; it may hold these. */
const LABEL = `<b>&'"#%41\`/{{nonce}}`;
const PAGE = '<!doctype html><script>window.fooled = 1; document.title = "fooled"</script>';

/** Says whether anything ran, or was shown, that should be text. */
const FOOLED = `Boolean(window.fooled) || document.querySelectorAll('main :is(script, iframe, object, embed, [onerror], b)').length > 0`;

export function describeHostility(stage: () => Stage): void {
  describe('hostile names and contents', () => {
    test('are text on every page that shows them', async () => {
      const { browser, server, api } = stage();
      const folder = 'javascript:alert(1)';
      await stage().label(
        LABEL,
        {
          [FILE]: `${HOSTILE}\n${SCRIPT}`,
          [`${folder}/x.svg`]: PICTURE,
          'page.html': PAGE,
          'back.txt': '\u202egnp.exe',
        },
        HOSTILE,
      );
      const { execution_id } = await api.exec({
        code: `console.log(${JSON.stringify(HOSTILE)}); console.error(${JSON.stringify(SCRIPT)});
          const kept = ${JSON.stringify(HOSTILE)}; await fs.writeFile(${JSON.stringify(`/${FILE}`)}, 'changed'); ({ [kept]: ${JSON.stringify(SCRIPT)} })`,
        fs: LABEL,
        tags: { [HOSTILE.slice(0, 30)]: SCRIPT },
        session: 'hostile',
      });
      const failed = await api.exec({ code: `throw new Error(${JSON.stringify(HOSTILE + SCRIPT)})` });
      await stage().post('/api/fs/labels', { name: 'hostile', from: LABEL });
      await stage().change('hostile', `await fs.writeFile(${JSON.stringify(`/${FILE}`)}, 'ours')`, SCRIPT);
      await stage().change(LABEL, `await fs.writeFile(${JSON.stringify(`/${FILE}`)}, 'theirs')`, SCRIPT);
      const label = encodeURIComponent(LABEL);
      const files = `/console/files/${label}/`;
      const pages = [
        ['/', LABEL],
        [`/console/labels/${label}`, HOSTILE],
        [`/console/labels/${label}?part=log`, HOSTILE],
        [files, FILE],
        [`${files}${encodeURIComponent(FILE)}`, 'theirs'],
        [`${files}page.html`, PAGE],
        [`/console/executions/${execution_id}`, HOSTILE],
        [`/console/executions/${failed.execution_id}`, HOSTILE],
        [`/console/compare?from=${label}&to=hostile`, FILE],
        [`/console/merge?ours=hostile&theirs=${label}`, FILE],
        ['/console/sessions/hostile', 'hostile'],
        [`/console/labels/${encodeURIComponent(HOSTILE)}`, HOSTILE],
      ] as const;
      const visit = await Visit.start(browser, server.url);
      for (const [path, text] of pages) {
        await visit.go(path);
        await expect.poll(() => visit.page.locator('main').textContent(), { message: path }).toContain(text);
        expect([path, await visit.page.evaluate(FOOLED)]).toEqual([path, false]);
      }
      // The last one is a label that can't be.
      visit.forgive(/status of 40[04]/);
      expect(visit.problems).toEqual([]);
      await visit.close();
    });

    test('are found by clicking: names with every sign that an address knows', async () => {
      const { browser, server } = stage();
      const visit = await Visit.start(browser, server.url);
      const { page } = visit;
      await visit.go('/');
      await page.getByRole('link', { name: `Files of ${LABEL}`, exact: true }).click();
      await page.getByRole('link', { name: FILE, exact: true }).click();
      await page.locator('.line').getByText('theirs').waitFor();
      await page.reload();
      await page.locator('.line').getByText('theirs').waitFor();
      await page.getByRole('navigation', { name: 'Folder' }).getByRole('link', { name: LABEL, exact: true }).click();
      await page.getByRole('link', { name: 'javascript:alert(1)/' }).click();
      await page.getByRole('link', { name: 'x.svg' }).click();
      const picture = page.locator('img.picture');
      await picture.waitFor();
      // The picture is shown, and its script did not run.
      await expect
        .poll(() => picture.evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth))
        .toBe(60);
      expect(await page.evaluate(FOOLED)).toBe(false);
      expect(visit.problems).toEqual([]);
      await visit.close();
    });

    test('opened by their own address they are downloads, or pictures that may do nothing', async () => {
      const { server } = stage();
      const files = `${server.url}/api/fs/snapshots/${encodeURIComponent(LABEL)}/files`;
      for (const path of ['page.html', 'javascript%3Aalert(1)/x.svg']) {
        const { headers } = await fetch(`${files}/${path}`);
        expect([path, headers.get('x-content-type-options')]).toEqual([path, 'nosniff']);
        const policy = headers.get('content-security-policy') ?? '';
        const isHarmless =
          /^text\/plain/.test(headers.get('content-type') ?? '') || /sandbox|default-src 'none'/.test(policy);
        const isDownload = /^attachment/.test(headers.get('content-disposition') ?? '');
        expect([path, isHarmless || isDownload]).toEqual([path, true]);
      }
    });
  });
}
