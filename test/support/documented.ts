/**
 * What `openapi.json` promises: the operations, their statuses, and a judge of bodies that is not the server's own.
 */
import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';

export type JsonSchema = Readonly<Record<string, unknown>>;

export interface DocumentedParameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly schema: JsonSchema;
}

export interface DocumentedOperation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly DocumentedParameter[];
  /** Schemas of the request body by media type. */
  readonly bodies: Readonly<Record<string, JsonSchema>>;
  readonly statuses: readonly number[];
}

type Content = Readonly<Record<string, { readonly schema: JsonSchema }>>;

interface RawOperation {
  readonly operationId: string;
  readonly parameters?: readonly DocumentedParameter[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
}

const document = JSON.parse(readFileSync(new URL('../../openapi.json', import.meta.url), 'utf8')) as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, RawOperation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> };
};

const ajv = new Ajv({ strict: false, validateFormats: false });
ajv.addSchema(document, 'treebox');
const judges = new Map<string, ValidateFunction>();

/** A schema with its reference, if it is one, followed. */
export function resolved(schema: JsonSchema): JsonSchema {
  const name = /^#\/components\/schemas\/(\w+)$/.exec(String(schema.$ref))?.[1];
  return name === undefined ? schema : (document.components.schemas[name] as JsonSchema);
}

/** Every operation of the document. */
export const operations: readonly DocumentedOperation[] = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    id: operation.operationId,
    method: method.toUpperCase(),
    path,
    parameters: operation.parameters ?? [],
    bodies: Object.fromEntries(
      Object.entries(operation.requestBody?.content ?? {}).map(([type, { schema }]) => [type, schema]),
    ),
    statuses: Object.keys(operation.responses).map(Number),
  })),
);

/**
 * What an answer gets wrong against the document; undefined when it is as documented.
 * @param type its `Content-Type`
 * @param text its body
 */
export function whatIsWrong(
  operation: DocumentedOperation,
  { status, type, text }: { readonly status: number; readonly type: string; readonly text: string },
): string | undefined {
  const response = document.paths[operation.path]?.[operation.method.toLowerCase()]?.responses[status];
  if (!response) return `${operation.id} answered ${status}, which is not documented`;
  const media = type.split(';', 1)[0] as string;
  if (!response.content) return text === '' ? undefined : `${operation.id} ${status} has a body`;
  const declared = media in response.content ? media : '*/*' in response.content ? '*/*' : undefined;
  if (declared === undefined) return `${operation.id} ${status} is ${media}, which is not documented`;
  if (declared !== 'application/json') return undefined;
  const place = [
    'paths',
    operation.path,
    operation.method.toLowerCase(),
    'responses',
    status,
    'content',
    declared,
    'schema',
  ];
  const pointer = place
    .map((part) => encodeURIComponent(String(part).replaceAll('~', '~0').replaceAll('/', '~1')))
    .join('/');
  let judge = judges.get(pointer);
  if (!judge) {
    judge = ajv.compile({ $ref: `treebox#/${pointer}` });
    judges.set(pointer, judge);
  }
  return judge(JSON.parse(text)) ? undefined : `${operation.id} ${status}: ${ajv.errorsText(judge.errors)}`;
}

/** What a value gets wrong against a schema of the document; undefined when nothing. */
export function whatIsWrongWith(schema: JsonSchema, value: unknown): string | undefined {
  const name = /^#\/components\/(?<pointer>.*)$/.exec(String(schema.$ref))?.groups?.pointer;
  const judge = ajv.compile(name === undefined ? schema : { $ref: `treebox#/components/${name}` });
  return judge(value) ? undefined : ajv.errorsText(judge.errors);
}
