import { Client } from '../../support/api.ts';
import { TestServer } from '../../support/server.ts';
import { isolatesPerSecond } from '../floor.ts';
import { median, ms, quantile, ROUNDS, type Row, timed } from '../row.ts';

const SAMPLES = 200;

export const latency: Row = {
  name: 'latency',
  about: 'an empty script: submit, run, answer',
  against: 'making and dropping an isolate',
  better: 'less',
  goal: 'median <= 3 x the floor + 2 ms; p99 <= 4 x median',
  async measure() {
    await using server = await TestServer.start();
    const client = new Client(server.url);
    const samples: number[] = [];
    const floors: number[] = [];
    for (let round = 0; round <= ROUNDS; round += 1) {
      for (let count = 0; count < SAMPLES; count += 1) {
        const took = await timed(() => client.exec({ code: '1 + 1' }));
        if (round > 0) samples.push(took);
      }
      floors.push(1000 / (await isolatesPerSecond(1, 500)));
    }
    client.close();
    const middle = median(samples);
    const p99 = quantile(samples, 0.99);
    const floor = median(floors);
    return {
      ours: `${ms(middle)}, p99 ${ms(p99)}`,
      yardstick: ms(floor),
      ratio: `${(middle / floor).toFixed(2)} x, p99 ${(p99 / middle).toFixed(2)} x median`,
      met: middle <= 3 * floor + 2 && p99 <= 4 * middle,
    };
  },
};
