/**
 * Which of Node's built-in modules are here, and the part of the guest library that each is in. Layer 0, guest side.
 */
import type { PartMember } from './globals.ts';

/** Name without `node:` to the part and the export that is the module. */
export const BUILTINS: Readonly<Record<string, PartMember>> = {
  buffer: { part: 'buffer', member: 'buffer' },
  fs: { part: 'fs', member: 'fs' },
  'fs/promises': { part: 'fs', member: 'promises' },
};
