/** Stands in for `common/tmpdir` of Node's own tests inside a run. */
const fs = require('node:fs');
const { join } = require('node:path');
const { pathToFileURL } = require('node:url');

const path = '/tmp';

module.exports = {
  path,
  hasEnoughSpace: () => true,
  refresh: () => {
    fs.rmSync(path, { recursive: true, force: true });
    fs.mkdirSync(path);
  },
  resolve: (...parts) => join(path, ...parts),
  fileURL: (...parts) => pathToFileURL(join(path, ...parts)),
};
