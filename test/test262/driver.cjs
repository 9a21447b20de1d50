/**
 * Runs one file of test262 in a sandbox or in Node, and tells how it ended: `passed`, or the error's type and message.
 */
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

const evaluate = eval;
const COMPLETE = 'Test262:AsyncTestComplete';

// Files leave promises behind that are rejected, and nobody asks them to hear of it.
process.on('unhandledRejection', () => {});

exports.run = async ({ file, harness, isAsync }) => {
  const told = new Promise((resolve) => {
    globalThis.print = resolve;
  });
  globalThis.$262 = {
    global: globalThis,
    detachArrayBuffer: (buffer) => void structuredClone(buffer, { transfer: [buffer] }),
    gc: () => {},
  };
  // As a script would have it, what the harness declares is there for all that comes after it.
  const texts = harness.map((name) => readFileSync(join(__dirname, 'harness', name), 'utf8'));
  evaluate(texts.join('\n;\n').replaceAll(/^(?:const|let) /gm, 'var '));
  try {
    if (file.startsWith('module')) await import(join(__dirname, file));
    else require(join(__dirname, file));
    if (!isAsync) return 'passed';
  } catch (error) {
    return describe(error);
  }
  const text = await told;
  return text === COMPLETE ? 'passed' : text.replace('Test262:AsyncTestFailure:', '');
};

function describe(error) {
  if (typeof error !== 'object' || error === null) return `${typeof error}: ${String(error)}`;
  return `${error.constructor?.name}: ${error.message}`;
}
