/**
 * The part that holds Node's `v8`. Serialization works. Functions that report facts about the engine throw or return
 * zeros.
 */
import { Family } from '../host-modules/build.ts';
import { HOST_MODULES } from '../host-modules/reasons.ts';
import { SHAPES } from '../host-modules/shapes/v8.gen.ts';
import type { Internals } from '../internals.ts';
import { typesOf } from '../util/own-types.ts';
import { deserializers } from '../v8/deserializer.ts';
import { type SerializerNeeds, serializers } from '../v8/serializer.ts';

/** Fields of Node's heap statistics. All are 0, so that a run does not learn how much memory it has. */
const STATISTICS = [
  'total_heap_size',
  'total_heap_size_executable',
  'total_physical_size',
  'total_available_size',
  'used_heap_size',
  'heap_size_limit',
  'malloced_memory',
  'peak_malloced_memory',
  'does_zap_garbage',
  'number_of_native_contexts',
  'number_of_detached_contexts',
  'total_global_handles_size',
  'used_global_handles_size',
  'external_memory',
  'total_allocated_bytes',
];

function isStringOneByteRepresentation(content: unknown): boolean {
  if (typeof content !== 'string') {
    const error = new TypeError('The "content" argument must be of type string.');
    throw Object.assign(error, { code: 'ERR_INVALID_ARG_TYPE' });
  }
  for (let at = 0; at < content.length; at += 1) if (content.charCodeAt(at) > 255) return false;
  return true;
}

export default function create(internals: Internals) {
  const { builtin, load } = internals;
  const needs: SerializerNeeds = {
    Buffer: () => (load('buffer') as { Buffer: ReturnType<SerializerNeeds['Buffer']> }).Buffer,
    inspect: (value) => (load('inspect') as { inspect(value: unknown): string }).inspect(value),
    types: typesOf(internals) as unknown as SerializerNeeds['types'],
  };
  const classes = { ...serializers(needs), ...deserializers(needs) };
  const real = Object.entries(classes).map(([name, value]) => [name, { make: () => value }]);
  const v8 = {
    ...Object.fromEntries(real),
    getHeapStatistics: () => Object.fromEntries(STATISTICS.map((name) => [name, 0])),
    isStringOneByteRepresentation,
  };
  return new Family(SHAPES, { builtin, reasons: HOST_MODULES.v8, behaviour: { v8 } }).modules();
}
