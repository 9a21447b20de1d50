/**
 * The console in a browser against a real server. One browser serves all tests; each has pages of its own.
 */
import { afterAll, beforeAll, vi } from 'vitest';
import { describeActions } from './actions.ts';
import { describeBigData } from './big-data.ts';
import { describeChanges } from './changes.ts';
import { describeHostility } from './hostility.ts';
import { describePages } from './pages.ts';
import { describeSignIn } from './sign-in.ts';
import { Stage } from './stage.ts';

/** A browser, a server and what they show share the machine with whatever else it does. */
vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

let stage: Stage;

beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage.close());

describePages(() => stage);
describeActions(() => stage);
describeChanges(() => stage);
describeHostility(() => stage);
describeSignIn(() => stage);
describeBigData(() => stage);
