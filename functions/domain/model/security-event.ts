/**
 * What matters for the security of accounts. The trail keeps what somebody did to accounts and roles, and what ends an event or
 * an admin did with one of others, by ids alone. What anybody can cause without bound, such as failed log-ins, is in the log
 * alone. Pure rules.
 */
import { derivedId } from './derived-id.ts';
import { type RateLimitName, SECURITY_READ_MS } from './limits.ts';
import type { Role } from './user.ts';

/** Kinds that functions of all versions know. */
export const COMMON_KINDS = [
  'role-changed',
  'accounts-listed',
  'data-exported',
  'account-closed',
  'booking-erased',
  'event-erased',
  'password-changed',
  'password-reset',
  'sessions-ended',
  'refresh-token-reused',
  'event-handed-over',
  'key-rotated',
] as const;

/** Acts on an event. */
export const EVENT_ACT_KINDS = ['event-cancelled', 'event-changed', 'bookings-exported'] as const;

export const SECURITY_EVENT_KINDS = [...COMMON_KINDS, ...EVENT_ACT_KINDS] as const;

export type EventActKind = (typeof EVENT_ACT_KINDS)[number];

export type SecurityEventKind = (typeof SECURITY_EVENT_KINDS)[number];

/**
 * An entry of the trail. `by`: the account that did it; missing where a mailed or a refresh token did, or the operator.
 * `userId`: the account that it was done to. `role`, `formerRole`: of a changed role. `eventId`, `formerOwnerId`: of an
 * event that was handed over to `userId`; `eventId`, `bookingId`: of a booking from which a person was erased; `eventId`
 * alone: of an event from whose bookings the service erased them, or of an act on an event. `keyId`: of a new token key.
 * `endsEarlier`: all that earlier keys had signed ended with it. `at` in ms.
 */
export type SecurityEvent = {
  id: string;
  kind: SecurityEventKind;
  at: number;
  by?: string;
  userId?: string;
  role?: Role;
  formerRole?: Role;
  eventId?: string;
  bookingId?: string;
  formerOwnerId?: string;
  keyId?: string;
  endsEarlier?: boolean;
};

/** What a log line says: an entry of the trail, or what is in the log alone. `limit`: the rate limit that refused. */
export type SecurityLine = Omit<SecurityEvent, 'id' | 'kind' | 'at'> & {
  kind: SecurityEventKind | 'log-in-failed' | 'too-many-requests';
  limit?: RateLimitName;
};

/** Where an entry is in the trail. */
export type TrailPlace = Pick<SecurityEvent, 'id' | 'at'>;

/** `eventId`: of the event whose bookings were exported. */
export type SecurityRead =
  | { kind: 'accounts-listed' | 'data-exported'; by: string }
  | { kind: 'bookings-exported'; by: string; eventId: string };

/**
 * The entry of a read at `now` (ms). The reads of an account, or of an event by an account, within an hour of the clock are one
 * entry, with the beginning of that hour, so that a client that reads in a loop does not fill the trail.
 */
export function readEvent(read: SecurityRead, now: number): SecurityEvent & { by: string } {
  const at = now - (now % SECURITY_READ_MS);
  const of = read.kind === 'bookings-exported' ? [read.eventId] : [];
  return { id: derivedId('security-event', read.kind, read.by, String(at), ...of), at, ...read };
}

/** The month of an instant (ms) as `2025-01`, in UTC: the part of the trail that has its entry. */
export function monthOf(at: number): string {
  return new Date(at).toISOString().slice(0, 'YYYY-MM'.length);
}

export function monthBefore(month: string): string {
  return monthOf(Date.parse(`${month}-01`) - 1);
}
