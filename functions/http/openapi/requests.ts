/** Builds the request side of the OpenAPI document: parameters and bodies. */
import { IDEMPOTENCY_KEY_LIMIT_CHARACTERS } from '../../domain/model/limits.ts';
import type { Route } from '../routes.ts';
import type { Parameter, RequestBody } from './document-types.ts';
import { inputShape, type JsonSchema } from './json-schema.ts';
import type { DescribedRoute, Input, Operation, ParameterOf, PathOf } from './operation.ts';

const PATH_PARAMETERS: Record<ParameterOf<PathOf<DescribedRoute>>, string> = {
  addressId: 'The digest of the address.',
  bookingId: 'The id of the booking.',
  deliveryId: 'The id of the delivery.',
  eventId: 'The id of the event.',
  file: 'The name of the file.',
  number: 'The number of the ticket within its booking, from 1.',
  organizerId: 'The id of the organizer’s account.',
  token: 'The token of the organizer and the address.',
  sessionId: 'The id of the session.',
  userId: 'The id of the account.',
  webhookId: 'The id of the webhook endpoint.',
};

/** The schemas of path parameters that are not ids. */
const PATH_SHAPES: Record<string, JsonSchema> = {
  file: { type: 'string' },
  number: { type: 'string', pattern: '^[1-9]\\d{0,2}$' },
};

/** The first and the last character cannot be a space, because HTTP strips spaces around header values. */
const IDEMPOTENCY_KEY: JsonSchema = {
  type: 'string',
  pattern: `^[!-~]([ -~]{0,${IDEMPOTENCY_KEY_LIMIT_CHARACTERS - 2}}[!-~])?$`,
};

const IF_MATCH = '^\\s*(\\*|(W/)?"[^"]*"(\\s*,\\s*(W/)?"[^"]*")*)\\s*$';

export function parametersOf({ method }: Route, operation: Operation): Parameter[] {
  const { path = {}, query } = operation;
  return [
    ...Object.entries(path).map(([name, example]) => pathParameter(name, example)),
    ...(query ? queryParameters(query) : []),
    ...(method === 'POST' ? [idempotencyKey(operation)] : []),
    ...(operation.ifMatch === undefined ? [] : [ifMatch(operation.ifMatch)]),
  ];
}

function pathParameter(name: string, example: string): Parameter {
  const description = PATH_PARAMETERS[name as keyof typeof PATH_PARAMETERS];
  return {
    name,
    in: 'path',
    required: true,
    description,
    schema: PATH_SHAPES[name] ?? { $ref: '#/components/schemas/Id' },
    example,
  };
}

function queryParameters({ schema, sentences, example }: Input): Parameter[] {
  const { properties = {}, required = [] } = inputShape(schema, sentences);
  return Object.entries(properties).map(([name, property]): Parameter => {
    const { description = '', ...shape } = property as JsonSchema;
    const value = (example as Record<string, unknown>)[name];
    return {
      name,
      in: 'query',
      required: required.includes(name),
      description,
      schema: shape,
      ...(value !== undefined && { example: value }),
    };
  });
}

function idempotencyKey({ problems, idempotencyKey: example }: Operation): Parameter {
  const isRemembered = example !== undefined || problems.includes('idempotency-key-reused');
  return {
    name: 'Idempotency-Key',
    in: 'header',
    required: false,
    description: isRemembered
      ? 'Identifies the request. Sent again with the same key, it has no second effect.'
      : 'Accepted, as by every POST, but this route does not remember it.',
    schema: IDEMPOTENCY_KEY,
    ...(example !== undefined && { example }),
  };
}

function ifMatch(resource: string): Parameter {
  return {
    name: 'If-Match',
    in: 'header',
    required: false,
    description: `The ETag of ${resource}, or several. If another request has changed it since, this one changes nothing and is answered 412. Left out, or with \`*\`, the request is carried out on any version.`,
    schema: { type: 'string', pattern: IF_MATCH },
    example: '*',
  };
}

/** A body is optional if its schema accepts the empty object. */
export function requestBody({ schema, sentences, example }: Input): RequestBody {
  return {
    required: !schema.safeParse({}).success,
    content: { 'application/json': { schema: inputShape(schema, sentences), example } },
  };
}
