/** The clerk's turns as actions: releases handed on, people promoted or offered tickets, and the line's own part. */
import type { Fact } from '../domain/booking.ts';
import type { Event, Line } from '../domain/event.ts';
import type { Promotion, Release, Turn } from '../domain/serve-line.ts';
import type { Action } from './commit.ts';
import {
  BOOKING_STILL_WAITS,
  ENTRY_IS_WHAT_WAS_SEEN,
  OFFER_RAN_OUT_AS_SEEN,
  POOL_IS_WHAT_WAS_SEEN,
  RELEASE_IS_WHAT_WAS_SEEN,
  SALES_HAVE_NOT_CLOSED,
} from './conditions.ts';
import { bookingKey, dueKeyOf } from './keys.ts';
import { lineActions } from './line-update.ts';

/** What the clerk planned with: its pass, the pool, what a raised capacity brought, and the end of sales. */
export function seenPool(line: Line) {
  return {
    ':pass': line.pass,
    ':seenPool': line.pool,
    ':seenRaised': line.raised,
    ':seenClose': line.salesCloseAt,
  };
}

type When = { now: number; lookAt: number | undefined; last: boolean };

export function turnOfLine(event: Event, line: Line, turn: Turn, { now, lookAt, last }: When): Action[] {
  const served = turn.promote.filter(({ entry, quantity }) => quantity === entry.quantity).length;
  const lastServed = turn.promote.at(-1);
  return lineActions(event, {
    set: [
      'poolTickets = :pool',
      'servedCount = servedCount + :served',
      'turnCount = turnCount + :turns',
      ...(event.waitlist.limit === undefined ? [] : ['joinedCount = joinedCount - :served']),
    ],
    remove: last ? ['servingUpTo'] : [],
    when:
      lastServed === undefined
        ? POOL_IS_WHAT_WAS_SEEN
        : `${POOL_IS_WHAT_WAS_SEEN} AND ${SALES_HAVE_NOT_CLOSED}`,
    values: {
      ...seenPool(line),
      ...(lastServed !== undefined && { ':now': now }),
      ':pool': turn.pool,
      ':served': served,
      ':turns': turn.promote.length,
    },
    look: { at: lookAt },
  });
}

/** The tickets leave the booking, and with an offer that ran out the booking ends: from here they count elsewhere. */
export function handOn(event: Event, release: Release, now: number): Action {
  const handedOn: Fact = { what: 'handed-on', at: now, quantity: release.quantity };
  const update = bookingKey(event, release.bookingId);
  if (release.expired > 0) {
    return {
      update,
      set: 'SET bookingStatus = :cancelled, quantity = :none, releasedTickets = :none, facts = list_append(facts, :facts) REMOVE attentionBucket, attentionKey, offerExpiresAt',
      when: OFFER_RAN_OUT_AS_SEEN,
      values: {
        ':cancelled': 'cancelled',
        ':offered': 'offered',
        ':none': 0,
        ':now': now,
        ':offeredTickets': release.expired,
        ':seen': release.quantity - release.expired,
        ':facts': [{ what: 'expired', at: now, quantity: release.expired }, handedOn],
      },
    };
  }
  const { bookingId, offerExpiresAt } = release;
  const attention = offerExpiresAt === undefined ? undefined : dueKeyOf(event.id, offerExpiresAt, bookingId);
  return {
    update,
    set: `SET releasedTickets = :none, facts = list_append(facts, :facts)${attention ? ', attentionBucket = :bucket, attentionKey = :attention' : ' REMOVE attentionBucket, attentionKey'}`,
    when: RELEASE_IS_WHAT_WAS_SEEN,
    values: {
      ':none': 0,
      ':seen': release.quantity,
      ':facts': [handedOn],
      ...(attention && { ':bucket': attention.attentionBucket, ':attention': attention.attentionKey }),
    },
  };
}

/** The booking gets its tickets, or the offer of them; its entry goes, or asks for the rest. */
export function promote(event: Event, { entry, quantity }: Promotion, turn: number, now: number): Action[] {
  const place = { pk: entry.partition, sk: entry.key };
  const key = bookingKey(event, entry.bookingId);
  const seen = { ':seen': entry.quantity };
  if (quantity < entry.quantity) {
    const fact: Fact = { what: 'granted', at: now, quantity, turn };
    return [
      {
        update: key,
        set: 'SET grantedTickets = if_not_exists(grantedTickets, :none) + :quantity, facts = list_append(facts, :facts)',
        when: BOOKING_STILL_WAITS,
        values: { ':none': 0, ':quantity': quantity, ':waitlisted': 'waitlisted', ':facts': [fact] },
      },
      {
        update: place,
        set: 'SET quantity = quantity - :granted',
        when: ENTRY_IS_WHAT_WAS_SEEN,
        values: { ...seen, ':granted': quantity },
      },
    ];
  }
  const gone: Action = { delete: place, when: ENTRY_IS_WHAT_WAS_SEEN, values: seen };
  const ttlSeconds = event.waitlist.offerTtlSeconds;
  if (ttlSeconds === undefined || entry.atOnce) {
    const fact: Fact = { what: 'promoted', at: now, quantity, turn };
    const mark = entry.until === undefined ? '' : ', attentionBucket, attentionKey';
    return [
      {
        update: key,
        set: `SET bookingStatus = :confirmed, facts = list_append(facts, :facts) REMOVE grantedTickets${mark}`,
        when: BOOKING_STILL_WAITS,
        values: { ':confirmed': 'confirmed', ':waitlisted': 'waitlisted', ':facts': [fact] },
      },
      gone,
    ];
  }
  const expiresAt = Math.min(now + ttlSeconds * 1000, Date.parse(event.salesCloseAt));
  const fact: Fact = { what: 'offered', at: now, quantity, turn, expiresAt };
  const { attentionBucket, attentionKey } = dueKeyOf(event.id, expiresAt, entry.bookingId);
  return [
    {
      update: key,
      set: 'SET bookingStatus = :offered, offerExpiresAt = :expiresAt, attentionBucket = :bucket, attentionKey = :attention, facts = list_append(facts, :facts)',
      when: BOOKING_STILL_WAITS,
      values: {
        ':offered': 'offered',
        ':expiresAt': expiresAt,
        ':bucket': attentionBucket,
        ':attention': attentionKey,
        ':waitlisted': 'waitlisted',
        ':facts': [fact],
      },
    },
    gone,
  ];
}
