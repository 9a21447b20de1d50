/**
 * Node's list of its own modules.
 */
export const BuiltinModule = { exists: () => false };
