import { expect, test } from 'vitest';
import type { BlobId, TreeId } from '../../../src/core/ids.ts';
import type { JobResult } from '../../../src/pool/job.ts';
import { fromStoredEnd, toRecord, toStoredEnd, toStoredMeasures } from '../../../src/service/store/execution-rows.ts';

const STATE_END = { kept: true, reason: null, leftOut: [] };
const END: JobResult = {
  outcome: 'completed',
  started: true,
  result: '1',
  error: null,
  exitCode: 0,
  cpuMs: 1,
  memoryPeakBytes: 2,
  outputTruncated: false,
  tree: 'a'.repeat(40) as TreeId,
  state: 'b'.repeat(40) as BlobId,
  stateEnd: STATE_END,
  artifacts: [],
  timings: { queued: 0, mount: 0, compile: 0, run: 0, commit: 0 },
};

test('toStoredEnd: writes the names that the column has had from the first, and fromStoredEnd reads them', () => {
  const text = toStoredEnd(END);
  expect(JSON.parse(text)).toMatchObject({ heap: END.state, state: STATE_END });
  expect(JSON.parse(text)).not.toHaveProperty('stateEnd');
  expect(fromStoredEnd(text)).toEqual(END);
});

test('toStoredMeasures: writes the names that the column has had from the first, and toRecord reads them', () => {
  const measures = { exitCode: 0, outputTruncated: false, cpuMs: 1, memoryPeakBytes: 2, stateEnd: STATE_END };
  const text = toStoredMeasures(measures);
  expect(JSON.parse(text)).toMatchObject({ state: STATE_END });
  expect(JSON.parse(text)).not.toHaveProperty('stateEnd');
  expect(toRecord({ measures: text }).measures).toEqual(measures);
});
