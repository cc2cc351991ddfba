/** An entry of the trail of security events. A month is a partition, in which entries sort by time. */
import * as z from 'zod/mini';
import { SECURITY_EVENTS_KEPT_MS } from '../../domain/model/limits.ts';
import {
  COMMON_KINDS,
  EVENT_ACT_KINDS,
  type EventActKind,
  monthOf,
  type SecurityEvent,
  type SecurityEventKind,
  type TrailPlace,
} from '../../domain/model/security-event.ts';
import { ROLES } from '../../domain/model/user.ts';
import type { PutAction } from '../table/commit.ts';
import { TRAIL_PREFIX } from '../table/definition.ts';
import { MAY_EXIST } from '../table/existence.ts';
import { type Item, optional, parseItem } from '../table/item.ts';
import { sortableInstant } from './pending-work.ts';

/** Sorts after every entry. */
const AFTER_ALL = '~';

const sortKeyOf = ({ at, id }: TrailPlace): string => `${sortableInstant(at)}#${id}`;

/**
 * What the kind of an act on an event is for functions that do not know `act`, or this value of it: these list an entry of another
 * kind, which names the event, and do not fail.
 */
const KIND_WITHOUT_ACT = 'event-handed-over' satisfies SecurityEventKind;

const EVENT_ACTS: ReadonlySet<string> = new Set(EVENT_ACT_KINDS);

const isEventAct = (kind: string): kind is EventActKind => EVENT_ACTS.has(kind);

const SECURITY_EVENT = z.object({
  id: z.string(),
  kind: z.enum(COMMON_KINDS),
  // A later version may write a kind that this one does not know.
  act: optional(z.string()),
  at: z.int(),
  by: optional(z.string()),
  userId: optional(z.string()),
  role: optional(z.enum(ROLES)),
  formerRole: optional(z.enum(ROLES)),
  eventId: optional(z.string()),
  bookingId: optional(z.string()),
  formerOwnerId: optional(z.string()),
  keyId: optional(z.string()),
  endsEarlier: optional(z.boolean()),
});

const partitionOf = (month: string): string => `${TRAIL_PREFIX}${month}`;

/** The condition of a query for the entries of a month before a place. */
export const securityEventsOf = (month: string, before: TrailPlace | undefined) => ({
  KeyConditionExpression: 'pk = :month AND sk < :before',
  ExpressionAttributeValues: {
    ':month': partitionOf(month),
    ':before': before === undefined ? AFTER_ALL : sortKeyOf(before),
  },
});

export function toSecurityEventItem(event: SecurityEvent): Item {
  const { at } = event;
  const expiresAtSeconds = Math.ceil((at + SECURITY_EVENTS_KEPT_MS) / 1000);
  const kind = isEventAct(event.kind) ? { kind: KIND_WITHOUT_ACT, act: event.kind } : {};
  return { pk: partitionOf(monthOf(at)), sk: sortKeyOf(event), ...event, ...kind, expiresAtSeconds };
}

export function fromSecurityEventItem(item: Item): SecurityEvent {
  const { act, ...event } = parseItem('security event', SECURITY_EVENT, item);
  return { ...event, kind: act !== undefined && isEventAct(act) ? act : event.kind };
}

/** The write of an entry as part of the transaction of the act. An attempt that is repeated writes it again. */
export function securityAction(event: SecurityEvent): PutAction {
  return { put: toSecurityEventItem(event), when: MAY_EXIST };
}
