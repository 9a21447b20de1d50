/**
 * What Node's errors of its module loader ask, which are not made here. Guest side.
 */
export function getRequireStack(): string[] {
  return [];
}

export function urlToFilename(url: string): string {
  return url;
}
