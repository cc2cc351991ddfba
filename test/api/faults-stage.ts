/**
 * What the tests of failing calls share: engines whose queue takes no message, so that no answer may hang on one, and
 * looks at what is stored.
 */
import { expect, jest } from '@jest/globals';
import { makePerson, type Person } from '../../bin/local/people.ts';
import type { EventPicture } from '../../bin/onsale/picture.ts';
import type { Booking } from '../../functions/domain/booking.ts';
import type { CreateEvent } from '../../functions/domain/create-event.ts';
import { type Event, waitingCount } from '../../functions/domain/event.ts';
import { aCast, aStage, type Cast, type Stage, TABLE_NAME } from '../kit/stage.ts';

/** Nothing listens on this port. */
const DEAD_QUEUE = 'http://127.0.0.1:9';

/** `cast` arranges and looks: none of its calls fail. `warnings` are those of the processes under test. */
export type FaultsStage = Stage & { cast: Cast; warnings: jest.SpiedFunction<typeof console.warn> };

export async function aFaultsStage(): Promise<FaultsStage> {
  const stage = await aStage();
  Object.assign(process.env, {
    TABLE_NAME,
    AWS_ENDPOINT_URL_SQS: DEAD_QUEUE,
    QUEUE_URL: `${DEAD_QUEUE}/000000000000/clerks.fifo`,
  });
  const warnings = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
  return {
    cast: aCast(),
    warnings,
    async stop() {
      warnings.mockRestore();
      delete process.env['AWS_ENDPOINT_URL_SQS'];
      await stage.stop();
    },
  };
}

export type Held = { event: Event; person: Person; booking: Booking };

/** A booking of somebody with an account, in an event with these fields. */
export async function aBookingIn(cast: Cast, fields: Partial<CreateEvent>, quantity: number): Promise<Held> {
  const [event, person] = [await cast.anEvent(fields), await makePerson()];
  return { event, person, booking: await cast.book(event, { customerId: person.id, quantity }) };
}

/** An event of one ticket, its holder, and somebody who waits for it. */
export async function aWaiterIn(cast: Cast, fields: Partial<CreateEvent> = {}) {
  const { event, booking: held } = await aBookingIn(cast, { capacity: 1, ...fields }, 1);
  const person = await makePerson();
  return { event, held, person, booking: await cast.book(event, { customerId: person.id }) };
}

/** The same, once the ticket was offered to them. */
export async function anOfferIn(cast: Cast): Promise<Held> {
  const waitlist = { enabled: true, policy: 'strict', offerTtlSeconds: 3_600 } as const;
  const { held, ...offered } = await aWaiterIn(cast, { waitlist });
  await cast.cancel(held);
  await cast.serve();
  expect((await storedIn(cast, offered.event, offered.booking.id)).status).toBe('offered');
  return offered;
}

export async function storedIn(cast: Cast, event: Event, bookingId: string): Promise<Booking> {
  const { bookings } = await cast.picture(event);
  const found = bookings.find(({ id }) => id === bookingId);
  if (found === undefined) throw new Error('The booking is not stored.');
  return found;
}

export const freeIn = ({ shards, line }: EventPicture): number =>
  shards.reduce((sum, shard) => sum + shard.freeTickets, line.pool + line.raised);

/** The clerk finds what is to be done without a message, and then every guarantee holds. @returns what is stored then. */
export async function settled(cast: Cast, event: Event): Promise<EventPicture> {
  cast.sent.push({ eventId: event.id });
  await cast.serve();
  expect(await cast.broken(event)).toEqual([]);
  return cast.picture(event);
}

/** The person has exactly this booking of the event, and the line holds exactly the bookings that wait. */
export async function expectOnly(
  cast: Cast,
  event: Event,
  customerId: string,
  expected: Pick<Booking, 'id' | 'status'>,
): Promise<EventPicture> {
  const picture = await settled(cast, event);
  const own = picture.bookings.filter((booking) => booking.customerId === customerId);
  expect(own).toMatchObject([expected]);
  const waiting = picture.bookings.filter(({ status }) => status === 'waitlisted').map(({ id }) => id);
  expect(picture.entries.map(({ bookingId }) => bookingId).sort()).toEqual(waiting.sort());
  expect(waitingCount(event, picture.shards, picture.line)).toBe(waiting.length);
  return picture;
}
