/**
 * An organizer writes to the customers of an event: from the request to the mailbox, with a preview, limits, and the ways
 * to get no more of it.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { table } from '../../functions/compose.ts';
import {
  ANNOUNCEMENT_TEXT_LIMIT_CHARACTERS,
  ANNOUNCEMENTS_PER_EVENT_AND_DAY,
  ANNOUNCEMENTS_PER_EVENT_LIMIT,
} from '../../functions/domain/model/limits.ts';
import { announcementStore } from '../../functions/store/announcements.ts';
import { mailsTo, subjectsTo } from '../kit/mailbox.ts';
import { aService, bookAndRepeat, eventually, type Person, type TestService } from '../kit/service.ts';

let it: TestService;
beforeAll(async () => {
  it = await aService({ sendsNotices: true });
});
afterAll(() => it.stop());

const emailOf = ({ id }: Person) => `${id}@people.invalid`;
const told = (person: Person, count: number) => subjectsTo(it.service, emailOf(person), count);
const lastTo = async (person: Person) => (await mailsTo(it.service, emailOf(person))).at(-1)?.body;

const DOORS = {
  subject: 'Doors open at seven',
  text: 'We open the doors <b>early</b>.\r\nBring your ticket.\n\nThe way: https://example.com/way?a=1&b=2. Not: javascript:alert(1)',
  to: 'all' as const,
};

type Event = { id: string; organizer: Person };

const announce = ({ id: eventId, organizer: { token } }: Event, fields = {}, idempotencyKey?: string) =>
  it.client.call('write-announcement', {
    path: { eventId },
    token,
    body: { ...DOORS, ...fields },
    ...(idempotencyKey !== undefined && { idempotencyKey }),
  });

async function list({ id: eventId, organizer: { token } }: Event) {
  const { body } = await it.client.call('list-announcements', { path: { eventId }, token });
  return 'items' in body ? body.items : [];
}

/** Waits until as many announcements of the event were sent to all. @returns how many bookings the last one reached. */
const reached = (event: Event, count: number) =>
  eventually(async () => {
    const items = await list(event);
    return items.length === count && items.every(({ progress }) => progress.isDone) && items[0]?.progress;
  }, 15_000);

/** An event whose only ticket is held, with somebody who waits, in German. Both have read what happened so far. */
async function anAudience() {
  const event = await it.anEvent({ capacity: 1 });
  const [holder, waiter] = [await it.aPerson(), await it.aPerson()];
  const held: string = (await it.book(holder, event.id)).body.id;
  await bookAndRepeat(it, waiter, event.id, { 'accept-language': 'de' });
  await told(holder, 1);
  await told(waiter, 1);
  return { event, holder, held, waiter };
}

test('An announcement reaches those who hold and those who wait once each, also if it is sent again with its key', async () => {
  const { event, holder, waiter } = await anAudience();
  const written = await announce(event, {}, 'doors');
  expect(written).toMatchObject({ status: 202, body: { number: 1, createdBy: event.organizer.id } });
  expect((await announce(event, {}, 'doors')).body).toMatchObject({ number: 1 });
  expect(await announce(event, { text: 'Another text.' }, 'doors')).toMatchObject({
    status: 422,
    body: { code: 'idempotency-key-reused' },
  });
  const late = await it.aPerson();
  await bookAndRepeat(it, late, event.id);
  expect(await reached(event, 1)).toMatchObject({ sent: 2, unsubscribed: 0, notSent: 0, delayed: 0 });
  expect(await told(holder, 2)).toEqual([
    'Your ticket for “First night”',
    'Doors open at seven (“First night”)',
  ]);
  expect((await told(waiter, 2)).at(-1)).toBe('Doors open at seven („First night“)');
  expect(await told(late, 1)).toEqual(['You are on the waitlist for “First night”']);

  const [toHolder, toWaiter] = [await lastTo(holder), await lastTo(waiter)];
  expect(toHolder?.html).toContain(
    'We open the doors &lt;b&gt;early&lt;/b&gt;.<br>Bring your ticket.<br><br>The way: <a href="https://example.com/way?a=1&amp;b=2" style="color:inherit">https://example.com/way?a=1&amp;b=2</a>. Not: javascript:alert(1)',
  );
  expect(toHolder?.text).not.toContain('waitlist');
  expect(toWaiter?.text).toContain('Als diese E-Mail geschrieben wurde, waren Sie an Stelle 1.');
  expect(await list(event)).toMatchObject([{ number: 1, ...DOORS, progress: { isDone: true } }]);
});

test('A preview counts the bookings and shows both mails in the languages of the customers, and sends nothing', async () => {
  const { event, holder, waiter } = await anAudience();
  const { body } = await it.client.call('preview-announcement', {
    path: { eventId: event.id },
    token: event.organizer.token,
    body: DOORS,
  });
  expect(body).toMatchObject({
    bookings: 2,
    isComplete: true,
    mails: [
      { to: 'holders', language: 'en', bookings: 1, subject: 'Doors open at seven (“First night”)' },
      { to: 'waiters', language: 'de', bookings: 1, subject: 'Doors open at seven („First night“)' },
    ],
  });
  const [toHolder, toWaiter] = 'mails' in body ? body.mails : [];
  expect(toHolder?.html).toContain('&lt;b&gt;early&lt;/b&gt;');
  expect(toWaiter?.text).toContain('an Stelle 1');
  expect(await list(event)).toEqual([]);
  // A later mail of each arrives without one before it.
  await it.call({ method: 'DELETE', path: `/v1/events/${event.id}`, token: event.organizer.token });
  for (const person of [holder, waiter]) expect(await told(person, 2)).toHaveLength(2);
});

