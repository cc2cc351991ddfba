/** A sold-out event with a waitlist, and a clock that the test sets forward. */
import { changeEvent, type EventChange } from '../../functions/domain/events/change-event.ts';
import type { Booking } from '../../functions/domain/model/booking.ts';
import type { Event } from '../../functions/domain/model/event.ts';
import { aBoxoffice, type Ports, realRuntime } from './boxoffice.ts';

/**
 * `waiters`: in the order of the waitlist. `bookings` reads them as they are. `release` gives back tickets, and `patch`
 * changes the event; the clerk then does what is due.
 */
export type SoldOutWaitlist = Awaited<ReturnType<typeof aSoldOutWaitlist>>;

/** `capacity`: tickets, all of one booking. `quantities`: of those who wait. `change`: of the ports, whose clock is `clock`'s. */
export async function aSoldOutWaitlist(
  fields: Pick<Event, 'capacity' | 'waitlist'>,
  quantities: number[],
  change: (ports: Ports) => Partial<Ports> = () => ({}),
) {
  const clock = { aheadMs: 0 };
  const now = () => realRuntime.now() + clock.aheadMs;
  const boxoffice = aBoxoffice((ports) => {
    const timed = { ...ports, runtime: { ...realRuntime, now } };
    return { ...timed, ...change(timed) };
  });
  const event = await boxoffice.anEvent(fields);
  const holder = await boxoffice.book(event, { quantity: fields.capacity });
  const waiters: Booking[] = [];
  for (const quantity of quantities) {
    clock.aheadMs += 10;
    waiters.push(await boxoffice.book(event, { quantity }));
  }
  await boxoffice.serve();
  const bookings = async () => {
    const { bookings } = await boxoffice.snapshot(event);
    return waiters.map(({ id }) => bookings.find((booking) => booking.id === id) as Booking);
  };
  const release = async (quantity: number) => {
    const { bookings } = await boxoffice.snapshot(event);
    await boxoffice.cancel(bookings.find(({ id }) => id === holder.id) as Booking, quantity);
    await boxoffice.serve();
  };
  const patch = async (to: EventChange) => {
    const actor = { userId: event.organizerId, role: 'organizer' as const };
    await changeEvent({ eventId: event.id, actor, change: to }, boxoffice.ports);
    await boxoffice.serve();
  };
  return { boxoffice, event, waiters, clock, now, bookings, release, patch };
}
