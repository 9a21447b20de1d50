/**
 * Reads the operations of `openapi.json`, from which routes, validation and serialisation are made.
 *
 * A path, parameter, field or status is declared only in this document. Our own extensions express what OpenAPI 3.0 can't:
 * `x-rest` marks a path parameter that may contain slashes, `x-body-limit` is the size limit of an operation's body if it is
 * not `JSON_BODY_MAX_BYTES`, `x-max-bytes` and `x-max-name-bytes` limit texts and names in bytes of UTF-8, `x-form` describes
 * a `pattern` in words, and `x-code` is the error code for an invalid value.
 */
import { readFileSync } from 'node:fs';
import type { operations } from '../core/api.gen.ts';
import { JSON_BODY_MAX_BYTES } from '../core/limits.ts';

export type OperationId = keyof operations;

/** A JSON schema of OpenAPI 3.0, with every reference resolved. */
export type Schema = Readonly<Record<string, unknown>>;

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly schema: Schema;
  readonly 'x-rest'?: true;
}

interface Content {
  readonly [mediaType: string]: { readonly schema: Schema };
}

interface RawOperation {
  readonly operationId: OperationId;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
  readonly 'x-body-limit'?: number;
}

interface Document {
  readonly components: { readonly schemas: Readonly<Record<string, { readonly properties?: object }>> };
  readonly paths: Readonly<Record<string, Readonly<Record<string, RawOperation>>>>;
}

/** Kinds of request bodies: only JSON, JSON or source code, any bytes, an archive, or nothing. */
export type BodyKind = 'json' | 'source' | 'bytes' | 'tar' | 'none';

/** One operation, ready to become a route. */
export interface Operation {
  readonly id: OperationId;
  readonly method: string;
  /** The path in the router's notation: `:name`, and `*` for a last part that may contain slashes. */
  readonly url: string;
  readonly body: BodyKind;
  /** Most bytes of the body. It does not apply to an archive. */
  readonly bodyLimit: number;
  readonly schemas: {
    readonly params?: Schema;
    readonly querystring?: Schema;
    readonly headers?: Schema;
    readonly body?: Schema;
    /** JSON bodies by status. */
    readonly response: Readonly<Record<string, Schema>>;
  };
  /** The status of a response, if the handler sets none. */
  readonly success: number;
}

/** The document's text, as `GET /openapi.json` serves it. */
export const DOCUMENT_TEXT = readFileSync(new URL('../../openapi.json', import.meta.url), 'utf8');

const document = resolveReferences(JSON.parse(DOCUMENT_TEXT)) as Document;

/** Lists every operation of the document. */
export function listOperations(): Operation[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => readOperation(path, method, operation)),
  );
}

/**
 * Lists the capabilities of this server: the ids of the operations, and the fields of a request to run code.
 * @returns names such as `fs_merge` and `exec.push`, sorted
 */
export function listCapabilities(): string[] {
  const operations = Object.values(document.paths).flatMap((methods) =>
    Object.values(methods).map(({ operationId }) => operationId.replace(/_handler$/, '')),
  );
  const fields = Object.keys(document.components.schemas.ExecRequest?.properties ?? {});
  return [...operations, ...fields.map((field) => `exec.${field}`)].sort();
}

function readOperation(path: string, method: string, operation: RawOperation): Operation {
  const parameters = operation.parameters ?? [];
  const isApi = path.startsWith('/api/');
  const json = operation.requestBody?.content['application/json']?.schema;
  const statuses = Object.keys(operation.responses);
  return {
    id: operation.operationId,
    method: method.toUpperCase(),
    url: routeUrl(path, parameters),
    body: bodyKind(operation),
    bodyLimit: operation['x-body-limit'] ?? JSON_BODY_MAX_BYTES,
    schemas: {
      ...parametersSchema('params', parameters, 'path'),
      ...parametersSchema('querystring', parameters, 'query', isApi),
      ...parametersSchema('headers', parameters, 'header'),
      ...(json && { body: closed(operation.requestBody?.required ? json : { ...json, nullable: true }) }),
      response: Object.fromEntries(
        Object.entries(operation.responses).flatMap(([status, { content }]) => {
          const schema = content?.['application/json']?.schema;
          return schema ? [[status, schema]] : [];
        }),
      ),
    },
    success: Number(statuses.find((status) => /^[23]/.test(status))),
  };
}

function bodyKind({ requestBody }: RawOperation): BodyKind {
  if (!requestBody) return 'none';
  if ('application/x-tar' in requestBody.content) return 'tar';
  if (!('*/*' in requestBody.content)) return 'json';
  return 'application/json' in requestBody.content ? 'source' : 'bytes';
}

function routeUrl(path: string, parameters: readonly Parameter[]): string {
  return path.replace(/\{(.+?)\}/g, (_, name: string) =>
    parameters.some((parameter) => parameter.name === name && parameter['x-rest']) ? '*' : `:${name}`,
  );
}

function parametersSchema(
  part: 'params' | 'querystring' | 'headers',
  parameters: readonly Parameter[],
  place: Parameter['in'],
  isClosed = false,
): Partial<Operation['schemas']> {
  const chosen = parameters.filter((parameter) => parameter.in === place);
  if (chosen.length === 0 && !isClosed) return {};
  const nameOf = (parameter: Parameter) => {
    if (parameter['x-rest']) return '*';
    return place === 'header' ? parameter.name.toLowerCase() : parameter.name;
  };
  return {
    [part]: {
      type: 'object',
      required: chosen.filter((parameter) => parameter.required).map(nameOf),
      properties: Object.fromEntries(chosen.map((parameter) => [nameOf(parameter), parameter.schema])),
      ...(isClosed && { additionalProperties: false }),
    },
  };
}

/** Copies a schema so that it refuses fields which it does not declare, at any depth. */
function closed(schema: Schema): Schema {
  const copy = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(copy);
    if (typeof node !== 'object' || node === null) return node;
    const copied = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, copy(value)]));
    return 'properties' in copied && !('additionalProperties' in copied)
      ? { ...copied, additionalProperties: false }
      : copied;
  };
  return copy(schema) as Schema;
}

/** Copies the document, and replaces each `$ref` by its target. The document must have no cycles. */
function resolveReferences(root: unknown): unknown {
  const copy = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(copy);
    if (typeof node !== 'object' || node === null) return node;
    const { $ref } = node as { $ref?: string };
    if ($ref === undefined) return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, copy(value)]));
    const target = $ref
      .split('/')
      .slice(1)
      .reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], root);
    return copy(target);
  };
  return copy(root);
}
