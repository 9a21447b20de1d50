/**
 * `fs_diff` over an API that answers with a long patch.
 */
import { expect, test } from 'vitest';
import { apiOver } from '../../../src/client/api.ts';
import type { ToolAnswer, ToolContext } from '../../../src/mcp/tool.ts';
import { fsDiff } from '../../../src/mcp/tools/fs-diff.ts';

const MAX_BYTES = 16 * 1024 * 1024;
const HEAD = 'diff --git a/é b/é\n';
const CUT = `\n[… the patch is cut off at ${MAX_BYTES} bytes; ask for one path …]\n`;

/** Returns the last page of a patch of this many bytes, whose letters have two bytes each. */
async function lastPage(bytes: number, offset: number): Promise<string> {
  const patch = Buffer.concat([Buffer.from(HEAD), Buffer.alloc(bytes - Buffer.byteLength(HEAD), 'é')]);
  const context = { api: apiOver('http://server', async () => new Response(patch)) } as unknown as ToolContext;
  const answer = (await fsDiff.call({ from: 'a', to: 'b', patch: true, offset }, context)) as ToolAnswer;
  return answer.structuredContent?.patch as string;
}

test('fs_diff: a patch is cut off at its maximum of bytes, whatever its characters', async () => {
  const characters = HEAD.length + (MAX_BYTES - Buffer.byteLength(HEAD) - 1) / 2;
  expect(await lastPage(MAX_BYTES - 1, characters - 3)).toBe('ééé');
  expect(await lastPage(MAX_BYTES + 1, characters - 3)).toBe(`ééé${CUT}`);
});
