/**
 * Observers of Node's own performance entries, which a run does not have. Guest side.
 */
export function hasObserver(): boolean {
  return false;
}

export function startPerf(): void {}

export function stopPerf(): void {}
