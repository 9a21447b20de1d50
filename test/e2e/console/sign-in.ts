/**
 * A server that wants a token: its page is open, and nothing else until the token is given.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { Visit } from '../../support/browser.ts';
import { TestServer } from '../../support/server.ts';
import type { Stage } from './stage.ts';

const TOKEN = 'a token that nobody guesses'.replaceAll(' ', '-');

export function describeSignIn(stage: () => Stage): void {
  describe('with a token', () => {
    test('a browser signs in, stays so over a reload, and signs out', async () => {
      await using server = await TestServer.start({ args: ['--token', TOKEN] });
      const visit = await Visit.start(stage().browser, server.url);
      const { page } = visit;
      await visit.go('/console/run');
      await page.getByLabel('Token').fill('wrong');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByText('the token is wrong').waitFor();
      visit.forgive(/401/);
      await page.getByLabel('Token').fill(TOKEN);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('heading', { name: 'Run' }).waitFor();
      await page.getByText('live', { exact: true }).waitFor();
      const [cookie] = await page.context().cookies();
      expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict', path: '/' });
      expect(await page.evaluate('document.cookie')).toBe('');
      await page.reload();
      await page.getByRole('button', { name: 'Run', exact: true }).click();
      await page.getByText('completed', { exact: true }).waitFor();
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByLabel('Token').waitFor();
      await page.goto(`${server.url}/`);
      await page.getByLabel('Token').waitFor();
      expect(visit.problems).toEqual([]);
      await visit.close();
    });

    test('a page of another origin changes nothing, though the browser has signed in', async () => {
      await using server = await TestServer.start({ args: ['--token', TOKEN] });
      const visit = await Visit.start(stage().browser, server.url);
      const { page } = visit;
      await visit.go('/');
      await page.getByLabel('Token').fill(TOKEN);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('heading', { name: 'Labels' }).waitFor();
      const form = (encoding: string) => `<!doctype html><form method="post" enctype="${encoding}"
        action="${server.url}/api/fs/labels"><input name='{"name": "stolen", "ca_id": "4b825dc642cb6eb9a060e54bf8d69288fbee4904", "x":"' value='"}'></form>
        <button onclick="document.forms[0].submit()">send</button>`;
      const forms: string[] = ['text/plain', 'application/x-www-form-urlencoded'];
      const other = createServer((request, response) => {
        response.setHeader('content-type', 'text/html').end(form(forms[Number(request.url?.slice(1))] ?? ''));
      }).listen(0, '127.0.0.1');
      await new Promise((resolve) => other.once('listening', resolve));
      const { port } = other.address() as AddressInfo;
      // Also as the same site, by a port alone: that is where SameSite does not help.
      for (const host of ['127.0.0.1', 'localhost']) {
        for (const at of forms.keys()) {
          await page.goto(`http://${host}:${port}/${at}`);
          const answered = page.waitForResponse((response) => response.request().method() === 'POST');
          await page.getByRole('button', { name: 'send' }).click();
          expect((await answered).status()).toBeGreaterThanOrEqual(400);
        }
      }
      other.closeAllConnections();
      other.close();
      await page.goto(`${server.url}/`);
      await page.getByText('There is no label yet').waitFor();
      await visit.close();
    });
  });
}
