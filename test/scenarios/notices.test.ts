/**
 * Customers who only read their mail: each learns what happens to their booking, from the table's stream to the
 * mailbox, and the link in a mail manages that booking without a log-in.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { SNSEvent } from 'aws-lambda';
import { lambdaContext } from '../../bin/local/lambda-context.ts';
import { expectProblem } from '../api/answers.ts';
import { moveIntoPast } from '../kit/begun-event.ts';
import { mailsTo, subjectsTo } from '../kit/mailbox.ts';
import { aService, bookAndRepeat, eventually, type Person, type TestService } from '../kit/service.ts';

let it: TestService;
beforeAll(async () => {
  it = await aService({ sendsNotices: true });
});
afterAll(() => it.stop());

const emailOf = ({ id }: Person) => `${id}@people.invalid`;
const told = (person: Person, count: number) => subjectsTo(it.service, emailOf(person), count);

const OFFERING = { enabled: true, offerTtlSeconds: 3_600 };

/** Somebody who waits for the only ticket of an event, which another customer has. */
async function aWaiter(fields: Record<string, unknown> = {}) {
  const event = await it.anEvent({ capacity: 1, ...fields });
  const [holder, waiter] = [await it.aPerson(), await it.aPerson()];
  const held = (await it.book(holder, event.id)).body.id;
  const waiting = (await bookAndRepeat(it, waiter, event.id)).body.id;
  await told(waiter, 1);
  return { event, holder, held, waiter, waiting, release: () => it.cancel(holder, event.id, held) };
}

const answer = (person: Person, eventId: string, bookingId: string, said: 'accept' | 'decline') =>
  it.call({
    method: 'POST',
    path: `/v1/events/${eventId}/bookings/${bookingId}/${said}`,
    token: person.token,
    body: {},
  });

/** The path and the token of the link in a mail. */
function linkIn(text: string): { eventId: string; bookingId: string; token: string } {
  const [, eventId = '', bookingId = '', token = ''] =
    /\/booking\?language=\w+#([^/\s]+)\/([^/\s]+)\/(\S+)/.exec(text) ?? [];
  return { eventId, bookingId, token };
}

describe('A customer is told by mail', () => {
  test('of a booking, with a code for each ticket and a calendar entry', async () => {
    const event = await it.anEvent();
    const buyer = await it.aPerson();
    await it.book(buyer, event.id, { quantity: 2 });
    expect(await told(buyer, 1)).toEqual(['Your tickets for “First night”']);
    const [mail] = await mailsTo(it.service, emailOf(buyer));
    expect(mail?.attachments.map(({ filename }) => filename)).toEqual([
      'Ticket 1.png',
      'Ticket 2.png',
      'event.ics',
    ]);
  });

  test('of a place in the waitlist, an offer, and its acceptance', async () => {
    const { event, waiter, waiting, release } = await aWaiter({ waitlist: OFFERING });
    await release();
    await told(waiter, 2);
    expect((await answer(waiter, event.id, waiting, 'accept')).status).toBe(200);
    expect(await told(waiter, 3)).toEqual([
      'You are on the waitlist for “First night”',
      'Please answer: 1 ticket for “First night”',
      'Your ticket for “First night”',
    ]);
  });

  test('of an offer that they declined, and of their own cancellation', async () => {
    const { event, holder, waiter, waiting, release } = await aWaiter({ waitlist: OFFERING });
    await release();
    await told(waiter, 2);
    await answer(waiter, event.id, waiting, 'decline');
    expect((await told(waiter, 3)).at(-1)).toBe('You declined 1 ticket for “First night”');
    expect((await told(holder, 2)).at(-1)).toBe('You cancelled your booking for “First night”');
  });

  test('of an offer that ran out', async () => {
    const { waiter, release } = await aWaiter({ waitlist: { enabled: true, offerTtlSeconds: 1 } });
    await release();
    expect((await told(waiter, 3)).at(-1)).toBe('Your offer for “First night” has ended');
  });

  test('of a cancellation by the organizer, with the reason', async () => {
    const event = await it.anEvent();
    const buyer = await it.aPerson();
    const { id } = (await it.book(buyer, event.id)).body;
    await told(buyer, 1);
    await it.cancel(event.organizer, event.id, id, { reason: 'A duplicate of your other booking' });
    await told(buyer, 2);
    const text = (await mailsTo(it.service, emailOf(buyer))).at(-1)?.body.text;
    expect(text).toContain('A duplicate of your other booking');
  });

  test('of the cancellation of the event, whether they hold tickets or wait', async () => {
    const { event, holder, waiter } = await aWaiter();
    await it.call({ method: 'DELETE', path: `/v1/events/${event.id}`, token: event.organizer.token });
    expect((await told(holder, 2)).at(-1)).toBe('Cancelled: “First night”');
    expect((await told(waiter, 2)).at(-1)).toBe('Cancelled: “First night”');
  });

  test('of another time and venue of the event, with a calendar entry that replaces the first', async () => {
    const { event, holder, waiter } = await aWaiter();
    await it.call({
      method: 'PATCH',
      path: `/v1/events/${event.id}`,
      token: event.organizer.token,
      body: { startsAt: '2099-03-01T20:00:00Z', venue: 'Great hall' },
    });
    expect((await told(holder, 2)).at(-1)).toBe('Changed: “First night”');
    expect((await told(waiter, 2)).at(-1)).toBe('Changed: “First night”');
    const mail = (await mailsTo(it.service, emailOf(holder))).at(-1);
    expect(mail?.body.text).toContain('1 March 2099');
    expect(mail?.body.text).toContain('Great hall');
    expect(mail?.attachments.map(({ filename }) => filename)).toEqual(['event.ics']);
  });

  test('of a postponed event, after which they can give their tickets back until the new start', async () => {
    const { event, holder, held: id } = await aWaiter();
    await moveIntoPast(event.id, { startsAt: new Date(Date.now() - 1_000).toISOString() });
    expectProblem(await it.cancel(holder, event.id, id), 409, 'event-started');
    await it.call({
      method: 'PATCH',
      path: `/v1/events/${event.id}`,
      token: event.organizer.token,
      body: { startsAt: '2099-03-01T20:00:00Z' },
    });
    expect((await told(holder, 2)).at(-1)).toBe('Changed: “First night”');
    const mail = (await mailsTo(it.service, emailOf(holder))).at(-1);
    expect(mail?.body.text).toContain(
      'If this does not suit you, you can give your ticket back on the page of your booking, until the event begins.',
    );
    const { token } = linkIn(mail?.body.text ?? '');
    const path = `/v1/events/${event.id}/bookings/${id}/cancel`;
    expect((await it.call({ method: 'POST', path, token, body: {} })).body.status).toBe('cancelled');
  });

  test('in German, if their client prefers it, with the times of the venue', async () => {
    const event = await it.anEvent({ timeZone: 'Europe/Berlin', startsAt: '2099-07-01T18:00:00Z' });
    const buyer = await it.aPerson();
    await it.book(buyer, event.id, { quantity: 1 }, { 'accept-language': 'de-AT, en;q=0.5' });
    expect(await told(buyer, 1)).toEqual(['Ihr Ticket für „First night“']);
    const [mail] = await mailsTo(it.service, emailOf(buyer));
    expect(mail?.body.text).toContain('20:00');
  });
});

