/** Stands in for `common/fixtures` of Node's own tests inside a run. */
const fs = require('node:fs');
const path = require('node:path');
const { pathToFileURL } = require('node:url');

const fixturesDir = '/test/fixtures';
const fixturesPath = (...parts) => path.join(fixturesDir, ...parts);

module.exports = {
  fixturesDir,
  path: fixturesPath,
  fileURL: (...parts) => pathToFileURL(fixturesPath(...parts)),
  readSync: (name, encoding) => fs.readFileSync(fixturesPath(...[name].flat()), encoding),
  readKey: (name, encoding) => fs.readFileSync(fixturesPath('keys', name), encoding),
  get utf8TestText() {
    return fs.readFileSync(fixturesPath('utf8_test_text.txt'), 'utf8');
  },
  get utf8TestTextPath() {
    return fixturesPath('utf8_test_text.txt');
  },
};
