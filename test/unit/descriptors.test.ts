import { expect, test } from 'vitest';
import { connectionsMax } from '../../src/descriptors.ts';

test.each([
  [2, 120, 20],
  [2, 1_024, 472],
  [16, 1_024, 416],
  [2, 1_048_576, 10_000],
  [256, 1_024, 8],
])('connectionsMax: with %i runners and %i descriptors %i connections are taken', (runners, limit, connections) => {
  expect(connectionsMax(runners, limit)).toBe(connections);
});
