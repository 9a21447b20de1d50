/**
 * The files of Node's own library that the guest library bundles, copied from the Node that generates them.
 */

/** Names in Node's library. */
const FILES = [
  '_http_common',
  '_http_incoming',
  '_http_outgoing',
  '_http_server',
  'assert',
  'diagnostics_channel',
  'internal/assert',
  'internal/assert/assertion_error',
  'internal/assert/myers_diff',
  'internal/assert/utils',
  'internal/errors',
  'internal/freelist',
  'internal/per_context/primordials',
  'internal/readline/callbacks',
  'internal/readline/emitKeypressEvents',
  'internal/readline/interface',
  'internal/readline/promises',
  'internal/readline/utils',
  'internal/streams/fast-utf8-stream',
  'internal/streams/state',
  'internal/util/colors',
  'internal/util/comparisons',
  'internal/util/inspect',
  'internal/validators',
  'punycode',
  'readline',
  'readline/promises',
];

const HEADER = `// Copied from Node.js ${process.version} by \`npm run gen\`; do not edit.
// Copyright Node.js contributors, MIT license: https://github.com/nodejs/node/blob/main/LICENSE
`;

/** The texts of Node's library, which no public interface gives. */
const { binding } = process as unknown as { binding(name: 'natives'): Readonly<Record<string, string>> };

/** The generated files: path from the project's folder, and text. */
export function generateNodeLibrary(): [path: string, text: string][] {
  const sources = binding('natives');
  return FILES.map((name) => [`src/guest/node/lib/${name}.gen.js`, HEADER + sources[name]]);
}
