/**
 * Answers as JSON text, by the document's schemas: declared fields go out and nothing else.
 *
 * fastify's own serializer takes longer to load than all our sources, and V8's `JSON.stringify` is no slower than what
 * it compiles, so only the choice of fields is made here.
 */
import type { onSendHookHandler } from 'fastify';
import { isLarge, jsonStream } from './json-pieces.ts';
import type { Schema } from './openapi.ts';

/** Makes of a value what the schema declares of it; undefined where that is everything. */
type Shaper = ((value: unknown) => unknown) | undefined;

/**
 * A function that writes one answer, as fastify's `setSerializerCompiler` wants it: but a large answer is a stream, which
 * fastify sends as it sends any other.
 */
export function compileSerializer({ schema }: { schema: unknown }): (data: unknown) => string {
  const shape = shaperOf(schema as Schema);
  return (data) => {
    const value = shape ? shape(data) : data;
    return isLarge(value) ? (jsonStream(value) as unknown as string) : JSON.stringify(value);
  };
}

/** Characters of a text that Node still encodes on its stack, together with the header. */
const SHORT = 4_096;

/**
 * Sends long text as bytes: what Node makes of a long string while it writes takes it several times as long. A short one
 * goes out in one piece with the header.
 */
export const encodeText: onSendHookHandler = (_request, _reply, payload, done) => {
  done(null, typeof payload === 'string' && payload.length > SHORT ? Buffer.from(payload) : payload);
};

function shaperOf({ properties, required, items }: Schema): Shaper {
  if (properties) return objectShaper(properties as Record<string, Schema>, (required ?? []) as readonly string[]);
  const shapeItem = items ? shaperOf(items as Schema) : undefined;
  return shapeItem && ((value) => (value === null ? null : (value as unknown[]).map(shapeItem)));
}

function objectShaper(properties: Readonly<Record<string, Schema>>, required: readonly string[]): Shaper {
  const fields = Object.entries(properties).map(([name, schema]) => ({
    name,
    shape: shaperOf(schema),
    isRequired: required.includes(name),
  }));
  return (value) => {
    if (value === null) return null;
    const shaped: Record<string, unknown> = {};
    for (const { name, shape, isRequired } of fields) {
      const field = (value as Record<string, unknown>)[name];
      if (field !== undefined) shaped[name] = shape ? shape(field) : field;
      else if (isRequired) throw new Error(`an answer lacks its field "${name}"`);
    }
    return shaped;
  };
}
