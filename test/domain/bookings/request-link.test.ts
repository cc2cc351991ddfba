/** Asking for the link of a booking: what is written, and how often. */
import { expect, test } from '@jest/globals';
import { requestLink } from '../../../functions/domain/bookings/request-link.ts';
import type { Booking } from '../../../functions/domain/model/booking.ts';
import { LINK_REQUEST_PAUSE_MS } from '../../../functions/domain/model/limits.ts';
import { BOOKING_IS_UNCHANGED } from '../../../functions/store/items/booking.ts';
import { aBoxoffice, type Boxoffice } from '../../kit/boxoffice.ts';
import { tableWithout } from '../../kit/tampering.ts';
import { useTestTable } from '../../kit/test-table.ts';

useTestTable();

const boxoffice = aBoxoffice();

/** Asks for the link when `pauses` pauses have passed. */
function ask({ eventId, id }: Booking, pauses = 0, { ports }: Boxoffice = boxoffice, sendsMail = true) {
  const now = () => ports.runtime.now() + pauses * LINK_REQUEST_PAUSE_MS;
  const asked = { ...ports, sendsMail, runtime: { ...ports.runtime, now } };
  return requestLink({ eventId, bookingId: id }, asked);
}

async function kindsOf({ eventId, id }: Booking): Promise<string[]> {
  const event = await boxoffice.ports.cache.get(eventId);
  const booking = await boxoffice.ports.bookings.read(event, id);
  return booking?.history.map(({ what }) => what) ?? [];
}

test('a request is in the history, another one within the pause is not, and the audit holds', async () => {
  const event = await boxoffice.anEvent();
  const booking = await boxoffice.book(event);
  await ask(booking);
  await ask(booking, 0.9);
  expect(await kindsOf(booking)).toEqual(['booked', 'link-requested']);
  await ask(booking, 1.1);
  expect(await kindsOf(booking)).toEqual(['booked', 'link-requested', 'link-requested']);
  expect(await boxoffice.broken(event)).toEqual([]);
});

test('within a longer pause a request is refused with the time until it ends, and then it is mailed again', async () => {
  const booking = await boxoffice.book(await boxoffice.anEvent());
  for (const pauses of [0, 1.1, 1.9]) await ask(booking, pauses);
  expect(await kindsOf(booking)).toEqual(['booked', 'link-requested', 'link-requested']);
  const refusal = { code: 'too-many-links', extras: { retryAfterSeconds: expect.any(Number) } };
  for (const pauses of [2.2, 3]) await expect(ask(booking, pauses)).rejects.toMatchObject(refusal);
  expect(await kindsOf(booking)).toHaveLength(3);
  await ask(booking, 3.2);
  expect(await kindsOf(booking)).toHaveLength(4);
});

/** Two requests, of which the second has read the booking before the first one writes. */
async function twiceAtOnce(other: Boxoffice): Promise<string[]> {
  const booking = await boxoffice.book(await boxoffice.anEvent());
  const { read } = other.ports.bookings;
  other.ports.bookings.read = async (...asked) => {
    other.ports.bookings.read = read;
    const seen = await read(...asked);
    await ask(booking);
    return seen;
  };
  await ask(booking, 0, other);
  return kindsOf(booking);
}

test('of two requests at once one is in the history', async () => {
  expect(await twiceAtOnce(aBoxoffice())).toEqual(['booked', 'link-requested']);
});

test('a negative control: both are, if the booking may have changed since it was read', async () => {
  const other = aBoxoffice(undefined, tableWithout(BOOKING_IS_UNCHANGED));
  expect(await twiceAtOnce(other)).toEqual(['booked', 'link-requested', 'link-requested']);
});

test('a request for an unknown booking, or where no mail is sent, is refused and writes nothing', async () => {
  const booking = await boxoffice.book(await boxoffice.anEvent());
  await expect(ask({ ...booking, id: boxoffice.ports.runtime.newId() })).rejects.toMatchObject({
    code: 'not-found',
  });
  await expect(ask(booking, 0, boxoffice, false)).rejects.toMatchObject({ code: 'no-mail' });
  expect(await kindsOf(booking)).toEqual(['booked']);
});
