/**
 * Node's start-up snapshot, which is never made in a run. Guest side.
 */
export const namespace = { isBuildingSnapshot: () => false };
