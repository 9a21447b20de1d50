/**
 * Host calls for artifacts.
 */

import { free } from '../host-fs.ts';
import type { CallScope, HostCall } from './call.ts';

export function artifactCalls({ artifacts }: CallScope): Record<string, HostCall> {
  return {
    'artifact.keep': (key, mimeType, data) => {
      artifacts?.keep(key, mimeType, data);
      if (data instanceof Uint8Array) free(data);
      return undefined;
    },
  };
}
