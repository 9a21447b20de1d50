/**
 * The documentation at `/docs/`: the pages of `docs/` as HTML. A page is rendered at its first request. No part of a
 * request becomes part of a page, and the content security policy allows no scripts.
 */

import { readFile } from 'node:fs/promises';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { MarkedExtension, Tokens } from 'marked';
import { TreeboxError } from '../core/errors.ts';
import { ifPresentAside } from '../core/files.ts';

/** Root of the checkout, or of the built package. */
const ROOT = new URL('../../', import.meta.url);
const PAGE_NAME = /^[\w-]+(?:\/[\w-]+)*$/;
const IMAGE_NAME = /^images\/[\w-]+\.(svg|png)$/;
const IMAGE_TYPES: Readonly<Record<string, string>> = { svg: 'image/svg+xml; charset=utf-8', png: 'image/png' };
/** Pages beside `docs/`. */
const OUTSIDE: ReadonlySet<string> = new Set(['THREAT_MODEL', 'CHANGELOG']);

const POLICY =
  "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const STYLE = `:root { color-scheme: light dark; --line: #8884; --soft: #8881; --link: #0969da; }
@media (prefers-color-scheme: dark) { :root { --link: #6cb6ff; } }
* { box-sizing: border-box; }
body { margin: 0; font: 16px/1.6 system-ui, sans-serif; }
header { padding: .75rem 1.5rem; border-bottom: 1px solid var(--line); display: flex; gap: 1.25rem; flex-wrap: wrap; }
header strong { margin-right: auto; }
main { max-width: 54rem; margin: 0 auto; padding: 1rem 1.5rem 4rem; overflow-wrap: break-word; }
a { color: var(--link); }
h1, h2, h3 { line-height: 1.25; margin: 2rem 0 .75rem; }
h2 { border-bottom: 1px solid var(--line); padding-bottom: .25rem; }
code, pre { font: .875em/1.5 ui-monospace, monospace; }
code { background: var(--soft); padding: .1em .3em; border-radius: 4px; }
pre { background: var(--soft); padding: .9rem 1rem; border-radius: 8px; overflow-x: auto; }
pre code { background: none; padding: 0; font-size: 1em; }
table { display: block; overflow-x: auto; border-collapse: collapse; }
th, td { border: 1px solid var(--line); padding: .35rem .6rem; text-align: left; vertical-align: top; }
img { max-width: 100%; }
`;

const HTML = 'text/html; charset=utf-8';
const CSS = 'text/css; charset=utf-8';

const rendered = new Map<string, string>();

export function addDocumentation(app: FastifyInstance): void {
  app.get('/docs/style.css', (_request, reply) => withPolicy(reply, CSS).send(STYLE));
  app.get('/docs/', async (_request, reply) => withPolicy(reply, HTML).send(await pageOf('README')));
  app.get<{ Params: { '*': string } }>('/docs/*', async (request, reply) => {
    const name = request.params['*'];
    const image = IMAGE_TYPES[IMAGE_NAME.exec(name)?.[1] ?? ''];
    if (image !== undefined) return withPolicy(reply, image).send(await read(`docs/${name}`, name));
    if (!PAGE_NAME.test(name)) throw noPage(name);
    return withPolicy(reply, HTML).send(await pageOf(name));
  });
}

async function pageOf(name: string): Promise<string> {
  const known = rendered.get(name);
  if (known !== undefined) return known;
  const path = OUTSIDE.has(name) ? `${name}.md` : `docs/${name}.md`;
  const page = await render((await read(path, name)).toString(), path);
  rendered.set(name, page);
  return page;
}

async function read(path: string, name: string): Promise<Buffer> {
  const page = await ifPresentAside(readFile(new URL(path, ROOT)));
  if (page === undefined) throw noPage(name);
  return page;
}

async function render(markdown: string, path: string): Promise<string> {
  const { Marked } = await import('marked');
  const title = /^# (.+)$/m.exec(markdown)?.[1] ?? 'Documentation';
  const body = await new Marked(forSite(path)).parse(markdown);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title.replaceAll(/[<>&`]/g, '')} - treebox</title>
<link rel="stylesheet" href="/docs/style.css">
<header><strong><a href="/docs/">treebox documentation</a></strong><a href="/docs/quick-start">Quick start</a>
<a href="/docs/reference/cli">Command line</a><a href="/docs/api">API</a><a href="/">Console</a></header>
<main>
${body}</main>
</html>
`;
}

/** Makes links between files into links between pages, and gives headings an `id`. */
function forSite(path: string): MarkedExtension {
  return {
    walkTokens(token) {
      if (token.type === 'link' || token.type === 'image') token.href = addressOf(token.href, path) ?? '';
    },
    renderer: {
      heading({ tokens, depth, text }: Tokens.Heading) {
        return `<h${depth} id="${anchorOf(text)}">${this.parser.parseInline(tokens)}</h${depth}>\n`;
      },
      link({ href, tokens }: Tokens.Link) {
        const text = this.parser.parseInline(tokens);
        return href === '' ? text : `<a href="${href}">${text}</a>`;
      },
    },
  };
}

/** Returns the site's address for a link in the file at `path`; undefined when the site does not have the target. */
function addressOf(href: string, path: string): string | undefined {
  if (/^(?:[a-z]+:|#)/.test(href)) return href;
  const { pathname, hash } = new URL(href, `http://site/${path}`);
  if (pathname === '/openapi.json' || IMAGE_NAME.test(pathname.replace(/^\/docs\//, ''))) return pathname;
  const name = /^\/(.+)\.md$/.exec(pathname)?.[1];
  if (name === 'README' || name === 'docs/README') return `/docs/${hash}`;
  if (name?.startsWith('docs/')) return `/${name}${hash}`;
  return name !== undefined && OUTSIDE.has(name) ? `/docs/${name}${hash}` : undefined;
}

/** Makes the `id` of a heading, in the same way as code hosts. */
function anchorOf(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^\w\s-]/g, '')
    .trim()
    .replaceAll(/\s/g, '-');
}

function noPage(name: string): TreeboxError {
  return new TreeboxError(
    'not_found',
    `there is no page ${JSON.stringify(name.slice(0, 100))}; /docs/ lists the pages`,
  );
}

function withPolicy(reply: FastifyReply, type: string): FastifyReply {
  return reply.headers({
    'content-type': type,
    'content-security-policy': POLICY,
    'x-content-type-options': 'nosniff',
  });
}