test('Whoever does not run the event can neither write, preview nor list its announcements', async () => {
  const event = await it.anEvent();
  const [other, attendee] = [await it.aPerson('organizer'), await it.aPerson()];
  const path = `/v1/events/${event.id}/announcements`;
  const statuses = async (token: string) => [
    (await it.call({ path, token, body: DOORS })).status,
    (await it.call({ path: `${path}/preview`, token, body: DOORS })).status,
    (await it.call({ path, token })).status,
  ];
  expect(await statuses(other.token)).toEqual([404, 404, 404]);
  expect(await statuses(attendee.token)).toEqual([404, 404, 404]);
  expect((await announce({ ...event, organizer: await it.aPerson('admin') })).status).toBe(202);
});

test('An event has a number of announcements in a day, also if they are sent at the same time, and none once it is cancelled', async () => {
  const event = await it.anEvent();
  const asked = ANNOUNCEMENTS_PER_EVENT_AND_DAY + 2;
  const answers = await Promise.all(Array.from({ length: asked }, () => announce(event)));
  const refused = answers.filter(({ status }) => status !== 202);
  expect(refused).toHaveLength(2);
  for (const { status, body, headers } of refused) {
    expect([status, body]).toEqual([
      429,
      expect.objectContaining({ code: 'too-many-announcements', limit: 5 }),
    ]);
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
  }
  expect((await list(event)).map(({ number }) => number)).toEqual([5, 4, 3, 2, 1]);
  const cancelled = await it.anEvent();
  await it.book(await it.aPerson(), cancelled.id);
  await it.call({ method: 'DELETE', path: `/v1/events/${cancelled.id}`, token: cancelled.organizer.token });
  expect(await announce(cancelled)).toMatchObject({ status: 409, body: { code: 'event-cancelled' } });
});

test('An address that unsubscribed gets no announcements of the organizer, but what happens to its booking', async () => {
  const { event, holder, held } = await anAudience();
  await announce(event, { to: 'holders' });
  await told(holder, 2);
  const [, path = ''] = /\/unsubscribe\/(\S+)/.exec((await lastTo(holder))?.text ?? '') ?? [];
  const url = `${it.service.url}/v1/unsubscriptions/${path}`;
  const state = async () => (await fetch(url)).json();
  expect(await state()).toEqual({ isUnsubscribed: false });
  // As a mail program sends it (RFC 8058).
  const oneClick = { method: 'POST', body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }) };
  expect((await fetch(url, oneClick)).status).toBe(204);
  expect(await state()).toEqual({ isUnsubscribed: true });
  const [organizerId = '', addressId = '', token = ''] = path.split('/');
  for (const other of [`${holder.id}/${addressId}/${token}`, `${organizerId}/${holder.id}/${token}`])
    expect((await fetch(`${it.service.url}/v1/unsubscriptions/${other}`, oneClick)).status).toBe(404);

  await announce(event, { to: 'holders', subject: 'Not for them' });
  expect(await reached(event, 2)).toMatchObject({ sent: 0, unsubscribed: 1 });
  const read = await it.call({
    path: `/v1/events/${event.id}/bookings/${held}`,
    token: event.organizer.token,
  });
  expect(read.body.notices.slice(1)).toMatchObject([
    { about: 'announcement', outcome: 'sent' },
    { about: 'announcement', outcome: 'unsubscribed' },
  ]);
  expect((await fetch(url, { method: 'DELETE' })).status).toBe(204);
  await announce(event, { to: 'holders', subject: 'Again' });
  await told(holder, 3);
  await fetch(url, oneClick);
  await it.cancel(holder, event.id, held);
  expect((await told(holder, 4)).slice(2)).toEqual([
    'Again (“First night”)',
    'You cancelled your booking for “First night”',
  ]);
});

test('the list of announcements has pages, the latest first, and a repeat of one of an earlier day is answered with it', async () => {
  const event = await it.anEvent();
  const { id: eventId, organizer } = event;
  const first = await announce(event, { subject: 'The first' }, 'first');
  const store = announcementStore(table());
  const [written] = await store.latest(eventId, { most: 1 });
  if (written === undefined) throw new Error('The announcement is not there.');
  // As if written on the days before, in the largest form.
  const text = '𝔸'.repeat(ANNOUNCEMENT_TEXT_LIMIT_CHARACTERS);
  const ids = [written.announcement.id];
  for (let number = 2; number < ANNOUNCEMENTS_PER_EVENT_LIMIT; number += 1) {
    const id = `${number}`.padStart(22, 'x');
    await store.write({ ...written.announcement, number, id, text, at: number, earlierIds: [...ids] });
    ids.push(id);
  }

  const page = (query: string) =>
    it.call({ path: `/v1/events/${eventId}/announcements?${query}`, token: organizer.token });
  const pages: number[][] = [];
  for (let next = ''; next !== 'null'; ) {
    const { body } = await page(`limit=100${next && `&cursor=${next}`}`);
    pages.push(body.items.map((item: { number: number }) => item.number));
    next = String(body.nextCursor);
  }
  const all = Array.from({ length: ANNOUNCEMENTS_PER_EVENT_LIMIT - 1 }, (_, n) => 49 - n);
  expect(pages).toEqual([all.slice(0, 30), all.slice(30)]);
  expect((await page('cursor=x')).body.code).toBe('validation-failed');

  expect(await announce(event, { subject: 'The first' }, 'first')).toMatchObject({
    status: 202,
    body: { ...first.body, progress: expect.anything() },
  });
  expect(await announce(event, { subject: 'Another' }, 'first')).toMatchObject({ status: 422 });
  expect(await announce(event)).toMatchObject({ status: 202, body: { number: 50 } });
  expect(await announce(event)).toMatchObject({ status: 409, body: { code: 'announcement-limit-reached' } });
});
