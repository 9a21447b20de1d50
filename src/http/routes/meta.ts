/**
 * The service about itself. Layer 6.
 */
import packageJson from '../../../package.json' with { type: 'json' };
import type { Handlers } from '../operation.ts';

/** Serves the operations that touch nothing. */
export function metaRoutes(): Handlers<'version_handler'> {
  return { version_handler: () => ({ version: packageJson.version }) };
}
