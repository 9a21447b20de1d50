/**
 * The types of a handler, taken from the generated types of its operation.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { operations } from '../core/api.gen.ts';
import type { OperationId } from './openapi.ts';

type Json<Response> = Response extends { content: { 'application/json': infer Body } } ? Body : never;
type Responses<Id extends OperationId> = operations[Id]['responses'];
type Given<Part> = [Part] extends [never] ? Record<string, never> : NonNullable<Part>;
type BodyOf<Id extends OperationId> = operations[Id] extends {
  requestBody?: { content: { 'application/json': infer Body } };
}
  ? Body
  : undefined;

/** A request whose parts have passed the operation's schemas. */
export type OperationRequest<Id extends OperationId> = FastifyRequest<{
  Params: Given<operations[Id]['parameters']['path']>;
  Querystring: Given<operations[Id]['parameters']['query']>;
  Body: BodyOf<Id>;
}>;

/** A JSON body that the operation's responses allow. */
export type Answer<Id extends OperationId> = {
  [Status in keyof Responses<Id>]: Json<Responses<Id>[Status]>;
}[keyof Responses<Id>];

/** A function that serves an operation. It returns the body of the response, or the reply that it has sent. */
export type Handler<Id extends OperationId> = (
  request: OperationRequest<Id>,
  reply: FastifyReply,
) => Answer<Id> | FastifyReply | Promise<Answer<Id> | FastifyReply>;

/** The handlers of some operations, by operation id. */
export type Handlers<Id extends OperationId = OperationId> = { readonly [Name in Id]: Handler<Name> };
