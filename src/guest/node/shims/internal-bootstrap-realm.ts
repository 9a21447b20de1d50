/**
 * Node's list of its own modules. Guest side.
 */
export const BuiltinModule = { exists: () => false };
