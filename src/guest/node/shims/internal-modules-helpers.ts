/**
 * Stub for the errors of Node's module loader, which are never made here.
 */
export function getRequireStack(): string[] {
  return [];
}

export function urlToFilename(url: string): string {
  return url;
}
