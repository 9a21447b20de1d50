/**
 * Bundles files of Node's own library into parts of the guest library.
 *
 * A part asks for one as `node-library/NAME`. What such a file requires is another such file, or one of ours in its place
 * (`src/guest/node/shims`, with `-` for `/` in its name), or a built-in module of another part.
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';
import { BUILTINS } from '../guest/builtins.ts';

const NODE = new URL('../guest/node/', import.meta.url).pathname;
const PREFIX = 'node-library/';
const SPECIFIER = /^(node-library\/|internal\/)/;
const PRIMORDIALS = 'internal/per_context/primordials';

/** What every file of Node's library has in its scope. */
const SCOPE = "'use strict'; const { primordials, internalBinding } = require('node-library/env');";

/** The file that makes `primordials` as a module; the global `Proxy` would bring up a part. */
function primordialsModule(text: string): string {
  const languages = '{ __proto__: globalThis, Proxy: internals.languageProxy }';
  return `const primordials = {}; (function (globalThis) {${text}})(${languages}); module.exports = primordials;`;
}

function fileOf(name: string): string | undefined {
  const shim = `${NODE}shims/${name.replaceAll('/', '-')}.ts`;
  const file = `${NODE}lib/${name}.gen.js`;
  return [shim, file].find((path) => existsSync(path));
}

/** The plugin for one part. */
export function nodeLibrary(part: string): Plugin {
  return {
    name: 'node-library',
    setup(bundle) {
      bundle.onResolve({ filter: SPECIFIER }, ({ path }) => {
        const found = fileOf(path.startsWith(PREFIX) ? path.slice(PREFIX.length) : path);
        return found === undefined ? undefined : { path: found };
      });
      // A built-in module of the part itself.
      bundle.onResolve({ filter: /^[a-z_]+(\/[a-z]+)?$/ }, ({ path, importer }) => {
        const isOwn = importer.startsWith(NODE) && BUILTINS[path]?.part === part;
        const found = isOwn ? fileOf(path) : undefined;
        return found === undefined ? undefined : { path: found };
      });
      bundle.onLoad({ filter: /\.gen\.js$/ }, async ({ path }) => {
        const text = await readFile(path, 'utf8');
        const contents = path === fileOf(PRIMORDIALS) ? primordialsModule(text) : `${SCOPE}${text}`;
        return { contents, loader: 'js' };
      });
    },
  };
}
