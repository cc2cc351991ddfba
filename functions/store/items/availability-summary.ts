/** The summary of an event's availability, in a partition of its own, which those who read lists may write. */
import * as z from 'zod/mini';
import type { AvailabilitySummary } from '../../domain/model/availability-summary.ts';
import { SUMMARY_KEPT_SECONDS } from '../../domain/model/limits.ts';
import type { UpdateAction } from '../table/commit.ts';
import { SUMMARY_PREFIX } from '../table/definition.ts';
import { type Item, type Key, optional, parseItem } from '../table/item.ts';

export const summaryKey = (eventId: string): Key => ({
  pk: `${SUMMARY_PREFIX}${eventId}`,
  sk: 'AVAILABILITY',
});

const SUMMARY = z.object({
  freeTickets: z.int(),
  freeInPools: optional(z.array(z.int())),
  pendingTickets: z.int(),
  waitingBookings: z.int(),
  cancelledBookings: z.int(),
  isCancellationDone: z.boolean(),
  lookedAt: z.int(),
});

export function fromSummaryItem(item: Item): AvailabilitySummary {
  const stored = parseItem('summary of availability', SUMMARY, item);
  const { freeTickets, pendingTickets, waitingBookings, cancelledBookings, ...same } = stored;
  return {
    ...same,
    free: freeTickets,
    pending: pendingTickets,
    waiting: waitingBookings,
    cancelled: cancelledBookings,
  };
}

/** No later look is stored. */
export const SUMMARY_IS_OLDER = 'attribute_not_exists(pk) OR lookedAt < :lookedAt';

/** An update, because that is the one right that functions which list events have. The time to live begins anew. */
export function writeSummary(eventId: string, summary: AvailabilitySummary): UpdateAction {
  const { free, pending, waiting, cancelled, ...same } = summary;
  const item: z.infer<typeof SUMMARY> = {
    ...same,
    freeTickets: free,
    pendingTickets: pending,
    waitingBookings: waiting,
    cancelledBookings: cancelled,
  };
  const expiresAtSeconds = Math.ceil(summary.lookedAt / 1000) + SUMMARY_KEPT_SECONDS;
  const fields = Object.entries({ ...item, expiresAtSeconds });
  return {
    update: summaryKey(eventId),
    set: `SET ${fields.map(([name]) => `${name} = :${name}`).join(', ')}`,
    when: SUMMARY_IS_OLDER,
    values: Object.fromEntries(fields.map(([name, value]) => [`:${name}`, value])),
  };
}
