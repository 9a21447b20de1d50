/**
 * An execution as a text for a model: which bytes of the output it shows, and how often it asks for them.
 */
import { expect, test } from 'vitest';
import { apiOver } from '../../../src/client/api.ts';
import { type Execution, presentExecution } from '../../../src/mcp/present.ts';
import { nextOf } from '../../support/mcp.ts';

const ID = '01a229f0-24eb-7000-b749-b0b9582c184b';

function info(outcome: Execution['outcome']): Execution {
  return { execution_id: ID, outcome, result: '1', artifacts: [] } as unknown as Execution;
}

/** An API that has one execution with this output of plain letters; `asked` are the stretches that were asked for. */
function apiWith(output: string, isRunning = false) {
  const asked: [number, number][] = [];
  const send = async (request: Request) => {
    const query = new URL(request.url).searchParams;
    const start = Number(query.get('byte_offset'));
    const end = Math.min(start + Number(query.get('byte_limit')), output.length);
    asked.push([start, end]);
    const data = output.slice(start, end);
    const has_more = isRunning || end < output.length;
    return Response.json({
      data,
      start_byte: start,
      end_byte: end,
      next_byte_offset: end,
      total_bytes: output.length,
      has_more,
    });
  };
  return { api: apiOver('http://localhost', send), asked };
}

function letters(length: number): string {
  return Array.from({ length }, (_, at) => String.fromCharCode(97 + (at % 26))).join('');
}

async function present(length: number, maxChars: number) {
  const { api, asked } = apiWith(letters(length));
  const answer = await presentExecution(info('completed'), { api, maxChars });
  const [first] = answer.content;
  return { text: first?.type === 'text' ? first.text : '', asked };
}

test('presentExecution: no byte of the output is asked for twice', async () => {
  for (const length of [0, 1, 500, 1_000, 1_300, 1_500, 1_700, 2_000, 5_000, 100_000]) {
    const { asked } = await present(length, 2_000);
    expect(asked.length).toBeLessThanOrEqual(2);
    if (asked.length === 2) expect(asked[1]?.[0]).toBeGreaterThanOrEqual(asked[0]?.[1] as number);
  }
});

test('presentExecution: an output that fits is whole and in one piece, a longer one has a beginning, an end and the next call', async () => {
  for (const length of [1, 500, 1_000, 1_200, 1_500, 3_000]) {
    const { text } = await present(length, 2_000);
    expect(text.length).toBeLessThanOrEqual(2_000);
    const parts = [...text.matchAll(/^--- output, bytes (\d+) to (\d+) of (\d+) ---\n(.*)\n--- end of output/gm)];
    for (const [, start, end, , data] of parts) expect(data).toBe(letters(length).slice(Number(start), Number(end)));
    const next = nextOf(text);
    if (next) {
      expect(parts).toHaveLength(2);
      expect(next.args).toEqual({ execution_id: ID, byte_offset: Number(parts[0]?.[2]) });
    } else {
      expect(parts.map(([, start, end]) => [start, end])).toEqual([['0', String(length)]]);
    }
  }
});

test('presentExecution: a run that goes on is shown from its beginning, with the call that goes on', async () => {
  for (const output of ['', 'begun\n']) {
    const { api, asked } = apiWith(output, true);
    const [first] = (await presentExecution(info(null), { api, maxChars: 2_000 })).content;
    expect(first).toMatchObject({ text: expect.stringContaining(`"byte_offset":${output.length}}`) });
    expect(asked).toHaveLength(1);
  }
});
