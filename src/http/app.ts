/**
 * Builds the HTTP application from `openapi.json` and the services. The caller makes it listen, or injects requests.
 */
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type FastifyServerOptions,
  type HTTPMethods,
  LogController,
  type RouteHandlerMethod,
  type RouteOptions,
} from 'fastify';
import { TreeboxError } from '../core/errors.ts';
import { client } from '../core/fair-turns.ts';
import { JSON_BODY_MAX_BYTES } from '../core/limits.ts';
import type { Meters } from '../core/meters.ts';
import type { SmartHttp } from '../git/serve/smart-http.ts';
import type { Services } from '../service/services.ts';
import { requireToken } from './auth.ts';
import { parseBody, refuseEncoded } from './bodies.ts';
import { addConsoleRoutes } from './console.ts';
import { ConsoleSessions } from './console-session.ts';
import { addReference } from './docs.ts';
import { addDocumentation } from './docs-site.ts';
import { answerConnect, answerError, answerFrameworkError, answerParseError } from './errors.ts';
import { addGitRoutes } from './git.ts';
import { addMcpRoutes } from './mcp.ts';
import type { Measured } from './metrics.ts';
import { type BodyKind, listOperations } from './openapi.ts';
import type { Handlers } from './operation.ts';
import { refuseOtherSites, requireHost, requireOwnHost, sayWhoAnswers } from './origin.ts';
import { requestLog } from './request-log.ts';
import { noteAnswers, requestId } from './requests.ts';
import { artifactRoutes } from './routes/artifacts.ts';
import { cliRoutes } from './routes/cli.ts';
import { editRoutes } from './routes/edits.ts';
import { eventRoutes } from './routes/events.ts';
import { executionRoutes } from './routes/executions.ts';
import { heapRoutes } from './routes/heaps.ts';
import { labelRoutes } from './routes/labels.ts';
import { mergeRoutes } from './routes/merges.ts';
import { metaRoutes } from './routes/meta.ts';
import { readingRoutes } from './routes/reading.ts';
import { sessionRoutes } from './routes/sessions.ts';
import { snapshotRoutes } from './routes/snapshots.ts';
import { compileSerializer, encodeText } from './serialization.ts';
import { compileValidator } from './validation.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    readonly bodyKind?: BodyKind;
    /** The name of the route's operation in the metrics. */
    readonly operation?: string;
  }
}

/** Time limit for receiving a whole request, in ms: an archive of the volume's size at 2 MB/s. */
const REQUEST_TIMEOUT_MS = 300_000;
/** Time limit for receiving the header, in ms. It must be the smaller limit: Node would swap the two. */
const HEADERS_TIMEOUT_MS = 60_000;
/** How often Node checks for requests that exceed their time limit, per time limit. */
const CHECKS_PER_TIMEOUT = 20;
/** Longest path parameter: a path of 4095 bytes, each percent-encoded. */
const PARAMETER_MAX_CHARS = 3 * 4095;

/** Media types of an archive. Its format is recognized by its content. */
const ARCHIVE_TYPES = ['application/x-tar', 'application/gzip', 'application/zstd', 'application/zip'] as const;
const NO_ARCHIVE = `the body must be one of ${ARCHIVE_TYPES.join(', ')}`;

/**
 * Pass these to the constructor: to set them later would load fastify's own compilers first. The cast is needed because
 * fastify's type is for compilers that use schemas shared between routes; our schemas have every reference resolved.
 */
const COMPILERS = {
  compilersFactory: { buildValidator: () => compileValidator, buildSerializer: () => compileSerializer },
} as unknown as NonNullable<FastifyServerOptions['schemaController']>;

export interface AppOptions {
  readonly services: Services;
  /** Records the durations of requests. */
  readonly meters: Meters;
  /** Counts the executions that wait and run now. */
  readonly load: Measured['load'];
  readonly walls: Measured['walls'];
  /** Counts failures in the background. */
  readonly problems: Measured['problems'];
  /** Absolute path of the folder with the builds of the command line. */
  readonly cliFolder: string;
  readonly git: SmartHttp;
  /** The token that requests must have; undefined when they need none. */
  readonly token: string | undefined;
  /** Names that the `Host` of a request may have in addition to loopback names, on a server without a token. */
  readonly allowedHosts?: readonly string[];
  /** Time limit for receiving a whole request, in ms; `REQUEST_TIMEOUT_MS` when absent. */
  readonly requestTimeoutMs?: number;
  /** Logs failures and, at level `debug`, each request; nothing is logged without it. */
  readonly logger?: FastifyBaseLogger;
}