test('A guest who lost the link gets it again, at the address of the booking alone', async () => {
  const { id: eventId } = await it.anEvent({ allowGuests: true });
  const email = 'lost-and-found@people.invalid';
  const attendee = { firstName: 'Ada', lastName: 'Lovelace', email };
  const path = `/v1/events/${eventId}/bookings`;
  const { id: bookingId } = (await it.call({ path, body: { quantity: 1, attendee } })).body;
  await subjectsTo(it.service, email, 1);
  for (let times = 0; times < 2; times += 1)
    expect((await it.call({ method: 'POST', path: `${path}/${bookingId}/link`, body: {} })).status).toBe(204);
  expect(await subjectsTo(it.service, email, 2)).toEqual([
    'Your ticket for “First night”',
    'Your booking for “First night”',
  ]);
  const [, mail] = await mailsTo(it.service, email);
  const { token, ...link } = linkIn(mail?.body.text ?? '');
  expect(link).toEqual({ eventId, bookingId });
  const cancelled = await it.call({ method: 'POST', path: `${path}/${bookingId}/cancel`, token, body: {} });
  expect(cancelled.body.status).toBe('cancelled');
  const unknown = { method: 'POST', path: `${path}/${eventId}/link`, body: {} } as const;
  expect((await it.call(unknown)).status).toBe(404);
  expect(await subjectsTo(it.service, email, 3)).toHaveLength(3);
});

test('The link in a mail manages its booking, and no other', async () => {
  const { event, waiter, waiting, release } = await aWaiter({ waitlist: OFFERING });
  await release();
  await told(waiter, 2);
  const { token, ...link } = linkIn((await mailsTo(it.service, emailOf(waiter))).at(-1)?.body.text ?? '');
  expect(link).toEqual({ eventId: event.id, bookingId: waiting });
  const other = (await it.book(await it.aPerson(), event.id)).body.id;
  const path = (id: string) => `/v1/events/${event.id}/bookings/${id}`;
  expect((await it.call({ path: path(other), token })).status).toBe(404);
  expect((await it.call({ path: '/v1/me', token })).status).toBe(403);
  const accepted = await it.call({ method: 'POST', path: `${path(waiting)}/accept`, token, body: {} });
  expect(accepted.body.status).toBe('confirmed');
});

test('The organizer sees the notices of a booking, and a bounce that SES reports, after which no mail is sent', async () => {
  const event = await it.anEvent();
  const buyer = await it.aPerson();
  const { id } = (await it.book(buyer, event.id, { quantity: 2 })).body;
  const read = async () => {
    const path = `/v1/events/${event.id}/bookings/${id}`;
    return (await it.call({ path, token: event.organizer.token })).body;
  };
  const { notices } = await eventually(async () => {
    const booking = await read();
    return booking.notices && booking;
  });
  expect(notices).toMatchObject([{ about: 'booked', outcome: 'sent' }]);
  expect(
    (await it.call({ path: `/v1/events/${event.id}/bookings/${id}`, token: buyer.token })).body,
  ).not.toHaveProperty('notices');

  const { handler } = await import('../../functions/workers/take-mail-feedback.ts');
  const Message = JSON.stringify({
    eventType: 'Bounce',
    bounce: { bounceType: 'Permanent', bouncedRecipients: [{ emailAddress: emailOf(buyer) }] },
    mail: { tags: { eventId: [event.id], bookingId: [id] } },
  });
  // The second time as an operator hands in a dead letter.
  for (let time = 0; time < 2; time += 1) {
    await handler({ Records: [{ Sns: { Message } }] } as unknown as SNSEvent, lambdaContext(10));
    expect(await read()).toMatchObject({ undeliverable: 'bounced' });
  }
  await it.cancel(buyer, event.id, id, { quantity: 1 });
  const after = await eventually(async () => {
    const booking = await read();
    return booking.notices.length === 2 && booking;
  });
  expect(after.notices[1]).toMatchObject({ about: 'cancelled', outcome: 'suppressed' });
  expect(await mailsTo(it.service, emailOf(buyer))).toHaveLength(1);
});
