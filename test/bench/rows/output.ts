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
/** Each stream has every second line. */
const STREAMS = ['stdout', 'stderr'] as const;
const STREAM_BYTES = (LINES / 2) * (LINE.length + 1);
const PAGE_SAMPLES = 30;
const GOAL = 3;
/** How far the cost of a page may differ between the ends before it depends on where it lies. */
const PLACE_GOAL = 1.5;

export const output: Row = {
  name: 'output',
  about: 'read 100,000 lines of two streams while they are printed',
  against: 'a static file server',
  better: 'less',
  goal: `${LINES} lines of both streams paged while they grow <= ${GOAL} x a static file; a page costs the same anywhere`,
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
            code: `for (let i = 0; i < ${LINES / 2}; i += 1) { console.log('${LINE}'); console.error('${LINE}') }`,
          });
          id = body.execution_id;
          pages = [];
          const read = { stdout: 0, stderr: 0 };
          while (STREAMS.some((stream) => read[stream] < STREAM_BYTES)) {
            for (const stream of STREAMS) {
              const at = read[stream];
              if (at === STREAM_BYTES) continue;
              const page = `output?stream=${stream}&byte_offset=${at}&byte_limit=${PAGE_BYTES}`;
              const { next_byte_offset: next } = (await client.get(`/api/executions/${id}/${page}`)).body;
              pages.push({ at, bytes: next - at });
              read[stream] = next;
            }
          }
        }),
      () =>
        timed(async () => {
          for (const { at, bytes } of pages) await stillClient.get(`/?at=${at}&bytes=${bytes}`);
        }),
    );
    /** The cost of the last page by that of the first, each asked for in turn. */
    const placeIn = async (lines: number, stream: string) => {
      const samples: [number[], number[]] = [[], []];
      for (let count = 0; count < PAGE_SAMPLES; count += 1) {
        for (const [index, line] of [0, lines - 100].entries()) {
          const page = `output?line_offset=${line}&line_limit=100${stream}`;
          samples[index]?.push(await timed(() => client.get(`/api/executions/${id}/${page}`)));
        }
      }
      return median(samples[1]) / median(samples[0]);
    };
    const places = [await placeIn(LINES, '')];
    for (const stream of STREAMS) places.push(await placeIn(LINES / 2, `&stream=${stream}`));
    const place = Math.max(...places);
    for (const each of [client, stillClient]) each.close();
    still.close();
    const ratio = figures.ours / figures.yardstick;
    return {
      ours: ms(figures.ours),
      yardstick: ms(figures.yardstick),
      ratio: `${times(ratio)}; last page ${times(place)} of the first, in the worst of both streams and their whole`,
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
