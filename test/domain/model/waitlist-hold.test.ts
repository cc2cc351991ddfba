/** Why nobody of a waitlist is promoted at this moment. */
import { expect, test } from '@jest/globals';
import { type Event, eventOf } from '../../../functions/domain/model/event.ts';
import type { Entry } from '../../../functions/domain/model/plan-promotions.ts';
import { type HoldReason, holdReason } from '../../../functions/domain/model/waitlist-hold.ts';
import { NEW_WAITLIST, type WaitlistState } from '../../../functions/domain/model/waitlist-state.ts';

const OPEN_AT = Date.parse('2030-01-01T00:00:00.000Z');
const CLOSE_AT = Date.parse('2030-02-01T00:00:00.000Z');

const anEvent = (waitlist: Partial<Event['waitlist']> = {}, fields: Partial<Event> = {}): Event =>
  eventOf({
    id: 'event',
    organizerId: 'organizer',
    name: 'First night',
    startsAt: '2030-03-01T20:00:00.000Z',
    capacity: 10,
    stated: { salesOpenAt: new Date(OPEN_AT).toISOString(), salesCloseAt: new Date(CLOSE_AT).toISOString() },
    allowGuests: false,
    waitlist: { enabled: true, policy: 'strict', ...waitlist },
    createdAt: '2029-01-01T00:00:00.000Z',
    revision: 0,
    shardCount: 4,
    fingerprint: '',
    ...fields,
  });

const DRAW = { windowSeconds: 10, seed: '', seedHash: '' };
const DRAWN_AT = OPEN_AT + 15_000;

const aState = (fields: Partial<WaitlistState> = {}): WaitlistState => ({
  ...NEW_WAITLIST,
  salesOpenAt: OPEN_AT,
  salesCloseAt: CLOSE_AT,
  doorClosesAt: CLOSE_AT,
  maxPerCustomer: 10,
  sellsInOrder: true,
  shardsEmpty: true,
  ...fields,
});

const entry = (quantity: number, n = 1): Entry => ({
  bookingId: `b${n}`,
  key: `${n}`,
  quantity,
  partition: '',
});

/** The first entry holds a ticket back since sales opened. */
const HELD_BACK = aState({ unassigned: 1, heldBack: { key: '1', quantity: 2, since: OPEN_AT } });

test.each<[HoldReason, Event, WaitlistState, Entry[], number]>([
  [
    'event-cancelled',
    anEvent({}, { cancelledAt: '2030-01-02T00:00:00.000Z' }),
    aState(),
    [entry(1)],
    OPEN_AT,
  ],
  ['sells-directly', anEvent(), aState({ sellsInOrder: false }), [], OPEN_AT],
  ['sales-not-open', anEvent(), aState(), [entry(1)], OPEN_AT - 1],
  ['sales-closed', anEvent(), aState({ unassigned: 1 }), [entry(1)], CLOSE_AT],
  ['nobody-waits', anEvent(), aState({ unassigned: 1 }), [], OPEN_AT],
  ['drawing', anEvent({}, { draw: DRAW }), aState({ unassigned: 1 }), [], DRAWN_AT - 1],
  ['being-served', anEvent({}, { draw: DRAW }), aState({ unassigned: 1 }), [entry(1)], DRAWN_AT],
  ['paused', anEvent({ enabled: false }), aState({ unassigned: 1 }), [entry(1)], OPEN_AT],
  ['no-tickets', anEvent(), aState(), [entry(1)], CLOSE_AT - 1],
  ['head-wants-more', anEvent(), aState({ unassigned: 1 }), [entry(2), entry(1, 2)], OPEN_AT],
  ['nobody-fits', anEvent({ policy: 'skip' }), aState({ unassigned: 1 }), [entry(2), entry(3, 2)], OPEN_AT],
  ['nobody-fits', anEvent(), aState({ unassigned: 1 }), [{ ...entry(2), passedAt: 1 }], OPEN_AT],
  ['head-wants-more', anEvent({ passHeadAfterSeconds: 9 }), HELD_BACK, [entry(2)], OPEN_AT + 8_999],
  ['being-served', anEvent({ passHeadAfterSeconds: 9 }), HELD_BACK, [entry(2)], OPEN_AT + 9_000],
  ['head-wants-more', anEvent({ passHeadAfterSeconds: 9 }), HELD_BACK, [entry(3)], OPEN_AT + 9_000],
  ['being-served', anEvent({ policy: 'skip' }), aState({ unassigned: 1 }), [entry(2), entry(1, 2)], OPEN_AT],
  ['being-served', anEvent(), aState({ unassigned: 2 }), [entry(2)], OPEN_AT],
  ['being-served', anEvent({ policy: 'accept-fewer' }), aState({ unassigned: 1 }), [entry(2)], OPEN_AT],
  ['being-served', anEvent(), aState({ pendingCapacity: 1 }), [entry(2)], OPEN_AT],
  ['being-served', anEvent(), aState({ unassigned: 1, pendingCapacity: 1 }), [entry(2)], OPEN_AT],
  ['being-served', anEvent(), aState({ unassigned: 1, shardsEmpty: false }), [entry(2)], OPEN_AT],
])('is told: %s', (expected, event, state, entries, now) => {
  expect(holdReason(event, state, entries, now)).toBe(expected);
});
