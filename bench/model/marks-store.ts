/** The marks of the modelled waitlist: the reads and writes of those who ask for its line. */
import { arrivalKey } from '../../functions/domain/model/booking.ts';
import type { Arrived } from '../../functions/domain/model/line.ts';
import { NO_MARKS, type WaitlistMarks } from '../../functions/domain/model/waitlist-marks.ts';
import {
  MARKS_CLAIM_MS,
  NEAR_COUNT_ENTRIES,
  UNMARKED_READ_ENTRIES,
} from '../../functions/domain/model/waitlist-marks-limits.ts';
import type { EntryRange, MarksStore } from '../../functions/domain/ports/marks-store.ts';
import { entryPartitions } from '../../functions/store/items/entry.ts';
import { marksKey } from '../../functions/store/items/waitlist-marks.ts';
import type { DynamoModel } from './dynamo.ts';
import type { SaleState } from './sale-state.ts';

/** Of about 100 bytes each, in an eventually consistent read. */
const ENTRIES_PER_READ_UNIT = 80;

export function modelMarks(state: SaleState, dynamo: DynamoModel): MarksStore {
  let stored: WaitlistMarks = NO_MARKS;
  let claimedAt = Number.NEGATIVE_INFINITY;
  const key = marksKey(state.event.id);
  const arrivedIn = (pk: string, { after = 0, before }: EntryRange): Arrived[] =>
    [...state.entries.values()]
      .filter((entry) => entry.partition === pk && entry.key < before)
      .map((entry) => ({ arrival: Number.parseInt(entry.key, 10), id: entry.bookingId }))
      .filter(({ arrival }) => arrival > after)
      .sort((a, b) => (arrivalKey(a) < arrivalKey(b) ? -1 : 1));
  const query = (range: EntryRange, limit: number) =>
    Promise.all(
      entryPartitions(state.event).map(async (pk) => {
        const found = arrivedIn(pk, range);
        const units = Math.max(0.5, Math.min(limit, found.length) / ENTRIES_PER_READ_UNIT);
        await dynamo.read('Query', { pk, sk: '' }, () => undefined, units);
        return { arrived: found.slice(0, limit), isComplete: found.length <= limit };
      }),
    );
  const readAll = async (range: EntryRange) =>
    (await query(range, Number.POSITIVE_INFINITY))
      .flatMap(({ arrived }) => arrived)
      .sort((a, b) => (arrivalKey(a) < arrivalKey(b) ? -1 : 1));
  return {
    read: () => dynamo.read('GetItem', key, () => stored),
    async claim(_event, now) {
      const effect = {
        refusal: () => (claimedAt > now - MARKS_CLAIM_MS ? ('claimed' as const) : undefined),
        commit: () => {
          claimedAt = now;
        },
      };
      return (await dynamo.write('PutItem', { ...key, sk: 'CLAIM' }, effect)).kind === 'done';
    },
    async write(_event, seen, marks) {
      const next = { ...marks, revision: seen.revision + 1 };
      const effect = {
        refusal: () => (stored.revision === seen.revision ? undefined : ('replaced' as const)),
        commit: () => {
          stored = next;
        },
      };
      return (await dynamo.write('PutItem', key, effect)).kind === 'done' ? next : undefined;
    },
    count: async (_event, range) => (await readAll(range)).length,
    async countNear(event, before) {
      const parts = await query({ before }, Math.ceil(NEAR_COUNT_ENTRIES / entryPartitions(event).length));
      return {
        count: parts.reduce((sum, { arrived }) => sum + arrived.length, 0),
        isComplete: parts.every(({ isComplete }) => isComplete),
      };
    },
    readAll: (_event, range) => readAll(range),
    readFirst: (event, range) =>
      query(range, Math.ceil(UNMARKED_READ_ENTRIES / entryPartitions(event).length)),
    firstArrival: async () => (await readAll({ before: '~' }))[0]?.arrival,
    sampleLength: async () => state.entries.size,
  };
}
