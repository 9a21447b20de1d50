/**
 * The API's reference as a page: the installed Swagger UI, with a content security policy that allows nothing else.
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { FastifyInstance, FastifyReply } from 'fastify';

const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>treebox API</title>
<link rel="stylesheet" href="/docs/swagger-ui.css">
<div id="reference"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</html>
`;

const START = `SwaggerUIBundle({ url: '/openapi.json', domNode: document.getElementById('reference'), deepLinking: true });
`;

/** Swagger UI uses `style` attributes, and `data:` URLs for its icons. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The folder into which `npm run build` copies the page's files. */
const BUILT = new URL('../reference-built/', import.meta.url).pathname;

/** Files of the package that the page needs, by name. */
export const ASSETS = { 'swagger-ui.css': 'text/css', 'swagger-ui-bundle.js': 'text/javascript' } as const;

/** Adds the routes of the page and its files. */
export function addReference(app: FastifyInstance): void {
  app.get('/docs/api', (_request, reply) => withPolicy(reply, 'text/html').send(PAGE));
  app.get('/docs/start.js', (_request, reply) => withPolicy(reply, 'text/javascript').send(START));
  for (const [name, type] of Object.entries(ASSETS)) {
    app.get(`/docs/${name}`, async (_request, reply) => {
      return withPolicy(reply, type).send(await readFile(join(assetFolder(), name)));
    });
  }
}

/** Returns the folder of the page's files: in a built package, or of the installed library. */
function assetFolder(): string {
  if (existsSync(BUILT)) return BUILT;
  return dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
}

function withPolicy(reply: FastifyReply, type: string): FastifyReply {
  return reply.headers({
    'content-type': `${type}; charset=utf-8`,
    'content-security-policy': POLICY,
    'x-content-type-options': 'nosniff',
  });
}
