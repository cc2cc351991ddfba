/**
 * The policies that a waitlist has had. A change is exact in the order of promotions: each promotion was made under the
 * policy of its number. Pure rules.
 */
import type { Event, PolicyTerm, WaitlistPolicy } from './event.ts';

type Rules = Pick<Event, 'waitlist' | 'createdAt'>;

/** @returns every policy so far, in order; several with the same `fromTurn` if nobody was promoted under the earlier ones. */
export function policyTerms({ waitlist: { policy, policies }, createdAt }: Rules): PolicyTerm[] {
  return policies ?? [{ policy, fromTurn: 1, since: createdAt }];
}

/** @returns the policy under which the promotion with this number was or would be made. */
export function policyAt(
  terms: Pick<PolicyTerm, 'policy' | 'fromTurn'>[],
  turn: number,
): WaitlistPolicy | undefined {
  return terms.findLast(({ fromTurn }) => fromTurn <= turn)?.policy;
}

/** @returns the changed event with its new policy in force after `promotions` promotions. `now` in ms. */
export function withPolicyTerm(before: Event, after: Event, promotions: number, now: number): Event {
  const term = {
    policy: after.waitlist.policy,
    fromTurn: promotions + 1,
    since: new Date(now).toISOString(),
  };
  return { ...after, waitlist: { ...after.waitlist, policies: [...policyTerms(before), term] } };
}
