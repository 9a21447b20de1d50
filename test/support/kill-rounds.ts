/**
 * Rounds of a mixed load in each of which something is killed at a random moment.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { MixedLoad } from './mixed-load.ts';
import { commandsBelow, RUNNER } from './processes.ts';
import { fsck } from './real-git.ts';
import { TestServer } from './server.ts';

/** What is killed, with how its command line is known; each as often as it stands here. */
const VICTIMS = [
  ['server', /src\/main\.ts/],
  ['runner', RUNNER],
  ['server', /src\/main\.ts/],
  ['compiler', /src\/compiler\/main\.ts|esbuild/],
  ['git', /^(?:\S*\/)?git(?:-\S+)? /],
  ['worker', /src\/git\/\w+\/\w+-worker\.ts/],
] as const;
/** The longest that a round goes on before the kill, in ms. */
const ROUND_MAX_MS = 600;
/** How often a process that comes and goes is looked for, and for how long, in ms. */
const LOOK_MS = 1;
const LOOK_MAX_MS = 120_000;

/**
 * Kills as often as `rounds` says, and asserts after each round that nothing which was acknowledged is lost, and that what
 * was killed is replaced.
 * @returns how often what was killed
 */
export async function killRounds(rounds: number): Promise<{ kills: Record<string, number>; load: MixedLoad }> {
  const data = mkdtempSync(join(tmpdir(), 'treebox-kills-'));
  const folder = mkdtempSync(join(tmpdir(), 'treebox-clones-'));
  const load = new MixedLoad();
  const kills: Record<string, number> = {};
  let server = await TestServer.start({ data, args: ['--runners', '2'] });
  try {
    for (let round = 0; round < rounds; round += 1) {
      const [victim, command] = VICTIMS[round % VICTIMS.length] as (typeof VICTIMS)[number];
      const before = load.cutOff;
      // A git comes and goes: where one is to be killed there are many.
      const kinds = victim === 'git' ? { kinds: ['gitPush', 'clone'] as const } : {};
      const working = load.work({ url: server.url, folder, clients: 4, ...kinds });
      await sleep(Math.random() * ROUND_MAX_MS);
      if (victim === 'server') await server.end('SIGKILL');
      else await Promise.race([killOne(server, command), endsEarly(working)]);
      kills[victim] = (kills[victim] ?? 0) + 1;
      if (victim !== 'server') await sleep(Math.random() * ROUND_MAX_MS);
      load.stop();
      await working;
      if (victim === 'server') server = await TestServer.start({ data, args: ['--runners', '2'] });
      else expect(load.cutOff).toBe(before);
      expect(server.process.exitCode).toBe(null);
      await load.verify(server.url, server.repository).catch((error: unknown) => {
        throw new Error(`round ${round}, in which a ${victim} was killed`, { cause: error });
      });
      load.forget();
      if (round % 20 === 19) console.log(`${round + 1} rounds: ${JSON.stringify(kills)}`);
    }
    // Whatever was killed when: everything works again.
    const refused = load.refused;
    await load.work({ url: server.url, folder, clients: 2 }, 80);
    expect(load.refused).toBe(refused);
    await load.verify(server.url, server.repository);
    await server.end();
    expect(fsck(server.repository)).toBe('');
    return { kills, load };
  } finally {
    load.stop();
    await server.end('SIGKILL');
    for (const path of [data, folder]) rmSync(path, { recursive: true, force: true });
  }
}

/** Waits until the server has a process with such a command, and kills it. @throws Error when none comes */
async function killOne(server: TestServer, command: RegExp): Promise<void> {
  const until = performance.now() + LOOK_MAX_MS;
  while (performance.now() < until) {
    const found = commandsBelow(server.process.pid as number).filter((each) => command.test(each.command));
    const one = found[Math.floor(Math.random() * found.length)];
    if (one) {
      try {
        process.kill(one.pid, 'SIGKILL');
        return;
      } catch (error) {
        // It has ended by itself: another one will come.
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
      }
    }
    await sleep(LOOK_MS);
  }
  throw new Error(`no process with ${command} came within ${LOOK_MAX_MS} ms`);
}

/** Rejects when a load ends that nobody has stopped. */
async function endsEarly(working: Promise<void>): Promise<never> {
  await working;
  throw new Error('every client was cut off before there was something to kill');
}
