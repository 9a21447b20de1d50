import { expect, test } from 'vitest';
import { AnnouncedList, LIST_ITEMS_MAX, Pages } from '../../../src/git/merge/paged-list.ts';

/** Twelve characters in all texts of an item. */
const LONG = {
  path: 'p',
  paths: { base: 'pp', ours: null, theirs: 'p' },
  old: { path: 'oo' },
  markers: 'mm',
  diffOurs: 'oo',
  diffTheirs: 'tt',
};

test('Pages.begin: refuses a list with too many characters or items', () => {
  const pages = new Pages<{ path: string }>();
  expect(pages.begin([LONG, LONG], 24)).toHaveLength(2);
  expect(() => pages.begin([LONG, LONG], 23)).toThrow(expect.objectContaining({ code: 'too_large' }));
  const many = Array(LIST_ITEMS_MAX + 1).fill({ path: '' });
  expect(() => pages.begin(many)).toThrow(expect.objectContaining({ code: 'too_large' }));
  expect(pages.begin(many.slice(1))).toHaveLength(1_000);
});

test('Pages.next: gives nothing after the last page', () => {
  const pages = new Pages<{ path: string }>();
  const items = Array.from({ length: 2_000 }, (_, at) => ({ path: `${at}` }));
  expect([...pages.begin(items), ...pages.next()]).toEqual(items);
  expect(pages.next()).toEqual([]);
});

test('AnnouncedList.add: takes as many items and characters as it may have, and no more', () => {
  const list = new AnnouncedList(3, 36);
  expect([list.add([LONG]), list.isWhole]).toEqual([undefined, false]);
  expect([list.add([LONG, LONG]), list.isWhole]).toEqual([undefined, true]);
  expect(new AnnouncedList(3, 35).add([LONG, LONG, LONG])).toBe('sent a list of 36 characters');
  expect(new AnnouncedList(1).add([LONG, LONG])).toBe('sent 2 items of a list of 1');
  expect(new AnnouncedList(1).add([])).toBe('ended a list of 1 after 0');
  const empty = new AnnouncedList(0);
  expect([empty.add([]), empty.isWhole]).toEqual([undefined, true]);
});
