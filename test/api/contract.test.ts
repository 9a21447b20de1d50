/**
 * Every operation of `openapi.json` with every status that it documents: each is reached, and each body is as declared.
 *
 * The tests are made from the document; the scenes of `test/support/scenes` say how a status is brought about. An operation or a status without
 * an entry fails, and so does an entry that the document does not know.
 */
import { describe, expect, test } from 'vitest';
import { type DocumentedOperation, operations, whatIsWrong } from '../support/documented.ts';
import { artifactsScenes } from '../support/scenes/artifacts.ts';
import { editsScenes } from '../support/scenes/edits.ts';
import { executionsScenes } from '../support/scenes/executions.ts';
import { labelsScenes } from '../support/scenes/labels.ts';
import { mergesScenes } from '../support/scenes/merges.ts';
import { broken, type Scenes } from '../support/scenes/scene.ts';
import { serverScenes } from '../support/scenes/server.ts';
import { sessionsScenes } from '../support/scenes/sessions.ts';
import { snapshotsScenes } from '../support/scenes/snapshots.ts';
import { type AppAnswer, TestApp } from '../support/test-app.ts';

const SCENES: Scenes = {
  ...executionsScenes,
  ...artifactsScenes,
  ...labelsScenes,
  ...editsScenes,
  ...mergesScenes,
  ...snapshotsScenes,
  ...sessionsScenes,
  ...serverScenes,
};

function judge(operation: DocumentedOperation, status: number, answer: AppAnswer): void {
  const type = String(answer.headers['content-type'] ?? '');
  expect(answer.status, answer.text.slice(0, 200)).toBe(status);
  expect(whatIsWrong(operation, { status, type, text: answer.text })).toBeUndefined();
}

describe.each(operations)('$id', (operation) => {
  test.each(operation.statuses)('%i is reached and is as documented', async (status) => {
    if (status === 401) {
      await using app = new TestApp({ token: 'token' });
      const path = operation.path.replace(/\{\w+\}/g, 'x');
      judge(operation, 401, await app.call(operation.method, path));
      return;
    }
    await using app = new TestApp({ retain: { days: 7, executions: 3 } });
    const scene = SCENES[operation.id]?.[status];
    if (!scene) throw new Error(`no scene brings ${operation.id} to ${status}`);
    const answer = await scene(app);
    for (const mend of broken.splice(0)) mend();
    judge(operation, status, answer);
  });
});

test('the table has no scene that the document does not know', () => {
  const known = new Set(operations.flatMap(({ id, statuses }) => statuses.map((status) => `${id} ${status}`)));
  const scenes = Object.entries(SCENES).flatMap(([id, byStatus]) =>
    Object.keys(byStatus).map((status) => `${id} ${status}`),
  );
  expect(scenes.filter((scene) => !known.has(scene))).toEqual([]);
});
