/** The OpenAPI document as it is served: complete, valid, and true of the answers of the service. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { ApiAnswer, ApiCall } from '../../bin/local/api-client.ts';
import { arrangeExamples, exampleCalls } from '../../bin/local/examples.ts';
import { RATE_LIMITS, type RateLimitName } from '../../functions/domain/model/limits.ts';
import type {
  OpenApiDocument,
  OperationObject,
  Parameter,
  Response,
} from '../../functions/http/openapi/document-types.ts';
import type { JsonSchema } from '../../functions/http/openapi/json-schema.ts';
import type { DescribedRoute } from '../../functions/http/openapi/operation.ts';
import { OPERATIONS } from '../../functions/http/openapi/operations.ts';
import { PROBLEMS } from '../../functions/http/problems.ts';
import { ROUTES, type Route } from '../../functions/http/routes.ts';
import { aService, type TestService } from '../kit/service.ts';
import { UNKNOWN_ID } from './answers.ts';

const NAMES = Object.keys(OPERATIONS) as DescribedRoute[];

let it: TestService;
let document: OpenApiDocument;
let validatorOf: (schema: JsonSchema) => ValidateFunction;
beforeAll(async () => {
  it = await aService({ sendsNotices: true, rateLimits: 'on' });
  document = (await it.call({ path: '/openapi.json' })).body;
  validatorOf = validators(document);
});
afterAll(() => it.stop());

/** Compiles schemas of the document, strictly: an unknown keyword or format is an error. */
function validators({ components }: OpenApiDocument): (schema: JsonSchema) => ValidateFunction {
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
  formats.default(ajv);
  ajv.addFormat('idn-email', /^[^@]+@[^@]+$/);
  ajv.addVocabulary(['discriminator']);
  const within = (value: unknown) =>
    JSON.parse(JSON.stringify(value).replaceAll('#/components/schemas/', 'shapes#/$defs/'));
  ajv.addSchema({ $id: 'shapes', $defs: within(components.schemas) });
  return (schema) => ajv.compile(within(schema));
}

function faultsOf(schema: JsonSchema, value: unknown): unknown {
  const validate = validatorOf(schema);
  return validate(value) ? [] : validate.errors;
}

function operation(name: DescribedRoute): OperationObject {
  const { path, method } = ROUTES[name];
  const found = document.paths[path]?.[method.toLowerCase()];
  if (found === undefined) throw new Error(`The document has no ${name}.`);
  return found;
}

/** @returns every object of the document at a place of a schema. */
function schemasIn(node: unknown): JsonSchema[] {
  if (typeof node !== 'object' || node === null) return [];
  const inside = Object.entries(node)
    .filter(([key]) => key !== 'example' && key !== 'examples')
    .flatMap(([, value]) => schemasIn(value));
  return 'type' in node || '$ref' in node || 'properties' in node ? [node as JsonSchema, ...inside] : inside;
}

test('the document is OpenAPI 3.1 and says where the service is', () => {
  expect(document.openapi).toBe('3.1.0');
  expect(document.info).toMatchObject({
    title: 'Boxoffice',
    version: expect.stringMatching(/^1\.\d+\.\d+$/),
  });
  expect(document.servers).toEqual([{ url: it.service.url }]);
  expect(Object.keys(document).sort()).toEqual([
    'components',
    'info',
    'openapi',
    'paths',
    'servers',
    'tags',
    'webhooks',
  ]);
});

test('the document has the webhooks that the service sends, with a valid example', () => {
  const { requestBody, parameters } = document.webhooks['webhook']?.post ?? {};
  const { schema = true, example } = requestBody?.content['application/json'] ?? {};
  expect(faultsOf(schema as JsonSchema, example)).toEqual([]);
  expect(parameters?.map(({ name }) => name)).toEqual([
    'webhook-id',
    'webhook-timestamp',
    'webhook-signature',
  ]);
});

