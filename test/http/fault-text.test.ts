/** What a caller reads about a body that a route does not take: what each field must be, without the schema's own words. */
import { describe, expect, test } from '@jest/globals';
import type { ZodMiniType } from 'zod/mini';
import { Refusal, type ValidationFault } from '../../functions/domain/model/refusal.ts';
import type { Operation } from '../../functions/http/openapi/operation.ts';
import { OPERATIONS } from '../../functions/http/openapi/operations.ts';
import { mailedTokenBody, registerUserBody } from '../../functions/http/requests/accounts.ts';
import { bookTicketsBody, cancelBookingBody } from '../../functions/http/requests/bookings.ts';
import { appointMemberBody } from '../../functions/http/requests/staff.ts';
import { bodyValidation } from '../../functions/http/validation.ts';

function faultsOf(schema: ZodMiniType, json: unknown): ValidationFault[] {
  const { before } = bodyValidation(schema);
  try {
    before?.({ context: { json } } as never);
    return [];
  } catch (error) {
    if (error instanceof Refusal) return [...(error.extras.errors ?? [])];
    throw error;
  }
}

const BODIES = Object.entries<Operation>(OPERATIONS).flatMap(([name, { body }]): [string, ZodMiniType][] =>
  body === undefined ? [] : [[name, body.schema]],
);
const VALUES = [undefined, null, '', 'x'.repeat(20_000), -1, 0.5, 1e9, true, [], ['x', 'x'], {}, { a: 1 }];

describe.each(BODIES)('The body of %s', (_name, schema) => {
  const fields = Object.keys((schema as never as { def: { shape: object } }).def.shape);

  test('that is none is rejected with what it must be', () => {
    for (const body of [null, [], 'x', 5])
      expect(faultsOf(schema, body)).toEqual([
        { pointer: '', detail: 'The body must be a JSON object, such as {}.' },
      ]);
  });

  test('with any value in any field is rejected in the words of the guide', () => {
    const faults = [
      ...VALUES.map((value) => Object.fromEntries(fields.map((field) => [field, value]))),
      {},
    ].flatMap((body) => faultsOf(schema, body));
    for (const { pointer, detail } of faults) {
      expect(pointer).toMatch(/^\//);
      expect(detail).not.toMatch(
        /expected|received|undefined|Invalid|Too |pattern|is not valid|of another type/,
      );
    }
  });
});

test.each<[ZodMiniType, unknown, [string, string][]]>([
  [mailedTokenBody, {}, [['/token', 'must be there']]],
  [mailedTokenBody, { token: '' }, [['/token', 'must have at least 1 character']]],
  [
    registerUserBody,
    { name: 'Ada', email: 'ada@example.com', password: [] },
    [['/password', 'must be text']],
  ],
  [
    registerUserBody,
    { name: 'Ada', email: 'ada@example.com', password: 'short' },
    [['/password', 'must have at least 10 characters']],
  ],
  [bookTicketsBody, { quantity: 99 }, [['/quantity', 'must be at most 97']]],
  [
    bookTicketsBody,
    { quantity: 1.5, onSoldOut: 'cry' },
    [
      ['/quantity', 'must be a whole number'],
      ['/onSoldOut', 'must be waitlist or reject'],
    ],
  ],
  [
    bookTicketsBody,
    { quantity: null, aheadOfWaitlist: 1 },
    [
      ['/quantity', 'must be a number'],
      ['/aheadOfWaitlist', 'must be true or false'],
    ],
  ],
  [cancelBookingBody, { tickets: [] }, [['/tickets', 'must have at least 1 item']]],
  [cancelBookingBody, { tickets: [0] }, [['/tickets/0', 'must be at least 1']]],
  [appointMemberBody, { email: 'ada@example.com', role: 'boss' }, [['/role', 'must be manager or door']]],
])('%#: each fault says what the field must be', (schema, body, faults) => {
  expect(faultsOf(schema, body)).toEqual(faults.map(([pointer, detail]) => ({ pointer, detail })));
});
