/**
 * Lists in which several items may have the same name.
 */
import { bareArray } from '../primordials.ts';

/**
 * Returns a list without some of its items.
 * @param isMeant returns whether to remove an item
 * @param replacement takes the place of the first removed item; undefined for none
 */
export function replaced<T>(list: readonly T[], isMeant: (item: T) => boolean, replacement: T | undefined): T[] {
  const kept: T[] = bareArray();
  let isPlaced = replacement === undefined;
  for (let at = 0; at < list.length; at += 1) {
    const item = list[at] as T;
    if (!isMeant(item)) {
      kept[kept.length] = item;
    } else if (!isPlaced) {
      kept[kept.length] = replacement as T;
      isPlaced = true;
    }
  }
  return kept;
}