test('the document has every route once, and no other', () => {
  const described = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, { operationId }]) => [
      operationId,
      `${method.toUpperCase()} ${path}`,
    ]),
  );
  const routes: [string, Route][] = Object.entries(ROUTES);
  const expected = routes
    .filter(([, { path }]) => path !== '$default')
    .map(([name, { method, path }]) => [name, `${method} ${path}`]);
  expect(described.sort()).toEqual(expected.sort());
});

test('every operation has one of the tags, and every tag has operations', () => {
  const used = NAMES.flatMap((name) => operation(name).tags);
  expect(used).toHaveLength(NAMES.length);
  expect([...new Set(used)].sort()).toEqual(document.tags.map(({ name }) => name).sort());
});

test('every reference names a schema', () => {
  const references = schemasIn(document).flatMap(({ $ref }) => $ref ?? []);
  const targets = Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`);
  expect(references.length).toBeGreaterThan(NAMES.length);
  expect(references.filter((reference) => !targets.includes(reference))).toEqual([]);
});

test('every schema is a valid schema of JSON Schema 2020-12', () => {
  for (const schema of Object.values(document.components.schemas)) validatorOf(schema);
  for (const name of NAMES) {
    const { parameters, requestBody, responses } = operation(name);
    for (const { schema } of parameters) validatorOf(schema);
    if (requestBody) validatorOf(requestBody.content['application/json'].schema);
    for (const { content = {}, headers = {} } of Object.values(responses)) {
      for (const { schema } of [...Object.values(content), ...Object.values(headers)]) validatorOf(schema);
    }
  }
});

test('every field of every request and answer has a description', () => {
  const mute = schemasIn(document).flatMap(({ properties = {} }) =>
    Object.entries(properties).filter(([, field]) => !(field as JsonSchema).description?.endsWith('.')),
  );
  expect(mute).toEqual([]);
});

test.each(NAMES)('%s declares the parameters of its path, and an example of each', (name) => {
  const inPath = operation(name).parameters.filter((parameter) => parameter.in === 'path');
  const places = [...ROUTES[name].path.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter);
  expect(inPath.map((parameter) => parameter.name)).toEqual(places);
  for (const parameter of inPath) expect(parameter).toMatchObject({ required: true, in: 'path' });
});

test.each(NAMES)('%s takes an Idempotency-Key if it is a POST, and only then', (name) => {
  const keys = operation(name).parameters.filter((parameter) => parameter.name === 'Idempotency-Key');
  expect(keys).toHaveLength(ROUTES[name].method === 'POST' ? 1 : 0);
  for (const key of keys) expect(key).toMatchObject({ in: 'header', required: false });
});

test.each(NAMES)('%s requires the token of its role', (name) => {
  const { role, isTokenOptional }: Route = ROUTES[name];
  const withToken = role === undefined ? [] : [{ accessToken: [role] }];
  expect(operation(name).security).toEqual(isTokenOptional ? [...withToken, {}] : withToken);
  expect(document.components.securitySchemes).toMatchObject({
    accessToken: { type: 'http', scheme: 'bearer' },
  });
});

test.each(NAMES)('%s declares the headers of its answers', (name) => {
  const { responses } = operation(name);
  const headersOf = (status: string) => Object.keys(responses[status]?.headers ?? {});
  const isTagged =
    /^read-(openapi|docs|docs-file|index|me|event|line|webhook|booking|(booking|account)-page(-file)?)$/.test(
      name,
    );
  const tagsChange =
    /^(change-event|publish-event|change-webhook|rotate-webhook-secret|cancel-booking|name-ticket|change-me)$/;
  const { limits }: Route = ROUTES[name];
  const limited = limits ? ['RateLimit', 'RateLimit-Policy'] : [];
  const expected = [
    ...(isTagged ? ['ETag'] : []),
    ...(name === 'read-booking' ? ['Retry-After'] : []),
    ...limited,
  ];
  const ofChange = tagsChange.test(name) ? ['ETag', ...limited] : expected;
  expect([headersOf('200'), headersOf('304')]).toEqual([
    responses['200'] ? ofChange : [],
    isTagged ? expected : [],
  ]);
  const createsTagged = /^(create-event|copy-event|create-webhook)$/.test(name);
  if (responses['201'])
    expect(headersOf('201')).toEqual(['Location', ...(createsTagged ? ['ETag'] : []), ...limited]);
  if (responses['401']) expect(headersOf('401')).toEqual(['WWW-Authenticate']);
  if (responses['429']) expect(headersOf('429')).toEqual(['Retry-After', ...limited]);
  if (responses['503']) expect(headersOf('503')).toEqual(['Retry-After']);
});

test.each(NAMES)('%s has examples that are valid by its schemas', (name) => {
  const { parameters, requestBody } = operation(name);
  const given = parameters.filter((parameter: Parameter) => parameter.example !== undefined);
  for (const { schema, example } of given) expect(faultsOf(schema, example)).toEqual([]);
  const { schema = true, example } = requestBody?.content['application/json'] ?? {};
  if (requestBody) expect(faultsOf(schema as JsonSchema, example)).toEqual([]);
});

test.each(NAMES)('%s has a valid example of every JSON answer and every problem', (name) => {
  for (const { content = {} } of Object.values(operation(name).responses)) {
    const { 'application/json': json, 'application/problem+json': problem } = content;
    if (json) expect(faultsOf(json.schema, json.example)).toEqual([]);
    const { oneOf = [problem?.schema] } = problem?.schema ?? {};
    const examples = Object.values(problem?.examples ?? {}).map(({ $ref }) => $ref.split('/').at(-1) ?? '');
    if (problem) expect(examples).toHaveLength(oneOf.length);
    for (const code of examples) {
      const { value } = document.components.examples[code] ?? {};
      expect([faultsOf(problem?.schema ?? {}, value), value]).toEqual([
        [],
        expect.objectContaining({ code }),
      ]);
    }
  }
});

test('the example of a booking that has to wait is waitlisted', () => {
  const { responses } = operation('book-tickets');
  const exampleIn = (status: string) => responses[status]?.content?.['application/json']?.example;
  expect(exampleIn('201')).toMatchObject({ status: 'confirmed' });
  expect(exampleIn('202')).toMatchObject({ status: 'waitlisted' });
});

test('every operation says who may call it, and every problem what to do', () => {
  for (const name of NAMES) expect(operation(name).description).toMatch(/\*\*Who may call it:\*\* \w.*\./);
  for (const { description } of Object.values(document.components.examples)) {
    expect(description).toMatch(/\*\*What to do:\*\* \w.*\./);
  }
});

test('every example of a schema is valid by it', () => {
  const shapes = Object.values(document.components.schemas).filter(({ examples }) => examples !== undefined);
  expect(shapes.length).toBeGreaterThan(5);
  for (const shape of shapes) {
    for (const example of shape.examples ?? []) expect(faultsOf(shape, example)).toEqual([]);
  }
});

test('every problem code is an answer of some route', () => {
  const answered = new Set(
    schemasIn(document.paths).flatMap(({ $ref }) => /schemas\/(\w+)Problem$/.exec($ref ?? '')?.[1] ?? []),
  );
  const camel = (code: string) =>
    code.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
  expect([...answered].sort()).toEqual(Object.keys(PROBLEMS).map(camel).sort());
});

/** @returns the response object of this status. @throws if the document has none. */
function responseTo(name: DescribedRoute, { status }: ApiAnswer): Response {
  const response = operation(name).responses[String(status)];
  if (response === undefined) throw new Error(`The document has no ${status} for ${name}.`);
  return response;
}

function expectDocumented(name: DescribedRoute, call: ApiCall, answer: ApiAnswer): void {
  const { content = {}, headers = {} } = responseTo(name, answer);
  const mediaType = String(answer.headers['content-type'] ?? '').split(';')[0] ?? '';
  const described = Object.entries(content).filter(([type]) => type === mediaType);
  expect(described).toHaveLength(mediaType === '' ? Object.keys(content).length : 1);
  for (const [, { schema }] of described) expect(faultsOf(schema, answer.body)).toEqual([]);
  const { limits = [] }: Route = ROUTES[name];
  const isCounted = limits.some((limit) => isCountedBy(limit, call));
  for (const header of Object.keys(headers))
    if (isCounted || !header.startsWith('RateLimit'))
      expect(answer.headers).toHaveProperty(header.toLowerCase());
}

function isCountedBy(limit: RateLimitName, { token }: ApiCall): boolean {
  const { per } = RATE_LIMITS[limit];
  return per === 'source' || (per === 'account') === (token !== undefined);
}

/**
 * Examples that need an open offer, a scan of today, a manager who is an organizer, a configured wallet, an open stream or
 * a delivery, with the status they get instead.
 */
const REFUSED: Partial<Record<DescribedRoute, number>> = {
  'accept-offer': 409,
  'decline-offer': 409,
  'check-in-batch': 422,
  'confirm-address': 410,
  'reset-password': 410,
  'change-password': 401,
  'close-account': 401,
  'hand-over-event': 409,
  'read-ticket-pass': 406,
  'read-unsubscription': 404,
  unsubscribe: 404,
  'subscribe-again': 404,
  'read-booking-updates': 406,
  // The page is not served here.
  'read-index': 404,
  'replay-webhook-delivery': 404,
};

test('every example is a request that succeeds, and its answer is as documented', async () => {
  const calls = exampleCalls(document, await arrangeExamples());
  expect(calls.map(({ name }) => name).sort()).toEqual([...NAMES].sort());
  for (const { name, call } of calls) {
    const answer = await it.call(call);
    expect([name, answer.status]).toEqual([name, REFUSED[name] ?? ROUTES[name].status]);
    expectDocumented(name, call, answer);
  }
});

test('answers to failing requests are as documented', async () => {
  const { token } = await it.aPerson();
  const { id } = await it.anEvent({ capacity: 1, maxPerBooking: 1 });
  const bookings = `/v1/events/${id}/bookings`;
  const { token: holder } = await it.aPerson();
  const calls: [DescribedRoute, ApiCall, number][] = [
    ['read-me', { path: '/v1/me' }, 401],
    ['create-event', { path: '/v1/events', token, body: {} }, 403],
    ['read-event', { path: `/v1/events/${UNKNOWN_ID}` }, 404],
    ['list-events', { path: '/v1/events?limit=0' }, 422],
    ['log-in', { path: '/v1/auth/login', body: '{' }, 400],
    ['log-in', { path: '/v1/auth/login', body: 'a'.repeat(20_000) }, 413],
    ['log-in', { path: '/v1/auth/login', body: '{}', headers: { 'content-type': 'text/plain' } }, 415],
    ['log-in', { path: '/v1/auth/login', body: { email: 'a@b.example', password: 'x' } }, 401],
    ['list-events', { path: '/v1/events', headers: { accept: 'text/html' } }, 406],
    ['read-docs', { path: '/docs', headers: { 'if-none-match': '*' } }, 304],
    ['book-tickets', { path: bookings, token: holder, body: { quantity: 1 } }, 201],
    ['book-tickets', { path: bookings, token, body: { quantity: 2 } }, 422],
    ['book-tickets', { path: bookings, token, body: { quantity: 1, onSoldOut: 'reject' } }, 409],
    ['book-tickets', { path: bookings, token, body: { quantity: 1 } }, 202],
    ['book-tickets', { path: bookings, token: holder, body: { quantity: 1 } }, 409],
  ];
  for (const [name, call, status] of calls) {
    const answer = await it.call(call);
    expect([name, answer.status]).toEqual([name, status]);
    expectDocumented(name, call, answer);
  }
});
