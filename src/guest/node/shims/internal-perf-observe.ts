/**
 * Observers of Node's own performance entries, which a run does not have.
 */
export function hasObserver(): boolean {
  return false;
}

export function startPerf(): void {}

export function stopPerf(): void {}
