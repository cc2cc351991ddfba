/** Validates the body and the query of a request with the schemas of its route. */
import type * as z from 'zod/mini';
import { Refusal, type ValidationFault } from '../domain/model/refusal.ts';
import type { FrameMiddleware } from './endpoint.ts';
import { faultText } from './fault-text.ts';

const FIXED = 'cannot be changed after creation';

/**
 * `fixedFields`: pointers to fields that the schema lacks because they cannot be changed.
 * @throws Refusal `validation-failed` with a JSON pointer into the body (RFC 6901) for each fault.
 */
export function bodyValidation<Body>(
  schema: z.ZodMiniType<Body>,
  fixedFields: readonly string[] = [],
): FrameMiddleware<{ json: unknown; body: Body }> {
  return {
    before: ({ context }) => {
      context.body = validate(schema, context.json, toPointer, fixedFields);
    },
  };
}

/** @throws Refusal `validation-failed` with the name of the parameter for each fault. */
export function queryValidation<Query>(schema: z.ZodMiniType<Query>): FrameMiddleware<{ query: Query }> {
  return {
    before: ({ event, context }) => {
      context.query = validate(schema, event.queryStringParameters ?? {}, String);
    },
  };
}

function toPointer(...path: PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** `name` turns the path of a fault into its pointer. */
function validate<T>(
  schema: z.ZodMiniType<T>,
  input: unknown,
  name: (...path: PropertyKey[]) => string,
  fixedFields: readonly string[] = [],
): T {
  const result = schema.safeParse(input, { error: faultText });
  if (result.success) return result.data;
  const { issues } = result.error;
  const mistyped = new Set(
    issues.filter(({ code }) => code === 'invalid_type').map(({ path }) => name(...path)),
  );
  const faults = issues.flatMap((issue): ValidationFault[] => {
    // A value of another type breaks rules of its own type, which are not those of the field.
    if (issue.code !== 'invalid_type' && mistyped.has(name(...issue.path))) return [];
    if (issue.code !== 'unrecognized_keys') return [{ pointer: name(...issue.path), detail: issue.message }];
    return issue.keys.map((key) => {
      const pointer = name(...issue.path, key);
      return { pointer, detail: fixedFields.includes(pointer) ? FIXED : 'unknown field' };
    });
  });
  throw invalid(faults);
}

export function invalid(errors: ValidationFault[]): Refusal {
  return new Refusal('validation-failed', 'Nothing was changed. Fix the fields listed in errors.', {
    errors,
  });
}
