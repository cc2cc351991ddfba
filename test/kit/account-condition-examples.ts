/** The conditions on accounts, letters and requests to reset a password, as in `condition-examples.ts`. */
import type { ConditionExamples } from './condition-examples.ts';

const NO_ITEM = undefined;
const NOW = 100;
const LETTER = { recipient: {} };

export const ACCOUNT_CONDITION_EXAMPLES: Record<string, ConditionExamples> = {
  ACCOUNT_IS_UNCHANGED: {
    values: { ':seenVersion': 5 },
    holds: [{ accountVersion: 5 }],
    fails: [{ accountVersion: 4 }, { accountVersion: 6 }, NO_ITEM],
  },
  ACCOUNT_WAS_NEVER_CHANGED: { values: {}, holds: [{}], fails: [NO_ITEM, { accountVersion: 1 }] },
  TOKEN_KEYS_ARE_WHAT_WAS_SEEN: {
    values: { ':before': 2 },
    holds: [{ revision: 2 }],
    fails: [{ revision: 1 }, { revision: 3 }, {}, NO_ITEM],
  },
  ACCOUNT_IS_OPEN: { values: {}, holds: [{ userRole: 'admin' }], fails: [NO_ITEM, { closedAt: NOW }] },
  ADDRESS_IS_CONFIRMED: {
    values: { ':true': true },
    holds: [{ isAddressConfirmed: true }],
    fails: [{ isAddressConfirmed: false }, {}, NO_ITEM],
  },
  LINK_MAY_BE_REQUESTED: {
    values: { ':requestId': 'b', ':notSince': NOW },
    holds: [
      NO_ITEM,
      { requestId: 'a', requestedAt: NOW },
      { requestId: 'c', requestedAt: NOW - 1 },
      { requestId: 'a', requestedAt: NOW - 1 },
    ],
    fails: [
      { requestId: 'b', requestedAt: NOW - 1 },
      { requestId: 'a', requestedAt: NOW + 1 },
      { requestId: 'c', requestedAt: NOW + 1 },
      { requestId: 'a' },
    ],
  },
  REGISTRATION_IS_LATEST: {
    values: { ':digest': 'b' },
    holds: [{ digest: 'b' }],
    fails: [{ digest: 'a' }, { digest: 'c' }, {}, NO_ITEM],
  },
  LETTER_CAN_BE_CLAIMED: {
    values: { ':now': NOW },
    holds: [LETTER, { ...LETTER, nextAttemptAt: NOW }, { ...LETTER, nextAttemptAt: NOW - 1 }],
    fails: [{ ...LETTER, nextAttemptAt: NOW + 1 }, {}, { nextAttemptAt: NOW }, NO_ITEM],
  },
  LETTER_IS_CLAIMED: {
    values: { ':attempt': 'b' },
    holds: [{ claimedBy: 'b' }],
    fails: [{ claimedBy: 'a' }, { claimedBy: 'c' }, {}, NO_ITEM],
  },
  LETTER_IS_NOT_SETTLED: { values: {}, holds: [LETTER], fails: [{}, NO_ITEM] },
};
