/**
 * Lists in which several items may go by one name.
 */
import { bareArray } from '../primordials.ts';

/**
 * A list without some of its items.
 * @param isMeant tells which
 * @param replacement stands in place of the first of them; undefined for nothing
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
