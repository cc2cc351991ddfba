/**
 * Somebody who was given a ticket learns by mail what becomes of it: that it was cancelled, and that the event was changed
 * or cancelled. They learn nothing of the booking.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { SNSEvent } from 'aws-lambda';
import ICAL from 'ical.js';
import { lambdaContext } from '../../bin/local/lambda-context.ts';
import { table } from '../../functions/compose.ts';
import { readBooking } from '../api/answers.ts';
import { attendee, aVisit, type Visit } from '../api/visits.ts';
import { brokenIn } from '../kit/audits.ts';
import { mailsTo, type ReceivedMail, subjectsTo } from '../kit/mailbox.ts';
import { aService, eventually, type TestService } from '../kit/service.ts';

let it: TestService;
beforeAll(async () => {
  it = await aService({ sendsNotices: true });
});
afterAll(() => it.stop());

let holders = 0;
/** Somebody who got a ticket of the visit, with an address of their own. @returns the address, once the ticket is there. */
async function aHolder({ eventId, bookingId, owner }: Visit, number: number): Promise<string> {
  holders += 1;
  const email = `holder-${holders}@example.com`;
  const path = `/v1/events/${eventId}/bookings/${bookingId}/tickets/${number}/transfer`;
  await it.call({ path, token: owner.token, body: { firstName: 'Grace', lastName: 'Hopper', email } });
  expect(await subjectsTo(it.service, email, 1)).toEqual(['A ticket for “First night” is now yours']);
  return email;
}

/** The mails to a holder after that with the ticket, once the organizer sees as many notices of the booking. */
async function toldTo(email: string, visit: Visit, notices: number): Promise<ReceivedMail[]> {
  await eventually(async () => (await noticesOf(visit)).length === notices, 15_000);
  return (await mailsTo(it.service, email)).slice(1);
}

/** As the organizer reads them: `about outcome`, and the ticket whose holder was told. */
async function noticesOf({ organizer, eventId, bookingId }: Visit): Promise<string[]> {
  const { notices = [] } = (await readBooking(it, organizer, eventId, bookingId)).body;
  return notices.map(({ about, outcome, toHolderOf }: Record<string, string | number>) =>
    [about, outcome, ...(toHolderOf === undefined ? [] : [`to ${toHolderOf}`])].join(' '),
  );
}

function calendarIn(mail: ReceivedMail | undefined) {
  const file = mail?.attachments.find(({ filename }) => filename === 'event.ics');
  const calendar = new ICAL.Component(ICAL.parse(Buffer.from(file?.content ?? '', 'base64').toString()));
  const entry = calendar.getFirstSubcomponent('vevent');
  return {
    method: calendar.getFirstPropertyValue('method'),
    uid: entry?.getFirstPropertyValue('uid'),
    sequence: Number(entry?.getFirstPropertyValue('sequence')),
  };
}

/** The mail is to somebody who must not get to the booking, nor know of its customer. */
function expectOfTicketAlone(mail: ReceivedMail | undefined, { owner }: Visit) {
  expect(mail?.attachments.map(({ filename }) => filename)).toEqual(['event.ics']);
  for (const text of [mail?.body.text ?? '', mail?.body.html ?? '']) {
    expect(text).toContain('Hello Grace Hopper,');
    expect(text).toContain('because of a ticket that was transferred to you');
    for (const secret of ['/booking', owner.id, attendee.email, attendee.lastName])
      expect(text).not.toContain(secret);
  }
}

