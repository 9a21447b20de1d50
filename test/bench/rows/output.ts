import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '../../support/api.ts';
import { TestServer } from '../../support/server.ts';
import { alternate, median, ms, type Row, timed, times } from '../row.ts';

const STATIC_SERVER = new URL('../floor/static-pages.ts', import.meta.url).pathname;
const LINES = 100_000;
const LINE = 'x'.repeat(99);
const PAGE_BYTES = 64 * 1024;
const TOTAL_BYTES = LINES * (LINE.length + 1);
const PAGE_SAMPLES = 30;
const GOAL = 3;
/** How far the cost of a page may differ between the ends before it depends on where it lies. */
const PLACE_GOAL = 1.5;

export const output: Row = {
  name: 'output',
  about: 'read 100,000 lines while they are printed',
  against: 'a static file server',
  better: 'less',
  goal: `${LINES} lines paged while they grow <= ${GOAL} x a static file; a page costs the same anywhere`,
  async measure() {
    await using server = await TestServer.start();
    const client = new Client(server.url);
    const still = await serveStatically();
    const stillClient = new Client(still.url);
    let id = '';
    /** The pages that the last round of ours took, where each began and what it held: the yardstick takes the same. */
    let pages: { at: number; bytes: number }[] = [];
    const figures = await alternate(
      () =>
        timed(async () => {
          const { body } = await client.post('/api/exec', {
            code: `for (let i = 0; i < ${LINES}; i += 1) console.log('${LINE}')`,
          });
          id = body.execution_id;
          pages = [];
          for (let at = 0; at < TOTAL_BYTES; ) {
            const page = await client.get(`/api/executions/${id}/output?byte_offset=${at}&byte_limit=${PAGE_BYTES}`);
            const next = page.body.next_byte_offset;
            pages.push({ at, bytes: next - at });
            at = next;
          }
        }),
      () =>
        timed(async () => {
          for (const { at, bytes } of pages) await stillClient.get(`/?at=${at}&bytes=${bytes}`);
        }),
    );
    const pageAt = async (line: number) => {
      const samples: number[] = [];
      for (let count = 0; count < PAGE_SAMPLES; count += 1) {
        samples.push(await timed(() => client.get(`/api/executions/${id}/output?line_offset=${line}&line_limit=100`)));
      }
      return median(samples);
    };
    const place = (await pageAt(LINES - 100)) / (await pageAt(0));
    for (const each of [client, stillClient]) each.close();
    still.close();
    const ratio = figures.ours / figures.yardstick;
    return {
      ours: ms(figures.ours),
      yardstick: ms(figures.yardstick),
      ratio: `${times(ratio)}; last page ${times(place)} of the first`,
      met: ratio <= GOAL && place <= PLACE_GOAL,
    };
  },
};

/** A static server of the lines, in a process of its own as ours is. */
async function serveStatically(): Promise<{ url: string; close: () => void }> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-output-'));
  const path = join(folder, 'lines');
  writeFileSync(path, `${LINE}\n`.repeat(LINES));
  const server = spawn(process.execPath, [STATIC_SERVER, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [port] = await once(server.stdout, 'data');
  const close = () => {
    server.kill();
    rmSync(folder, { recursive: true });
  };
  return { url: `http://127.0.0.1:${String(port).trim()}`, close };
}
