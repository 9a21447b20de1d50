/**
 * What a person does on many pages, by what they say.
 */
import type { Page } from 'playwright-core';
import type { Stage } from './stage.ts';

/** Puts text into an editor in place of what is there. */
export async function write(page: Page, label: string, text: string): Promise<void> {
  const editor = page.getByRole('textbox', { name: label });
  await editor.click();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(text);
}

export const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
export const link = (page: Page, name: string) => page.getByRole('link', { name, exact: true });
export const heading = (page: Page, name: string) => page.getByRole('heading', { name, exact: true });

/** The stage's methods, to be used by themselves. */
export function bound(stage: Stage) {
  return {
    api: stage.api,
    label: stage.label.bind(stage),
    change: stage.change.bind(stage),
    post: stage.post.bind(stage),
  };
}
