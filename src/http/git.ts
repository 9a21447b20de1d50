/**
 * Git's smart protocol: `git clone`, `fetch` and `push` on `/git/snapshots.git`.
 *
 * Git defines the three addresses, so they are here and not in `openapi.json`. Bodies are streams; the git layer limits their
 * size and time.
 * @see https://git-scm.com/docs/http-protocol
 */
import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { TreeboxError } from '../core/errors.ts';
import type { GitServiceName, SmartHttp } from '../git/serve/smart-http.ts';
import { mediaType } from './bodies.ts';
import { goneSignal } from './gone.ts';

const PREFIX = '/git/snapshots.git';
const SERVICES: readonly GitServiceName[] = ['upload-pack', 'receive-pack'];

export function addGitRoutes(app: FastifyInstance, git: SmartHttp): void {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload));

    scope.get<{ Querystring: { service?: string } }>(`${PREFIX}/info/refs`, (request, reply) => {
      const service = SERVICES.find((name) => `git-${name}` === request.query.service);
      if (service) return serve(git, service, undefined, request, reply);
      throw new TreeboxError('bad_request', 'service must be git-upload-pack or git-receive-pack: use git itself');
    });

    for (const service of SERVICES) {
      scope.post<{ Body: Readable | undefined }>(`${PREFIX}/git-${service}`, (request, reply) => {
        const expected = `application/x-git-${service}-request`;
        if (request.body && mediaType(request) === expected) return serve(git, service, request.body, request, reply);
        throw new TreeboxError('unsupported_media_type', `the body must be ${expected}: use git itself`);
      });
    }
  });
}

async function serve(
  git: SmartHttp,
  service: GitServiceName,
  body: Readable | undefined,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const protocol = request.headers['git-protocol'];
  const { contentType, stream } = await git.serve({
    service,
    body,
    protocol: typeof protocol === 'string' ? protocol : undefined,
    encoding: request.headers['content-encoding'],
    signal: goneSignal(reply),
  });
  return reply.header('content-type', contentType).header('cache-control', 'no-cache').send(stream);
}
