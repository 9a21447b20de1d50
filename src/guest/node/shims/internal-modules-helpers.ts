/**
 * Functions for the errors of Node's module loader, which never occur here.
 */
export function getRequireStack(): string[] {
  return [];
}

export function urlToFilename(url: string): string {
  return url;
}
