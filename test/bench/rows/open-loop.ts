import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from '../../support/api.ts';
import { TestServer } from '../../support/server.ts';
import { ms, perSecond, quantile, type Row } from '../row.ts';

const RATE = 200;
const SECONDS = 30;
const OVERLOAD_SECONDS = 10;
const SECOND_MS = 1000;
const CONNECTIONS = 64;
const QUEUE_LIMIT = 100;
const P95_GOAL_MS = 40;
const REFUSAL_GOAL_MS = 50;
const KEPT_GOAL = 0.9;
/** The seed system's published run at this rate: 198/s completed, 95 % of them within this many ms. */
const SEED = '198/s, p95 127.00 ms';

interface Load {
  readonly completed: number;
  readonly dropped: number;
  /** Ms from the moment at which each arrival was due. */
  readonly latencies: readonly number[];
  readonly refusals: readonly number[];
}

export const openLoop: Row = {
  name: 'open loop',
  about: '200 scripts a second arrive: 95 % are answered within',
  against: 'the goal',
  better: 'less',
  goal: `p95 <= ${P95_GOAL_MS} ms at ${RATE}/s, none dropped; at twice the capacity >= ${KEPT_GOAL} of the maximum, the rest 503 in <= ${REFUSAL_GOAL_MS} ms`,
  async measure() {
    await using server = await TestServer.start({ args: ['--queue-limit', String(QUEUE_LIMIT)] });
    const clients = Array.from({ length: CONNECTIONS }, () => new Client(server.url));
    await arrive(clients, RATE, 2);
    const steady = await arrive(clients, RATE, SECONDS);
    const capacity = await closedLoopRate(clients);
    const flooded = await arrive(clients, 2 * capacity, OVERLOAD_SECONDS);
    for (const client of clients) client.close();
    const p95 = quantile(steady.latencies, 0.95);
    const kept = flooded.completed / OVERLOAD_SECONDS / capacity;
    const refusal = flooded.refusals.length > 0 ? quantile(flooded.refusals, 0.95) : 0;
    return {
      ours: `${perSecond(steady.completed / SECONDS)}, p95 ${ms(p95)}`,
      yardstick: SEED,
      ratio: `${steady.dropped} dropped; at ${perSecond(2 * capacity)}: ${kept.toFixed(2)} kept, 503 in ${ms(refusal)}`,
      met: p95 <= P95_GOAL_MS && steady.dropped === 0 && kept >= KEPT_GOAL && refusal <= REFUSAL_GOAL_MS,
    };
  },
};

/** Submits at a constant rate, whatever the answers do, and waits for each to end. */
async function arrive(clients: readonly Client[], rate: number, seconds: number): Promise<Load> {
  const latencies: number[] = [];
  const refusals: number[] = [];
  let dropped = 0;
  const idle = [...clients];
  const origin = performance.now();
  const pending: Promise<void>[] = [];
  const one = async (due: number) => {
    const client = idle.pop() ?? new Client(clients[0]?.url ?? '');
    const accepted = await client.post('/api/exec', { code: '1 + 1' });
    if (accepted.status === 503) refusals.push(performance.now() - due);
    else if (accepted.status !== 202) dropped += 1;
    else {
      const { body } = await client.get(`/api/executions/${accepted.body.execution_id}?wait=60`);
      if (body.status === 'completed') latencies.push(performance.now() - due);
      else dropped += 1;
    }
    idle.push(client);
  };
  for (let count = 0; count < rate * seconds; count += 1) {
    const due = origin + (count * SECOND_MS) / rate;
    const early = due - performance.now();
    if (early > 0) await sleep(early);
    pending.push(one(due));
  }
  await Promise.all(pending);
  for (const client of idle) if (!clients.includes(client)) client.close();
  return { completed: latencies.length, dropped, latencies, refusals };
}

/** The most that the server completes a second, by clients that wait for each answer. */
async function closedLoopRate(clients: readonly Client[]): Promise<number> {
  const until = performance.now() + 3 * SECOND_MS;
  let count = 0;
  const work = async (client: Client) => {
    for (; performance.now() < until; count += 1) await client.exec({ code: '1 + 1' });
  };
  await Promise.all(clients.slice(0, 16).map(work));
  return count / 3;
}
