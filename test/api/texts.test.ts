/** Text fields over HTTP: rejected characters with the reason, the stored form, and the spellings of an email address. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ApiAnswer } from '../../bin/local/api-client.ts';
import { aService, type Person, type TestService } from '../kit/service.ts';
import { expectFaults } from './answers.ts';
import { aVisit, scan, undo } from './visits.ts';

const password = 'correct horse battery';
const firstNight = { name: 'First night', startsAt: '2099-01-01T20:00:00Z', capacity: 10 };

let it: TestService;
let organizer: Person;
let eventId: string;
let bookingId: string;
beforeAll(async () => {
  it = await aService();
  ({ organizer, id: eventId } = await it.anEvent({ capacity: 100, maxPerCustomer: 100 }));
  bookingId = (await it.book(organizer, eventId, { quantity: 5 })).body.id;
});
afterAll(() => it.stop());

let people = 0;
const register = (fields: Record<string, unknown>): Promise<ApiAnswer> => {
  people += 1;
  const account = { name: 'Ada', email: `ada.${people}@example.com`, password };
  return it.call({ path: '/v1/auth/register', body: { ...account, ...fields } });
};
const logIn = (email: string): Promise<ApiAnswer> =>
  it.call({ path: '/v1/auth/login', body: { email, password } });
const createEvent = (fields: Record<string, unknown>): Promise<ApiAnswer> =>
  it.call({ path: '/v1/events', token: organizer.token, body: { ...firstNight, ...fields } });
const changeEvent = (body: Record<string, unknown>): Promise<ApiAnswer> =>
  it.call({ method: 'PATCH', path: `/v1/events/${eventId}`, token: organizer.token, body });
const book = (fields: Record<string, unknown>): Promise<ApiAnswer> => {
  const attendee = { firstName: 'Ada', lastName: 'Lovelace', email: 'ada@example.com' };
  return it.book(organizer, eventId, { quantity: 1, attendee: { ...attendee, ...fields } });
};

const previewAnnouncement = (fields: Record<string, unknown>): Promise<ApiAnswer> =>
  it.call({
    path: `/v1/events/${eventId}/announcements/preview`,
    token: organizer.token,
    body: { subject: 'Doors', text: 'At seven.', to: 'all', ...fields },
  });

type Send = (text: string) => Promise<ApiAnswer>;

/** Every single-line field, with a request that sends a text in it. */
const LINES: [string, Send][] = [
  ['/name of an account', (name) => register({ name })],
  ['/name of an event', (name) => createEvent({ name })],
  ['/venue of an event', (venue) => createEvent({ venue })],
  ['/address of an event', (address) => createEvent({ address })],
  ['/address of a changed event', (address) => changeEvent({ address })],
  ['/name of a changed event', (name) => changeEvent({ name })],
  ['/venue of a changed event', (venue) => changeEvent({ venue })],
  ['/attendee/firstName of a booking', (firstName) => book({ firstName })],
  ['/attendee/lastName of a booking', (lastName) => book({ lastName })],
  [
    '/reason of a cancellation',
    (reason) => it.cancel(organizer, eventId, bookingId, { quantity: 1, reason }),
  ],
  ['/subject of an announcement', (subject) => previewAnnouncement({ subject })],
  ['/reason of an undone check-in', (reason) => undo(it, { eventId, organizer }, { ticket: 'box1', reason })],
];
const DESCRIPTIONS: [string, Send][] = [
  ['/description of an event', (description) => createEvent({ description })],
  ['/description of a changed event', (description) => changeEvent({ description })],
  ['/text of an announcement', (text) => previewAnnouncement({ text })],
];

const pointerOf = (field: string) => field.split(' ')[0] ?? '';

test.each([...LINES, ...DESCRIPTIONS])(
  '%s rejects invisible, misleading and control characters',
  async (field, send) => {
    for (const [text, reason] of [
      ['\u200b', 'visible'],
      ['\u3164 \u2800', 'visible'],
      ['A\u202eB', 'direction'],
      ['A\0B', 'control characters'],
      ['A\uffff', 'noncharacters'],
    ] as const) {
      const answer = await send(text);
      expectFaults(answer, pointerOf(field));
      expect(answer.body.errors[0].detail).toContain(reason);
    }
  },
);

test.each(LINES)('%s rejects line breaks', async (field, send) => {
  for (const text of ['A\nB', 'A\tB', 'A\u2028B']) expectFaults(await send(text), pointerOf(field));
});

test.each(LINES.filter(([field]) => !field.includes('undone')))(
  '%s accepts any script',
  async (_field, send) => {
    for (const text of ['  Žofie 山田  ', 'می‌خواهم 👩‍👩‍👧 ❤️', 'ערב ראשון']) {
      expect((await send(text)).status).toBeLessThan(300);
    }
  },
);

test('a description keeps its line breaks and tabs', async () => {
  const description = 'Doors at seven.\r\n\tBring a friend.';
  expect((await createEvent({ description: `\n${description}\n` })).body.description).toBe(description);
  expect((await changeEvent({ description })).body.description).toBe(description);
});

test('a name is stored trimmed and in the form NFC', async () => {
  const { body } = await register({ name: ' Zoe\u0308 \n' });
  expect(body.user.name).toBe('Zoë');
  const attendee = (await book({ firstName: ' Zoe\u0308 ' })).body.attendee;
  expect(attendee.firstName).toBe('Zoë');
});

test.each<[string, ...string[]]>([
  ['anna@xn--mnchen-3ya.de', 'anna@münchen.de', 'Anna@MÜNCHEN.de', 'anna@XN--MNCHEN-3YA.DE'],
  ['ivan@xn--80ak6aa92e.xn--p1ai', 'ivan@xn--80ak6aa92e.xn--p1ai', 'ivan@аррӏе.рф'],
])('%s belongs to one account in every spelling', async (normalized, first, ...others) => {
  const registered = await register({ email: first });
  expect([registered.status, registered.body.user?.email]).toEqual([201, normalized]);
  for (const email of others) {
    expect((await register({ email })).body.code).toBe('email-taken');
    expect((await logIn(email)).body.user.id).toBe(registered.body.user.id);
  }
});

test('the address of a guest is stored as it was written', async () => {
  const event = await it.anEvent({ allowGuests: true });
  const attendee = { firstName: 'Anna', lastName: 'Huber', email: 'anna@münchen.de' };
  const booked = await it.call({ path: `/v1/events/${event.id}/bookings`, body: { quantity: 1, attendee } });
  expect([booked.status, booked.body.attendee.email]).toEqual([201, 'anna@münchen.de']);
});

test.each([
  ['a line break', '\n'],
  ['a carriage return and a line break', '\r\n'],
  ['a tab', '\t'],
])('a ticket code is accepted with %s after it, as scanners send it', async (_what, end) => {
  const visit = await aVisit(it);
  const ticket = ` ${visit.codes[1]}${end}`;
  expect((await scan(it, visit, ticket)).status).toBe(200);
  expect((await undo(it, visit, { ticket, reason: 'wrong person' })).status).toBe(200);
});
