/**
 * Heaps over HTTP. Layer 6.
 */
import type { Heaps } from '../../service/heaps.ts';
import type { Handlers } from '../operation.ts';

/** Serves the operations on heaps. */
export function heapRoutes(heaps: Heaps): Handlers<'heap_handler'> {
  return {
    heap_handler: ({ params }) => {
      const { bindings, globals, ...heap } = heaps.describe(params.key);
      return { ...heap, bindings: [...bindings], globals: [...globals] };
    },
  };
}
