/**
 * The console in a browser against a real server. One browser serves all tests; each has pages of its own.
 */
import { afterAll, beforeAll } from 'vitest';
import { describeActions } from './actions.ts';
import { describePages } from './pages.ts';
import { Stage } from './stage.ts';

let stage: Stage;

beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage.close());

describePages(() => stage);
describeActions(() => stage);
