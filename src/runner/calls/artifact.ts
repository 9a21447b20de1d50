/**
 * Artifacts that the guest hands over.
 */

import type { CallScope, HostCall } from '../host-calls.ts';
import { free } from '../host-fs.ts';

export function artifactCalls({ artifacts }: CallScope): Record<string, HostCall> {
  return {
    'artifact.keep': (key, mimeType, data) => {
      artifacts?.keep(key, mimeType, data);
      if (data instanceof Uint8Array) free(data);
      return undefined;
    },
  };
}
