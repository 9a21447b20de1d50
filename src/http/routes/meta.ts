/**
 * Version, health, metrics and documentation over HTTP.
 */
import type { Registry } from 'prom-client';
import packageJson from '../../../package.json' with { type: 'json' };
import type { Measured } from '../metrics.ts';
import { DOCUMENT_TEXT, listCapabilities } from '../openapi.ts';
import type { Handlers } from '../operation.ts';

const CAPABILITIES = listCapabilities();

/** Serves the operations that touch no execution and no snapshot. */
export function metaRoutes(
  measured: Measured,
): Handlers<'version_handler' | 'health_handler' | 'metrics_handler' | 'openapi_handler' | 'docs_handler'> {
  let metrics: Registry | undefined;
  return {
    version_handler: () => ({ version: packageJson.version, capabilities: [...CAPABILITIES] }),
    health_handler: (_request, reply) => {
      const { reasons, disk, runners } = measured.health.state();
      const { idle, busy, starting } = runners;
      const isFailing = reasons.length > 0;
      reply.code(isFailing ? 503 : 200).header('cache-control', 'no-store');
      return {
        status: isFailing ? ('failing' as const) : ('ok' as const),
        version: packageJson.version,
        reasons: [...reasons],
        disk: disk && { total_bytes: disk.total, free_bytes: disk.free },
        runners: { idle, busy, starting },
      };
    },
    metrics_handler: async (_request, reply) => {
      metrics ??= (await import('../metrics.ts')).createMetrics(measured);
      return reply.header('content-type', metrics.contentType).send(await metrics.metrics());
    },
    openapi_handler: (_request, reply) =>
      reply.header('content-type', 'application/json; charset=utf-8').serializer(String).send(DOCUMENT_TEXT),
    docs_handler: (_request, reply) => reply.redirect('/docs/', 308),
  };
}
