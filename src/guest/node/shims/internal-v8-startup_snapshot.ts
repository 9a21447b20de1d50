/**
 * Node's start-up snapshot, which is never made in a run.
 */
export const namespace = { isBuildingSnapshot: () => false };