test('Grace was given a ticket, which is cancelled: she gets one mail about it, and nobody else of the holders does', async () => {
  const visit = await aVisit(it, 3);
  const grace = await aHolder(visit, 1);
  const other = await aHolder(visit, 2);
  expect((await visit.cancel({ tickets: [4] })).status).toBe(200);
  const mails = await toldTo(grace, visit, 7);
  expect(mails.map(({ subject }) => subject)).toEqual(['Your ticket for “First night” was cancelled']);
  expectOfTicketAlone(mails[0], visit);
  expect(mails[0]?.body.text).toContain(
    'Ticket 4 for “First night”, which was transferred to you, was cancelled by the person who booked it.',
  );
  expect(await mailsTo(it.service, other)).toHaveLength(1);
  const [first, last] = (await mailsTo(it.service, grace)).map(calendarIn);
  expect(last).toMatchObject({ method: 'CANCEL', uid: first?.uid });
  expect(last?.sequence).toBeGreaterThan(first?.sequence ?? 0);
  expect(first?.uid).toBe(`${visit.eventId}.${visit.bookingId}.4@boxoffice`);
  expect(await noticesOf(visit)).toEqual([
    'booked sent',
    'ticket-received sent to 4',
    'ticket-transferred sent',
    'ticket-received sent to 5',
    'ticket-transferred sent',
    'cancelled sent to 4',
    'cancelled sent',
  ]);
  expect((await subjectsTo(it.service, `${visit.owner.id}@people.invalid`, 4)).at(-1)).toBe(
    'You cancelled 1 ticket for “First night”',
  );
  expect(await brokenIn(table(), visit.eventId)).toEqual([]);
});

test('the organizer cancels the booking: the holder is told, without the reason', async () => {
  const visit = await aVisit(it, 2);
  const grace = await aHolder(visit, 1);
  const { organizer, eventId, bookingId } = visit;
  await it.cancel(organizer, eventId, bookingId, { reason: 'The card was stolen.' });
  const mails = await toldTo(grace, visit, 5);
  expectOfTicketAlone(mails[0], visit);
  expect(mails[0]?.body.text).toContain('was cancelled by the organizer.');
  expect(mails[0]?.body.text).not.toContain('stolen');
  expect(mails).toHaveLength(1);
});

test('the event moves and is cancelled: the holder is told of both', async () => {
  const visit = await aVisit(it, 2);
  const grace = await aHolder(visit, 1);
  const { organizer, eventId } = visit;
  const path = `/v1/events/${eventId}`;
  await it.call({ method: 'PATCH', path, token: organizer.token, body: { venue: 'Great hall' } });
  const [changed] = await toldTo(grace, visit, 5);
  expectOfTicketAlone(changed, visit);
  expect(changed?.subject).toBe('Changed: “First night”');
  expect(changed?.body.text).toContain('Where: not stated → Great hall');
  expect(changed?.body.text).toContain('Ticket 3, which was transferred to you, stays valid.');
  expect(calendarIn(changed).method).toBe('PUBLISH');
  await it.call({ method: 'DELETE', path, token: organizer.token });
  const [, cancelled, ...others] = await toldTo(grace, visit, 7);
  expectOfTicketAlone(cancelled, visit);
  expect(cancelled?.subject).toBe('Cancelled: “First night”');
  expect(calendarIn(cancelled)).toMatchObject({ method: 'CANCEL', uid: calendarIn(changed).uid });
  expect(others).toEqual([]);
  expect(await brokenIn(table(), eventId)).toEqual([]);
});

test('a mail to a holder bounces: the organizer sees of which ticket, and the customer is told as before', async () => {
  const visit = await aVisit(it, 2);
  const grace = await aHolder(visit, 1);
  const { organizer, eventId, bookingId } = visit;
  await toldTo(grace, visit, 3);
  const { handler } = await import('../../functions/workers/take-mail-feedback.ts');
  const Message = JSON.stringify({
    eventType: 'Bounce',
    bounce: { bounceType: 'Permanent', bouncedRecipients: [{ emailAddress: grace }] },
    mail: { tags: { eventId: [eventId], bookingId: [bookingId], ticket: ['3'] } },
  });
  // The second time as an operator hands in a dead letter.
  for (let time = 0; time < 2; time += 1)
    await handler({ Records: [{ Sns: { Message } }] } as unknown as SNSEvent, lambdaContext(10));
  const { body } = await readBooking(it, organizer, eventId, bookingId);
  expect(body.undeliverableTickets).toEqual([3]);
  expect(body).not.toHaveProperty('undeliverable');
  await visit.cancel({ tickets: [3] });
  expect(await toldTo(grace, visit, 5)).toEqual([]);
  expect((await noticesOf(visit)).slice(-2)).toEqual(['cancelled suppressed to 3', 'cancelled sent']);
});
