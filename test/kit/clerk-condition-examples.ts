/** The conditions on the passes of the clerk and on what it and the sweep have read, as in `condition-examples.ts`. */
import { asSeen, changed } from './changed-states.ts';
import type { ConditionExamples } from './condition-examples.ts';

const STATE = { unassignedTickets: 2, pendingTickets: 3, salesCloseAt: 200 };
const OTHER_STATE = { unassignedTickets: [1, 3], pendingTickets: [2, 4], salesCloseAt: [199, 201] };
const STATE_VALUES = { ':seenUnassigned': 2, ':seenPending': 3, ':seenClose': 200 };

export const CLERK_CONDITION_EXAMPLES: Record<string, ConditionExamples> = {
  PASS_IS_NEXT: {
    values: { ':true': true, ':previousPass': 7 },
    holds: [{ sellsInOrder: true, passNumber: 7 }],
    fails: changed({ sellsInOrder: true, passNumber: 7 }, { sellsInOrder: [false], passNumber: [6, 8] }),
  },
  PASS_IS_MINE: asSeen('passNumber', ':pass'),
  PROMOTIONS_ARE_WHAT_WAS_SEEN: asSeen('promotionCount', ':seenPromotions'),
  POLICY_IS_WHAT_WAS_SEEN: {
    values: { ':seenPolicy': 'skip' },
    holds: [{}, { waitlistPolicy: 'skip' }],
    fails: changed({}, { waitlistPolicy: ['accept-fewer', 'strict'] }),
  },
  OFFER_TERMS_ARE_WHAT_WAS_SEEN: {
    values: { ':seenTerms': 4 },
    holds: [{}, { offerTermsRevision: 4 }],
    fails: changed({}, { offerTermsRevision: [3, 5] }),
  },
  UNASSIGNED_IS_WHAT_WAS_SEEN: {
    values: { ':pass': 7, ':seenPolicy': 'skip', ':seenTerms': 4, ...STATE_VALUES },
    holds: [
      { passNumber: 7, ...STATE },
      { passNumber: 7, waitlistPolicy: 'skip', offerTermsRevision: 4, ...STATE },
    ],
    fails: changed(
      { passNumber: 7, ...STATE },
      {
        passNumber: [6, 8],
        waitlistPolicy: ['accept-fewer', 'strict'],
        offerTermsRevision: [3, 5],
        ...OTHER_STATE,
      },
    ),
  },
  LOOK_IS_WHAT_WAS_SEEN: {
    values: { ':seenLook': 50, ...STATE_VALUES },
    holds: [{ lookAt: 50, ...STATE }],
    fails: changed({ lookAt: 50, ...STATE }, { lookAt: [49, 51], ...OTHER_STATE }),
  },
  RELEASE_IS_WHAT_WAS_SEEN: asSeen('releasedTickets', ':seen'),
  TYPED_RELEASE_IS_WHAT_WAS_SEEN: {
    values: { ':seen': 2, ':seenHistory': 2 },
    holds: [{ releasedTickets: 2, history: [{}, {}] }],
    fails: [
      { releasedTickets: 1, history: [{}, {}] },
      { releasedTickets: 3, history: [{}, {}] },
      { releasedTickets: 2, history: [{}] },
      { releasedTickets: 2, history: [{}, {}, {}] },
      undefined,
    ],
  },
};
