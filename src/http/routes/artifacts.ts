/**
 * Artifacts over HTTP.
 */
import type { FastifyReply } from 'fastify';
import type { components } from '../../core/api.gen.ts';
import type { Executions } from '../../service/executions.ts';
import type { Snapshots } from '../../service/snapshots.ts';
import type { ArtifactRecord, ArtifactTable } from '../../service/store/artifact-table.ts';
import type { Handlers, OperationRequest } from '../operation.ts';
import { clamped } from '../page-limit.ts';
import { sendBytes } from '../send-bytes.ts';

type Asked = OperationRequest<'artifact_handler'>['headers'];

const LIST_LIMIT = { min: 1, max: 1_000, default: 100 } as const;

/** Serves the operations on artifacts. */
export function artifactRoutes(
  artifacts: ArtifactTable,
  executions: Executions,
  snapshots: Snapshots,
): Handlers<'execution_artifact_handler' | 'artifacts_handler' | 'artifact_handler'> {
  const send = async ({ key, mimeType, oid, size }: ArtifactRecord, asked: Asked, reply: FastifyReply) => {
    // Load this at its first use: the table of media types takes longer to load than the rest of this file.
    const { fileHeaders } = await import('../file-type.ts');
    const headers = { ...fileHeaders(key, mimeType), etag: `"${oid}"`, 'cache-control': 'no-cache' };
    return await sendBytes(snapshots, { oid, size }, headers, asked, reply);
  };
  return {
    execution_artifact_handler: async ({ params, headers }, reply) => {
      const { id } = await executions.outcome(params.id);
      return await send(await artifacts.find(id, params.key), headers, reply);
    },

    artifacts_handler: async ({ query }) => {
      const page = await artifacts.list(clamped(query.limit, LIST_LIMIT), query.after);
      return { artifacts: page.artifacts.map(toArtifact), next: page.next };
    },

    artifact_handler: async ({ params, headers }, reply) =>
      await send(await artifacts.newest(params.key), headers, reply),
  };
}

/** Converts an artifact to the API's form. */
export function toArtifact(artifact: ArtifactRecord): components['schemas']['Artifact'] {
  return {
    key: artifact.key,
    mime_type: artifact.mimeType,
    size_bytes: artifact.size,
    created_at: new Date(artifact.createdAt).toISOString(),
    execution_id: artifact.executionId,
  };
}
