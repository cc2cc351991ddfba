/** The conditions that bound what requests cost, as in `condition-examples.ts`. */
import type { ConditionExamples } from './condition-examples.ts';

const NO_ITEM = undefined;
const NOW = 100;

export const COST_CONDITION_EXAMPLES: Record<string, ConditionExamples> = {
  BUCKET_IS_FULL: {
    values: { ':now': NOW, ':ahead': NOW + 9 },
    holds: [NO_ITEM, { fullAt: NOW - 1 }, { fullAt: NOW }, { fullAt: NOW + 10 }],
    fails: [{ fullAt: NOW + 1 }, { fullAt: NOW + 9 }],
  },
  BUCKET_HAS_TOKENS: {
    values: { ':now': NOW, ':latest': NOW + 5 },
    holds: [{ fullAt: NOW + 1 }, { fullAt: NOW + 5 }],
    fails: [{ fullAt: NOW }, { fullAt: NOW + 6 }, NO_ITEM],
  },
  ORGANIZER_IS_WITHIN_QUOTA: {
    values: { ':eventsLimit': 2, ':shardRoom': 5 },
    holds: [NO_ITEM, { eventIds: ['a'], shardTotal: 5 }, { eventIds: [], shardTotal: 4 }],
    fails: [
      { eventIds: ['a', 'b'], shardTotal: 5 },
      { eventIds: ['a'], shardTotal: 6 },
      { eventIds: ['a', 'b', 'c'], shardTotal: 9 },
    ],
  },
  NOTHING_WAS_CREATED_SINCE: {
    values: { ':seenRaises': 3 },
    holds: [{ raises: 3 }],
    fails: [{ raises: 2 }, { raises: 4 }, NO_ITEM],
  },
  SUMMARY_IS_OLDER: {
    values: { ':lookedAt': NOW },
    holds: [NO_ITEM, { lookedAt: NOW - 1 }],
    fails: [{ lookedAt: NOW }, { lookedAt: NOW + 1 }],
  },
  MARKS_ARE_WHAT_WAS_SEEN: {
    values: { ':seen': 3 },
    holds: [NO_ITEM, { revision: 3 }],
    fails: [{ revision: 2 }, { revision: 4 }],
  },
  CLAIM_IS_VOID: {
    values: { ':voidAt': NOW, ':latest': NOW + 2 },
    holds: [NO_ITEM, { claimedAt: NOW - 1 }, { claimedAt: NOW }, { claimedAt: NOW + 3 }],
    fails: [{ claimedAt: NOW + 1 }, { claimedAt: NOW + 2 }],
  },
};
