/**
 * `treebox completion`: each shell itself completes with the script that it is given.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCli } from '../../support/cli.ts';
import { TestServer } from '../../support/server.ts';

const ROOT = new URL('../../../', import.meta.url).pathname;
const DANGER = '$(touch$IFS.danger)';

/** Asks bash as Tab does. `$0` is the script, the line comes as its words. */
const BASH = `source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _treebox; printf '%s\\n' "\${COMPREPLY[@]}"`;
const FISH = 'source $argv[1]; complete -C "$argv[2]"';
/** Starts a zsh with a terminal, and prints what its Tab offers. */
const ZSH = `zmodload zsh/zpty
export script=$1 line=$2 hits=$PWD/hits init=$PWD/init.zsh
rm -f $hits $hits.done
zpty -b shell zsh -f -i
zpty -w shell 'source $init'
while [[ ! -e $hits.done ]]; do zpty -r -t shell text || sleep 0.05; done
[[ -e $hits ]] && cat $hits
zpty -d shell
`;
const ZSH_INIT = `autoload -Uz compinit && compinit -u -D
source $script
compadd() {
  local -a offered
  if [[ " $* " != *' -'[OAD]' '* ]]; then builtin compadd -A offered "$@"; print -rl -- $offered >> $hits; fi
  builtin compadd "$@"
}
_capture() { BUFFER=$line; CURSOR=$#BUFFER; zle list-choices; : > $hits.done }
zle -N _capture
zle-line-init() { zle _capture }
zle -N zle-line-init
`;

let server: TestServer;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cli-completion-'));
  writeFileSync(join(folder, 'capture.zsh'), ZSH);
  writeFileSync(join(folder, 'init.zsh'), ZSH_INIT);
  writeFileSync(join(folder, 'source.ts'), '');
  server = await TestServer.start();
  for (const label of ['main', 'main-2', 'other', DANGER]) {
    const run = ['run', '-e', '1', '--fs', label, '--create', '--push', '--server', server.url];
    expect(await runCli(run)).toMatchObject({ status: 0 });
  }
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

const PROGRAMS: Readonly<Record<string, (script: string, line: string) => string[]>> = {
  bash: (script, line) => ['-c', BASH, script, ...line.split(' ')],
  zsh: (script, line) => ['-f', 'capture.zsh', script, line],
  fish: (script, line) => ['--no-config', '-c', FISH, script, line],
};

/** Returns what a shell offers behind a line, sorted. */
async function offered(shell: string, line: string): Promise<string[]> {
  const script = join(folder, `script.${shell}`);
  writeFileSync(script, (await runCli(['completion', shell])).stdout);
  const env = {
    ...process.env,
    HOME: folder,
    TREEBOX_SERVER: server.url,
    PATH: `${join(ROOT, 'bin')}${delimiter}${process.env.PATH}`,
  };
  const args = PROGRAMS[shell]?.(script, line) ?? [];
  const text = execFileSync(shell, args, { cwd: folder, env, encoding: 'utf8', timeout: 50_000 });
  const words = text.split('\n').map((each) => each.split('\t')[0] as string);
  return [...new Set(words.filter((word) => word !== ''))].sort();
}

describe.each(Object.keys(PROGRAMS))('%s', (shell) => {
  const isMissing = spawnSync(shell, ['--version']).error !== undefined;

  test.skipIf(isMissing).each([
    ['treebox ca', ['cancel']],
    ['treebox --json sh', ['show']],
    ['treebox fs l', ['label', 'log', 'ls']],
    ['treebox fs merge a b --pre', ['--prefer']],
    ['treebox run source.ts --inp', ['--input']],
    ['treebox run --ser', ['--server']],
    ['treebox ps --status c', ['cancelled', 'completed']],
    ['treebox fs merge a b --prefer ', ['ours', 'theirs']],
    ['treebox completion z', ['zsh']],
    ['treebox fs log ma', ['main', 'main-2']],
    ['treebox run source.ts --fs o', ['other']],
  ])(`${isMissing ? '(not installed) ' : ''}%s`, async (line, words) => {
    expect(await offered(shell, line)).toEqual(words);
  });

  test.skipIf(isMissing)('a label is offered whatever it holds, and is not evaluated', async () => {
    const words = await offered(shell, 'treebox fs cat ');
    expect(words.map((word) => word.replaceAll('\\', ''))).toContain(DANGER);
    expect(existsSync(join(folder, '.danger'))).toBe(false);
    expect(await offered(shell, 'treebox fs merge main --')).not.toContain('main');
  });
});

test('another shell is bad usage', async () => {
  expect(await runCli(['completion', 'tcsh'])).toMatchObject({ status: 2 });
});
