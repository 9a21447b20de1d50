/**
 * Writes responses as JSON by the document's schemas: only declared fields are sent.
 *
 * fastify's own serializer takes longer to load than all our sources, and its compiled code is not faster than V8's
 * `JSON.stringify`. So this file only selects the fields.
 */
import type { onSendHookHandler } from 'fastify';
import { isLarge, jsonStream } from './json-pieces.ts';
import type { Schema } from './openapi.ts';

/** Selects the declared fields of a value; undefined when the schema declares none and the value is sent unchanged. */
type Shaper = ((value: unknown) => unknown) | undefined;

/**
 * Makes a function that writes one response, for fastify's `setSerializerCompiler`. For a large response it returns a
 * stream, which fastify sends like any other stream.
 */
export function compileSerializer({ schema }: { schema: unknown }): (data: unknown) => string {
  const shape = shaperOf(schema as Schema);
  return (data) => {
    const value = shape ? shape(data) : data;
    return isLarge(value) ? (jsonStream(value) as unknown as string) : JSON.stringify(value);
  };
}

/** Longest text that Node encodes on its stack together with the header, in characters. */
const SHORT = 4_096;

/**
 * Sends a long text as bytes: Node takes several times as long to encode a long string while it writes it. A short text is
 * sent in one piece with the header.
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
  const names = Object.keys(properties);
  const shapers = names.map((name) => shaperOf(properties[name] as Schema));
  const areRequired = names.map((name) => required.includes(name));
  const empty = emptyObject(names);
  return (value) => {
    if (value === null) return null;
    const shaped = { ...empty };
    // Loop by index: making the pairs of `entries` takes as long as the rest of this function.
    for (let at = 0; at < names.length; at += 1) {
      const name = names[at] as string;
      const field = (value as Record<string, unknown>)[name];
      const shape = shapers[at];
      if (field !== undefined) shaped[name] = shape ? shape(field) : field;
      else if (areRequired[at]) throw new Error(`an answer lacks its field "${name}"`);
    }
    return shaped;
  };
}

/**
 * Returns an object with these fields, all undefined. V8 turns an object to which many fields are added one by one into a
 * hash table. It does not do so with a copy of an object that has all fields: `JSON.stringify` of the copy takes a quarter of
 * the time (bench row `latency`).
 */
function emptyObject(names: readonly string[]): Record<string, unknown> {
  const object: Record<string, unknown> = JSON.parse(
    JSON.stringify(Object.fromEntries(names.map((name) => [name, 0]))),
  );
  for (const name of names) object[name] = undefined;
  return object;
}
