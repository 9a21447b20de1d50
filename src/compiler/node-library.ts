/**
 * Files of Node's own library that parts of the guest library bundle.
 *
 * A part imports such a file as `node-library/NAME`. The file may require another file of Node's library, our replacement
 * for one (`src/guest/node/shims`, with `-` for `/` in its name), or a built-in module of another part.
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';

const NODE = new URL('../guest/node/', import.meta.url).pathname;
const PREFIX = 'node-library/';
/** Prefix of a specifier for the original of a file that has a replacement. */
const ORIGINAL = 'node-library/original/';

/** Specifiers that mean a file of Node's library. */
export const NODE_LIBRARY = /^(node-library\/|internal\/)/;
/** Files that `textOf` reads. */
export const COPIED = /\.gen\.js$/;

/** Names that every file of Node's library has in its scope. */
const SCOPE = "'use strict'; const { primordials, internalBinding } = require('node-library/env');";

/** Returns the file that makes `primordials`, as a module. It must not read the global `Proxy`, which would load a part. */
function primordialsModule(text: string): string {
  const language = '{ __proto__: globalThis, Proxy: internals.languageProxy }';
  return `const primordials = {}; (function (globalThis) {${text}})(${language}); module.exports = primordials;`;
}

/** Returns the file that a specifier means: our replacement if there is one, unless the original is requested. */
export function libraryFile(specifier: string): string | undefined {
  if (specifier.startsWith(ORIGINAL)) return `${NODE}lib/${specifier.slice(ORIGINAL.length)}.gen.js`;
  const name = specifier.startsWith(PREFIX) ? specifier.slice(PREFIX.length) : specifier;
  const shim = `${NODE}shims/${name.replaceAll('/', '-')}.ts`;
  const file = `${NODE}lib/${name}.gen.js`;
  return [shim, file].find((path) => existsSync(path));
}

/** Returns whether a file belongs to Node's library or is our replacement for such a file. */
export function isOfLibrary(path: string): boolean {
  return path.startsWith(NODE);
}

/** Returns the text of a copied file as a module. */
export async function textOf(path: string): Promise<string> {
  const text = await readFile(path, 'utf8');
  return path.endsWith('/primordials.gen.js') ? primordialsModule(text) : `${SCOPE}${text}`;
}
