/**
 * Heaps over HTTP.
 */
import type { States } from '../../service/states.ts';
import type { Handlers } from '../operation.ts';
import { clamped } from '../page-limit.ts';

const LIST_LIMIT = { min: 1, max: 1_000, default: 100 } as const;

/** Serves the operations on heaps. */
export function heapRoutes(
  states: States,
): Handlers<'heap_handler' | 'heaps_handler' | 'heap_tags_handler' | 'heap_untag_handler'> {
  return {
    heap_handler: async ({ params }) => {
      const { bindings, globals, ...state } = await states.describe(params.key);
      return { ...state, bindings: [...bindings], globals: [...globals] };
    },

    heaps_handler: async ({ query }) => {
      const { states: page, next } = await states.list(
        readTag(query.tag),
        clamped(query.limit, LIST_LIMIT),
        query.after,
      );
      const shown = page.map(({ key, tags, createdAt }) => ({
        key,
        tags,
        created_at: new Date(createdAt).toISOString(),
      }));
      return { heaps: shown, next };
    },

    heap_tags_handler: ({ params, body }) => states.setTags(params.key, body.tags),

    heap_untag_handler: ({ params }) => states.setTags(params.key, {}),
  };
}

/** Reads `name:value`. */
function readTag(text: string | undefined): readonly [name: string, value: string] | undefined {
  if (text === undefined) return undefined;
  const colon = text.indexOf(':');
  return [text.slice(0, colon), text.slice(colon + 1)];
}
