/** A change of the staff of an event, and the write of the event's item that belongs to it. */
import * as z from 'zod/mini';
import type { Event } from '../../domain/model/event.ts';
import { STAFF_ROLES, type StaffChange } from '../../domain/model/staff.ts';
import type { UpdateAction } from '../table/commit.ts';
import { type Item, type Key, optional, parseItem } from '../table/item.ts';
import { EVENT_IS_UNCHANGED, eventKey } from './event.ts';

const PREFIX = 'STAFF-CHANGE#';

export const staffChangeKey = (eventId: string, changeId: string): Key => ({
  pk: eventKey(eventId).pk,
  sk: `${PREFIX}${changeId}`,
});

/** The condition of a query for all changes of the staff of an event. */
export const staffChangesOf = (eventId: string) => ({
  KeyConditionExpression: 'pk = :event AND begins_with(sk, :prefix)',
  ExpressionAttributeValues: { ':event': eventKey(eventId).pk, ':prefix': PREFIX },
});

const STAFF_CHANGE: z.ZodMiniType<StaffChange> = z.object({
  id: z.string(),
  eventId: z.string(),
  userId: z.string(),
  role: z.enum(['owner', ...STAFF_ROLES, 'none']),
  formerOwnerId: optional(z.string()),
  formerOwnerLeaves: optional(z.literal(true)),
  at: z.int(),
  by: z.string(),
  revision: z.int(),
  fingerprint: z.string(),
});

export function toStaffChangeItem(change: StaffChange): Item {
  return { ...staffChangeKey(change.eventId, change.id), ...change };
}

export function fromStaffChangeItem(item: Item): StaffChange {
  return parseItem('change of a staff', STAFF_CHANGE, item);
}

/** The event's part of the change. An update, because terms that are being spread must stay pending work. */
export function staffAction(before: Event, after: Event): UpdateAction {
  return {
    update: eventKey(after.id),
    set: 'SET organizerId = :owner, staff = :staff, staffChanges = :changes, revision = :revision',
    when: EVENT_IS_UNCHANGED,
    values: {
      ':owner': after.organizerId,
      ':staff': after.staff ?? {},
      ':changes': after.staffChanges ?? 0,
      ':revision': after.revision,
      ':seenRevision': before.revision,
    },
  };
}
