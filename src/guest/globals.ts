/**
 * Which globals come up at first use, and the part of the guest library that each is in. Layer 0, guest side.
 */

/** A value that a part exports. */
export interface PartMember {
  readonly part: string;
  readonly member: string;
}

/** Global name to the part and the export that it is. */
export const GLOBALS: Readonly<Record<string, PartMember>> = {
  Buffer: { part: 'buffer', member: 'Buffer' },
  fs: { part: 'fs', member: 'fs' },
  process: { part: 'process', member: 'process' },
  URL: { part: 'url', member: 'URL' },
  URLSearchParams: { part: 'url', member: 'URLSearchParams' },
};