export function buildApp(options: AppOptions): FastifyInstance {
  const { requestTimeoutMs = REQUEST_TIMEOUT_MS } = options;
  const app = Fastify({
    ...(options.logger && { loggerInstance: options.logger }),
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'request' }),
    childLoggerFactory: requestLog,
    genReqId: requestId,
    bodyLimit: JSON_BODY_MAX_BYTES,
    requestTimeout: requestTimeoutMs,
    return503OnClosing: false,
    trustProxy: 'loopback',
    routerOptions: { maxParamLength: PARAMETER_MAX_CHARS },
    // Node would answer a missing Host and an unknown Expect without a body, so the hooks and routes below answer them.
    http: {
      requireHostHeader: false,
      headersTimeout: Math.min(HEADERS_TIMEOUT_MS, requestTimeoutMs),
      connectionsCheckingInterval: requestTimeoutMs / CHECKS_PER_TIMEOUT,
    },
    schemaController: COMPILERS,
    clientErrorHandler: answerParseError,
    frameworkErrors: answerFrameworkError,
  });
  app.server.on('checkExpectation', (request, response) => app.server.emit('request', request, response));
  app.setErrorHandler(answerError);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (request, body, done) => {
    try {
      done(null, parseBody(request, body as Buffer, request.routeOptions.config.bodyKind ?? 'none'));
    } catch (error) {
      done(error as Error);
    }
  });
  app.server.on('connect', answerConnect);
  app.addHook('onRequest', sayWhoAnswers);
  app.addHook('onRequest', requireHost);
  const sessions =
    options.token === undefined ? undefined : new ConsoleSessions(options.services.consoleSessions, options.token);
  const guard =
    options.token === undefined
      ? requireOwnHost(options.allowedHosts ?? [])
      : requireToken(options.token, async (request) => (await sessions?.admits(request)) === true);
  app.addHook('onRequest', guard);
  app.addHook('onRequest', refuseOtherSites);
  // Set the client after the body is read: reading it loses the async context.
  app.addHook('preHandler', (request, _, done) => client.run(request.ip, done));
  app.addHook('onSend', encodeText);
  app.addHook('onResponse', noteAnswers(options.meters));
  answerOtherMethods(app);
  const { executions, pages, feeds, changes, labels, snapshots, history, merges, states, retention } = options.services;
  addOperations(app, {
    ...executionRoutes(executions, pages, feeds, changes),
    ...artifactRoutes(options.services.artifacts, executions, snapshots),
    ...labelRoutes(labels),
    ...readingRoutes(snapshots, history),
    ...editRoutes(options.services.edits),
    ...sessionRoutes(options.services.sessions),
    ...eventRoutes(options.services.events),
    ...snapshotRoutes(snapshots, retention),
    ...mergeRoutes(merges),
    ...heapRoutes(states),
    ...metaRoutes({
      meters: options.meters,
      ended: executions.endedByOutcome,
      load: options.load,
      problems: options.problems,
      walls: options.walls,
      store: options.services.store,
      health: options.services.health,
    }),
    ...cliRoutes(options.cliFolder),
  });
  addReference(app);
  addDocumentation(app);
  addConsoleRoutes(app, sessions);
  addGitRoutes(app, options.git);
  addMcpRoutes(app, { isPrivate: options.token !== undefined, allowedHosts: options.allowedHosts ?? [] });
  return app;
}

function addOperations(app: FastifyInstance, handlers: Handlers): void {
  for (const operation of listOperations()) {
    const handler = handlers[operation.id] as RouteHandlerMethod;
    const route: RouteOptions = {
      method: operation.method as HTTPMethods,
      url: operation.url,
      schema: operation.schemas,
      config: { bodyKind: operation.body, operation: operation.id.replace(/_handler$/, '') },
      bodyLimit: operation.bodyLimit,
      handler(request, reply) {
        reply.code(operation.success);
        return handler.call(this, request, reply);
      },
    };
    if (operation.body === 'tar') addStreamedRoute(app, route);
    else app.route(route);
  }
}

/** Adds a route whose handler gets the body as a stream. */
function addStreamedRoute(app: FastifyInstance, route: RouteOptions): void {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser([...ARCHIVE_TYPES], async (request: FastifyRequest, payload: unknown) => {
      refuseEncoded(request);
      return payload;
    });
    scope.addContentTypeParser('*', (_request, _payload, done) =>
      done(new TreeboxError('unsupported_media_type', NO_ARCHIVE)),
    );
    scope.route({
      ...route,
      preValidation: (request, _reply, done) =>
        done(request.body ? undefined : new TreeboxError('unsupported_media_type', NO_ARCHIVE)),
    });
  });
}

/** Answers 404 for an unknown path, and 405 for a known path with another method. Knows only routes that are added later. */
function answerOtherMethods(app: FastifyInstance): void {
  const routes: { readonly methods: string[]; readonly url: string }[] = [];
  app.addHook('onRoute', ({ method, url }) => void routes.push({ methods: [method].flat(), url }));
  const refuse = (request: FastifyRequest, reply: FastifyReply): never => {
    const path = request.url.split('?', 1)[0] as string;
    const allowed = [
      ...new Set(routes.filter(({ url }) => urlPattern(url).test(path)).flatMap(({ methods }) => methods)),
    ];
    if (allowed.length === 0)
      throw new TreeboxError('not_found', 'there is no such path; GET /openapi.json lists the paths');
    reply.header('allow', allowed.join(', '));
    throw new TreeboxError('method_not_allowed', `the method must be one of ${allowed.join(', ')}`);
  };
  app.setNotFoundHandler(refuse);
  // Refuse before the body is read.
  app.addHook('onRequest', (request, reply, done) => {
    if (request.is404) refuse(request, reply);
    done();
  });
}

function urlPattern(url: string): RegExp {
  return new RegExp(
    `^${url
      .replaceAll('.', '\\.')
      .replace('*', '.*')
      .replace(/:[^/]+/g, '[^/]+')}$`,
  );
}
