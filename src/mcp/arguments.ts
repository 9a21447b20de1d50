/**
 * Checks a tool's arguments by its schema. A refusal says which argument is wrong and what would be right.
 */
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { closest } from '../core/closest.ts';
import { BadArguments, type Tool } from './tool.ts';

const ajv = new Ajv({ strict: false, allErrors: false, verbose: true });
const validators = new WeakMap<object, ValidateFunction>();

/** Checks the arguments of a call. @throws BadArguments */
export function checkArguments(tool: Tool, args: Record<string, unknown>): void {
  const unknown = Object.keys(args).find((name) => !Object.hasOwn(tool.inputSchema.properties, name));
  if (unknown !== undefined) throw new BadArguments(unknownArgument(tool, unknown));
  const validate = validatorOf(tool);
  if (!validate(args)) throw new BadArguments(describe(tool, validate.errors?.[0]));
}

function validatorOf({ inputSchema }: Tool): ValidateFunction {
  let validate = validators.get(inputSchema);
  if (!validate) {
    validate = ajv.compile(inputSchema);
    validators.set(inputSchema, validate);
  }
  return validate;
}

function unknownArgument({ name, inputSchema }: Tool, unknown: string): string {
  const known = Object.keys(inputSchema.properties);
  const near = closest(unknown, known);
  const right = near === undefined ? `${name} takes ${known.join(', ')}` : `did you mean "${near}"?`;
  return `unknown argument "${unknown}": ${right}`;
}

function describe({ name }: Tool, error: ErrorObject | undefined): string {
  if (!error) return `the arguments of ${name} are invalid`;
  if (error.keyword === 'required') return `${name} needs the argument "${error.params.missingProperty}"`;
  const where = error.instancePath.slice(1).replaceAll('/', '.');
  if (error.keyword === 'enum') return `"${where}" must be one of ${(error.schema as string[]).join(', ')}`;
  return `"${where}" ${error.message}`;
}
