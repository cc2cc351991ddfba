/**
 * What the pictures show: events before, in and after their sale, a crowd of bookings, and the people who look at them. All
 * of it is made by requests, except for the organizer and the admin, who have no password.
 */
import { nameOf } from '../../bin/demo/names.ts';
import type { ApiClient } from '../../bin/local/api-client.ts';
import { makePerson, type Person } from '../../bin/local/people.ts';
import { makeAccounts } from './accounts.ts';

/** `own`: the booking of the person who looks. */
export type SeenBooking = { eventId: string; bookingId: string; token: string; quantity: number };

export type World = {
  organizer: Person;
  admin: Person;
  onSale: string;
  /** An event with more bookings than two pages have, of people with long names. */
  crowded: string;
  soldOut: string;
  draft: string;
  /** @returns an event whose sale has just begun. */
  begin: () => Promise<string>;
  /** Lets a crowd book such an event within seconds, until people wait. */
  sell: (eventId: string) => Promise<void>;
  running: string;
  confirmed: SeenBooking;
  waiting: SeenBooking;
  offered: SeenBooking;
  ended: SeenBooking;
  promoted: SeenBooking;
  /** Codes of tickets of the running event that nobody scanned; who scans one takes it out. */
  codes: string[];
};

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const GUESTS = 60;
const CROWD = 120;
const PAUSE_MS = 200;
const LONG_NAME =
  'A very long evening of chamber music by candlelight, with an introduction, two intervals and a conversation with the players';

/** @returns the guest of that number. */
const guest = (number: number) => ({ ...nameOf(number), email: `guest${number}@example.com` });

/** A venue's evening, so many days from now. */
function evening(days: number): string {
  const day = new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);
  return `${day}T19:30:00Z`;
}

export async function makeWorld({ call }: ApiClient): Promise<World> {
  const organizer = await makePerson('organizer');
  const admin = await makePerson('admin');
  await makeAccounts({ call }, admin);
  const { token } = organizer;

  /** @throws when the service refuses the request. */
  async function ask(path: string, body: object, as?: string) {
    const answer = await call({ path, body, ...(as !== undefined && { token: as }) });
    if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }
  const anEvent = async (fields: object): Promise<string> => {
    const usual = { capacity: 200, allowGuests: true, venue: 'Town hall', timeZone: 'Europe/London' };
    const { id } = await ask('/v1/events', { startsAt: evening(3), ...usual, ...fields }, token);
    return id;
  };
  const book = async (eventId: string, number: number, quantity = 1): Promise<SeenBooking> => {
    const body = { quantity, attendee: guest(number) };
    const { id, manageToken } = await ask(`/v1/events/${eventId}/bookings`, body);
    return { eventId, bookingId: id, token: manageToken, quantity };
  };
  const cancel = ({ eventId, bookingId, token: own }: SeenBooking) =>
    ask(`/v1/events/${eventId}/bookings/${bookingId}/cancel`, {}, own);

  const onSale = await anEvent({ name: 'Harbour lights: an evening of short films', capacity: 120 });
  for (let number = 0; number < GUESTS; number += 1) await book(onSale, number, 1 + (number % 2));
  const confirmed = await book(onSale, 61, 3);
  const ended = await book(onSale, 62);
  await cancel(ended);

  const crowded = await anEvent({ name: 'Open day', capacity: 400, startsAt: evening(16) });
  for (let number = 0; number < CROWD; number += 1) {
    const { firstName, lastName } = nameOf(number);
    const attendee = {
      firstName: `${firstName} Maximiliane`,
      lastName: `${lastName}-Schulze-Hohenfels-Langenscheidt${number % 3 === 0 ? '-von-und-zu-Oberursel' : ''}`,
      email:
        `${firstName}.maximiliane.${number}@visitors.a-long-name-of-an-organization.example.com`.toLowerCase(),
    };
    await ask(`/v1/events/${crowded}/bookings`, { quantity: 1 + (number % 3), attendee });
  }

  const soldOut = await anEvent({ name: 'Winter concert', capacity: 40, startsAt: evening(9) });
  const leaver = await book(soldOut, 60, 2);
  for (let number = 0; number < 19; number += 1) await book(soldOut, number, 2);
  const promoted = await book(soldOut, 61, 2);
  for (let number = 20; number < 27; number += 1) await book(soldOut, number);
  const waiting = await book(soldOut, 63, 2);
  for (let number = 28; number < 33; number += 1) await book(soldOut, number);
  await cancel(leaver);

  const waitlist = { enabled: true, policy: 'strict', offerTtlSeconds: 900 };
  const offers = await anEvent({ name: 'A talk on bridges', capacity: 2, startsAt: evening(5), waitlist });
  const holder = await book(offers, 0, 2);
  const offered = await book(offers, 64, 2);
  await cancel(holder);

  const soon = { startsAt: new Date(Date.now() + 0.5 * HOUR_MS).toISOString() };
  const running = await anEvent({ name: 'Open rehearsal', capacity: 80, ...soon });
  const arriving = [];
  for (let number = 0; number < 24; number += 1) arriving.push(await book(running, number, 1 + (number % 2)));
  await anEvent({
    name: LONG_NAME,
    venue: 'The old tram depot behind the central station',
    startsAt: evening(12),
  });
  await anEvent({ name: 'Tickets from Monday', startsAt: evening(30), salesOpenAt: evening(4) });
  const draft = await anEvent({ name: 'New year in the dome', startsAt: evening(34), isDraft: true });

  const begin = () => anEvent({ name: 'Spring ball', capacity: 70, startsAt: evening(20) });
  const sell = async (eventId: string) => {
    for (let number = 0; number < 50; number += 1) {
      await book(eventId, number, 1 + (number % 2));
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  };

  const codes: string[] = [];
  for (const { bookingId } of arriving.slice(0, 3)) {
    const { body } = await call({ path: `/v1/events/${running}/bookings/${bookingId}`, token });
    codes.push(...(body.tickets as { code: string }[]).map(({ code }) => code));
  }
  return {
    organizer,
    admin,
    onSale,
    crowded,
    soldOut,
    draft,
    begin,
    sell,
    running,
    confirmed,
    waiting,
    offered,
    ended,
    promoted,
    codes,
  };
}
