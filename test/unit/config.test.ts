/**
 * Settings from flags, environment and defaults.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { isLoopback, readSettings, type Settings, withoutToken } from '../../src/config.ts';
import { TreeboxError } from '../../src/core/errors.ts';

function read(args: string[] = [], environment: Record<string, string> = {}): Settings {
  const settings = readSettings(args, environment);
  if ('help' in settings) throw new Error('help was asked for');
  return settings;
}

function refusal(args: string[], environment: Record<string, string> = {}): string {
  try {
    read(args, environment);
  } catch (error) {
    if (error instanceof TreeboxError && error.code === 'bad_setting') return error.message;
    throw error;
  }
  throw new Error('it was accepted');
}

test('readSettings: the defaults are those of the documentation', () => {
  expect(read()).toEqual({
    port: 8080,
    host: '127.0.0.1',
    data: resolve('repo-data'),
    token: undefined,
    runners: availableParallelism(),
    queueLimit: 1000,
    retainDays: 7,
    retainExecutions: 10_000,
    outputBytes: 16 * 1024 * 1024,
    volumeBytes: 512 * 1024 * 1024,
    volumeFiles: 100_000,
    logLevel: 'info',
    logFormat: undefined,
    allowHost: [],
    fsckIgnore: [],
    walls: 'auto',
    runnerReuse: 'pool',
  });
});

test('readSettings: a flag goes before the environment, which goes before the default', () => {
  expect(read([], { TREEBOX_PORT: '1' }).port).toBe(1);
  expect(read(['--port', '2'], { TREEBOX_PORT: '1' }).port).toBe(2);
  expect(read(['--port=3'], { TREEBOX_PORT: 'not read' }).port).toBe(3);
});

test('readSettings: every setting has a flag and a variable', () => {
  const texts: Record<string, [string, unknown]> = {
    PORT: ['0', 0],
    HOST: ['::1', '::1'],
    DATA: ['/d', '/d'],
    TOKEN: ['t', 't'],
    RUNNERS: ['3', 3],
    QUEUE_LIMIT: ['4', 4],
    RETAIN_DAYS: ['5', 5],
    RETAIN_EXECUTIONS: ['6', 6],
    OUTPUT_BYTES: ['7', 7],
    VOLUME_BYTES: ['8', 8],
    VOLUME_FILES: ['9', 9],
    LOG_LEVEL: ['debug', 'debug'],
    LOG_FORMAT: ['pretty', 'pretty'],
    ALLOW_HOST: ['a.example, b', ['a.example', 'b']],
    FSCK_IGNORE: ['badFilemode,zeroPaddedFilemode', ['badFilemode', 'zeroPaddedFilemode']],
    WALLS: ['require', 'require'],
    RUNNER_REUSE: ['session', 'session'],
  };
  const help = readSettings(['--help'], {}) as { help: string };
  for (const [name, [text, value]] of Object.entries(texts)) {
    const flag = `--${name.toLowerCase().replaceAll('_', '-')}`;
    const key = name.toLowerCase().replace(/_(.)/g, (_, letter: string) => letter.toUpperCase()) as keyof Settings;
    expect(read([flag, text])[key], flag).toEqual(value);
    expect(read([], { [`TREEBOX_${name}`]: text })[key], name).toEqual(value);
    expect(help.help).toContain(flag);
    expect(help.help).toContain(`TREEBOX_${name}`);
  }
});

test.each([
  [['--port', '65536'], '--port is "65536"; it must be a whole number from 0 to 65535'],
  [['--walls', 'none'], '--walls is "none"; it must be one of require, auto, off'],
  [['--port', '-1'], '--port is "-1"; it must be a whole number from 0 to 65535'],
  [['--port', '1e3'], '--port is "1e3"; it must be a whole number from 0 to 65535'],
  [['--port='], '--port is ""; it must be a whole number from 0 to 65535'],
  [['--port'], '--port has no value; it must be a whole number from 0 to 65535'],
  [['--runners', '0'], '--runners is "0"; it must be a whole number from 1 to 256'],
  [['--host', 'a b'], '--host is "a b"; it must be an IP address or a host name'],
  [['--data', ''], '--data is ""; it must be the path of a folder that can be written'],
  [['--prot', '1'], '--prot is not a setting; see --help for the flags'],
  [['serve'], 'argument "serve" is not accepted; see --help for the flags'],
])('readSettings: %j is refused with one line that says what is right', (args, message) => {
  expect(refusal(args)).toBe(message);
});

test('readSettings: a file of settings comes after flags and environment, and before the defaults', () => {
  const file = fileOf('port = 5\nqueue-limit = 6\nhost = "::1"\nallow-host = ["a", "b.example"]\nlog-level = "warn"\n');
  expect(read(['--config', file])).toMatchObject({
    port: 5,
    queueLimit: 6,
    host: '::1',
    allowHost: ['a', 'b.example'],
    logLevel: 'warn',
  });
  expect(read(['--config', file, '--port', '7'], { TREEBOX_QUEUE_LIMIT: '8' })).toMatchObject({
    port: 7,
    queueLimit: 8,
  });
  expect(read([], { TREEBOX_CONFIG: file }).port).toBe(5);
});

test('readSettings: a token may stand in a file, and nothing repeats it', () => {
  const file = fileOf('s3cret\nmore\n');
  expect(read(['--token-file', file]).token).toBe('s3cret');
  expect(refusal(['--token-file', file, '--token', 'x'])).toBe(
    'both a token and a token file are set; give only one of them',
  );
  expect(refusal(['--token-file', fileOf('two words\n')])).not.toContain('two words');
  expect(withoutToken(['--port', '1', '--token', 's3cret', '--token=s3cret'])).toEqual([
    '--port',
    '1',
    '--token',
    '***',
    '--token=***',
  ]);
});

test.each([
  ['prot = 1\n', /^"prot" in ".*" is not a setting/],
  ['config = "x"\n', /^"config" in ".*" is not a setting/],
  ['port = "x"\n', /^port in the settings file is "x"; it must be a whole number/],
  ['port = [1]\n', /^port in ".*" must be a text, a whole number or a list of texts/],
  ['port = \n', /must be TOML/],
])('readSettings: the file %j is refused by what is wrong in it', (text, message) => {
  expect(refusal(['--config', fileOf(text)])).toMatch(message);
});

test('readSettings: an unknown variable is refused by name, but not those of the command line', () => {
  expect(refusal([], { TREEBOX_PROT: '1' })).toBe(
    'the variable TREEBOX_PROT is not a setting; see --help for the settings',
  );
  expect(read([], { TREEBOX_SERVER: 'http://127.0.0.1:1' }).port).toBe(8080);
  expect(refusal(['--config', '/not/there'])).toContain('(ENOENT)');
});

function fileOf(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'treebox-config-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'file'), text);
  return join(folder, 'file');
}

test('readSettings: a bad variable is named as such', () => {
  expect(refusal([], { TREEBOX_RETAIN_DAYS: 'x' })).toMatch(/^TREEBOX_RETAIN_DAYS is "x"; it must be /);
});

test('readSettings: a long or many-lined value stays one short line', () => {
  const message = refusal(['--port', `1\n${'x'.repeat(10_000)}`]);
  expect(message).not.toContain('\n');
  expect(message.length).toBeLessThan(300);
});

test('readSettings: a bad token is refused and not repeated', () => {
  expect(refusal(['--token', 'with space'])).not.toContain('with space');
  expect(refusal([], { TREEBOX_TOKEN: '' })).toContain('TREEBOX_TOKEN');
});

test('readSettings: a host that others can reach needs a token', () => {
  expect(refusal(['--host', '0.0.0.0'])).toMatch(/--host is "0.0.0.0".*--token/);
  expect(read(['--host', '0.0.0.0', '--token', 't']).host).toBe('0.0.0.0');
});

test('isLoopback: what stays on the machine', () => {
  const hosts = ['127.0.0.1', '127.9.9.9', '::1', 'localhost', '0.0.0.0', '::', '10.0.0.1', '127.example.com'];
  expect(hosts.filter(isLoopback)).toEqual(['127.0.0.1', '127.9.9.9', '::1', 'localhost']);
});
