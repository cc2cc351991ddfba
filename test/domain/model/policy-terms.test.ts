/** The policies of a waitlist by the numbers of promotions. */
import { expect, test } from '@jest/globals';
import type { Event } from '../../../functions/domain/model/event.ts';
import { policyAt, policyTerms, withPolicyTerm } from '../../../functions/domain/model/policy-terms.ts';

const CREATED = '2030-01-01T00:00:00.000Z';
const LATER = '2030-02-01T00:00:00.000Z';
const eventWith = (waitlist: object) => ({ createdAt: CREATED, waitlist }) as unknown as Event;
const strict = eventWith({ policy: 'strict' });
const FIRST = { policy: 'strict', fromTurn: 1, since: CREATED };

test('a policy that was never changed is in force from the first promotion on', () => {
  expect(policyTerms(strict)).toEqual([FIRST]);
});

test('a changed policy is in force from the next promotion on, and the earlier ones stay', () => {
  const skips = withPolicyTerm(strict, eventWith({ policy: 'skip', enabled: true }), 3, Date.parse(LATER));
  const terms = [FIRST, { policy: 'skip', fromTurn: 4, since: LATER }];
  expect(skips.waitlist).toEqual({ policy: 'skip', enabled: true, policies: terms });
  expect(policyTerms(skips)).toEqual(terms);
  const again = withPolicyTerm(skips, { ...skips, waitlist: { ...skips.waitlist, policy: 'strict' } }, 3, 0);
  expect(policyTerms(again).map(({ policy, fromTurn }) => [policy, fromTurn])).toEqual([
    ['strict', 1],
    ['skip', 4],
    ['strict', 4],
  ]);
});

test('a promotion was made under the last policy that was in force by its number', () => {
  const terms = [
    { policy: 'strict' as const, fromTurn: 1 },
    { policy: 'skip' as const, fromTurn: 4 },
    { policy: 'accept-fewer' as const, fromTurn: 4 },
  ];
  expect([1, 3, 4, 9].map((turn) => policyAt(terms, turn))).toEqual([
    'strict',
    'strict',
    'accept-fewer',
    'accept-fewer',
  ]);
  expect(policyAt(terms, 0)).toBeUndefined();
});
