/** An entry of the trail of security events. A month is a partition, in which entries sort by time. */
import * as z from 'zod/mini';
import { SECURITY_EVENTS_KEPT_MS } from '../../domain/model/limits.ts';
import {
  monthOf,
  SECURITY_EVENT_KINDS,
  type SecurityEvent,
  type TrailPlace,
} from '../../domain/model/security-event.ts';
import { ROLES } from '../../domain/model/user.ts';
import type { PutAction } from '../table/commit.ts';
import { MAY_EXIST } from '../table/existence.ts';
import { type Item, optional, parseItem } from '../table/item.ts';
import { sortableInstant } from './pending-work.ts';

/** Sorts after every entry. */
const AFTER_ALL = '~';

const sortKeyOf = ({ at, id }: TrailPlace): string => `${sortableInstant(at)}#${id}`;

const SECURITY_EVENT: z.ZodMiniType<SecurityEvent> = z.object({
  id: z.string(),
  kind: z.enum(SECURITY_EVENT_KINDS),
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

const partitionOf = (month: string): string => `SECURITY#${month}`;

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
  return { pk: partitionOf(monthOf(at)), sk: sortKeyOf(event), ...event, expiresAtSeconds };
}

export function fromSecurityEventItem(item: Item): SecurityEvent {
  return parseItem('security event', SECURITY_EVENT, item);
}

/** The write of an entry as part of the transaction of the act. An attempt that is repeated writes it again. */
export function securityAction(event: SecurityEvent): PutAction {
  return { put: toSecurityEventItem(event), when: MAY_EXIST };
}
