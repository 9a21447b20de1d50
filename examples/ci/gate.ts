/**
 * Tests snapshots: watches the labels `proposals/*`, runs the tests of each new snapshot, and merges a snapshot that passes
 * into `main`. A snapshot that fails never gets to `main`. `node ci/gate.ts` runs until it is interrupted.
 */
import { RunFailed, Treebox } from 'treebox/client';

const tb = new Treebox();
const MAIN = 'main';
const PROPOSALS = 'proposals/';

/** Returns why the tests of a snapshot fail; undefined when they pass. */
async function failureOf(snapshot: string): Promise<string | undefined> {
  try {
    await tb.runFile('/test.js', { fs: snapshot, timeoutSecs: 60 });
    return undefined;
  } catch (error) {
    if (error instanceof RunFailed) return error.message;
    throw error;
  }
}

const stop = new AbortController();
process.once('SIGINT', () => stop.abort());
process.once('SIGTERM', () => stop.abort());
console.log('waiting for proposals');
for await (const event of tb.events({ signal: stop.signal })) {
  if (event.type !== 'label' || !event.name.startsWith(PROPOSALS) || event.to === null) continue;
  // A new label from `main` has no changes yet.
  if (event.to === (await tb.label(MAIN).head())?.ca_id) continue;
  const failure = await failureOf(event.to);
  if (failure !== undefined) {
    console.log(`${event.name}: refused: ${failure}`);
    continue;
  }
  const merge = await tb.merge({
    ours: MAIN,
    theirs: event.name,
    push: { label: MAIN, message: `merge ${event.name}` },
  });
  console.log(`${event.name}: ${merge.status}`);
}
