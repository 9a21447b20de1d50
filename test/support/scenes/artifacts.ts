/**
 * Artifacts.
 */
import type { TestApp } from '../test-app.ts';
import { breakServices, expired, MiB, type Scenes, UNKNOWN_ID, whileFilesAreRead } from './scene.ts';

/** An execution makes an artifact `a.txt`; answers its id. */
async function withArtifact(app: TestApp, content = 'text'): Promise<string> {
  const oid = app.repository.incoming.write((writer) => writer.write('blob', Buffer.from(content)));
  const artifacts = [{ key: 'a.txt', mimeType: 'text/plain', oid, size: content.length, createdAt: 1 }];
  app.pool.play = () => ({ artifacts });
  const id = await app.exec();
  await app.get(`/api/executions/${id}?wait=5`);
  return id;
}

export const artifactsScenes: Scenes = {
  execution_artifact_handler: {
    200: async (app) => app.get(`/api/executions/${await withArtifact(app)}/artifacts/a.txt`),
    206: async (app) => app.get(`/api/executions/${await withArtifact(app)}/artifacts/a.txt`, { range: 'bytes=1-2' }),
    304: async (app) => app.get(`/api/executions/${await withArtifact(app)}/artifacts/a.txt`, { 'if-none-match': '*' }),
    400: (app) => app.get(`/api/executions/${UNKNOWN_ID}/artifacts/%ff`),
    404: async (app) => app.get(`/api/executions/${await withArtifact(app)}/artifacts/b.txt`),
    410: async (app) => app.get(`/api/executions/${await expired(app)}/artifacts/a.txt`),
    416: async (app) => app.get(`/api/executions/${await withArtifact(app)}/artifacts/a.txt`, { range: 'bytes=9-' }),
    500: (app) => breakServices(app).get(`/api/executions/${UNKNOWN_ID}/artifacts/a.txt`),
    503: async (app) =>
      whileFilesAreRead(app, `/api/executions/${await withArtifact(app, 'x'.repeat(5 * MiB))}/artifacts/a.txt`),
  },
  artifacts_handler: {
    200: async (app) => {
      await withArtifact(app);
      return app.get('/api/artifacts');
    },
    400: (app) => app.get('/api/artifacts?after=x'),
    500: (app) => breakServices(app).get('/api/artifacts'),
  },
  artifact_handler: {
    200: async (app) => {
      await withArtifact(app);
      return app.get('/api/artifacts/a.txt');
    },
    206: async (app) => {
      await withArtifact(app);
      return app.get('/api/artifacts/a.txt', { range: 'bytes=1-2' });
    },
    304: async (app) => {
      await withArtifact(app);
      return app.get('/api/artifacts/a.txt', { 'if-none-match': '*' });
    },
    400: (app) => app.get('/api/artifacts/%ff'),
    404: (app) => app.get('/api/artifacts/a.txt'),
    416: async (app) => {
      await withArtifact(app);
      return app.get('/api/artifacts/a.txt', { range: 'bytes=9-' });
    },
    500: (app) => breakServices(app).get('/api/artifacts/a.txt'),
    503: async (app) => {
      await withArtifact(app, 'x'.repeat(5 * MiB));
      return await whileFilesAreRead(app, '/api/artifacts/a.txt');
    },
  },
};
