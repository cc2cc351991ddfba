/** Tickets in the hand: as QR codes, as a document to print, and as a calendar entry. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { unzipSync } from 'fflate';
import ICAL from 'ical.js';
import jws from 'jws';
import { readPrintedPages, readQrOfPng } from '../kit/qr-reader.ts';
import { aService, eventually, type Person, type TestService } from '../kit/service.ts';
import { appleSettings } from '../kit/wallet-keys.ts';
import { expectProblem, UNKNOWN_ID } from './answers.ts';
import { attendee, aVisit, scan, type Visit } from './visits.ts';

let it: TestService;
beforeAll(async () => {
  it = await aService();
});
afterAll(() => it.stop());

const EVENING = {
  name: 'Première: Свадьба, “First; night”',
  venue: 'Town hall',
  address: '1 Market Square',
  url: 'https://townhall.example/visit?by=bus',
  startsAt: '2099-06-01T18:00:00.000Z',
  endsAt: '2099-06-01T20:30:00.000Z',
  timeZone: 'Europe/Berlin',
};

type Place = Pick<Visit, 'eventId' | 'bookingId'>;

const pathOf = ({ eventId, bookingId }: Place, suffix = '') =>
  `/v1/events/${eventId}/bookings/${bookingId}/tickets${suffix}`;

/** Reads an answer that is described, in the form that `accept` names. */
function read(place: Place, { token }: Person, accept?: string, language?: string, suffix = '') {
  return it.call({
    path: pathOf(place, suffix),
    token,
    headers: { ...(accept && { accept }), ...(language && { 'accept-language': language }) },
  });
}

/** Downloads the bytes of an answer. */
async function download(place: Place, { token }: Person, accept: string, suffix = '', language = 'en') {
  const headers = { accept, authorization: `Bearer ${token}`, 'accept-language': language };
  const answer = await fetch(it.service.url + pathOf(place, suffix), { headers });
  expect([answer.status, answer.headers.get('content-type')?.split(';')[0]]).toEqual([200, accept]);
  return Buffer.from(await answer.arrayBuffer());
}

describe('The list', () => {
  test('has the tickets of the booking with their numbers, and says which are used', async () => {
    const visit = await aVisit(it, 3);
    await scan(it, visit, visit.codes[2]);
    for (const person of [visit.owner, visit.organizer, await it.aPerson('admin')]) {
      const { status, body, headers } = await read(visit, person);
      expect([status, headers['cache-control']]).toEqual([200, 'no-store']);
      expect(body).toEqual({
        tickets: [
          { number: 1, code: visit.codes[1] },
          { number: 2, code: visit.codes[2], checkedInAt: expect.any(String) },
          { number: 3, code: visit.codes[3] },
        ],
      });
    }
  });

  test('is not found by anybody else, and neither are its pictures', async () => {
    const visit = await aVisit(it);
    const { organizer: other } = await it.anEvent();
    for (const person of [await it.aPerson(), other]) {
      for (const suffix of ['', '/1'])
        expectProblem(await read(visit, person, undefined, undefined, suffix), 404, 'not-found');
    }
    expectProblem(await read({ ...visit, bookingId: UNKNOWN_ID }, visit.owner), 404, 'not-found');
    expectProblem(await it.call({ path: pathOf(visit) }), 401, 'unauthenticated');
  });

  test('is empty without tickets, and then nothing is printed', async () => {
    const { eventId } = await aVisit(it, 1, { capacity: 1 });
    const waiter = await it.aPerson();
    const place = { eventId, bookingId: (await it.book(waiter, eventId)).body.id };
    expect((await read(place, waiter)).body).toEqual({ tickets: [] });
    expectProblem(await read(place, waiter, 'application/pdf'), 409, 'no-tickets');
    expectProblem(await read(place, waiter, undefined, undefined, '/1'), 404, 'not-found');
  });

  test('of an offer is empty until the offer is accepted, as in the booking', async () => {
    const visit = await aVisit(it, 1, { capacity: 1, waitlist: { offerTtlSeconds: 600 } });
    const waiter = await it.aPerson();
    const place = { eventId: visit.eventId, bookingId: (await it.book(waiter, visit.eventId)).body.id };
    await visit.cancel();
    const booking = `/v1/events/${place.eventId}/bookings/${place.bookingId}`;
    const { token } = waiter;
    await eventually(async () => (await it.call({ path: booking, token })).body.status === 'offered');
    expect((await read(place, waiter)).body).toEqual({ tickets: [] });
    await it.call({ path: `${booking}/accept`, token, body: {} });
    expect((await read(place, waiter)).body.tickets).toHaveLength(1);
  });

  test('is read by a guest with the token of the booking', async () => {
    const { id: eventId } = await it.anEvent({ allowGuests: true });
    const body = { quantity: 1, attendee };
    const { id: bookingId, manageToken } = (await it.call({ path: `/v1/events/${eventId}/bookings`, body }))
      .body;
    const guest = { id: bookingId, token: manageToken };
    expect((await read({ eventId, bookingId }, guest)).body.tickets).toHaveLength(1);
    const [page] = await readPrintedPages(await download({ eventId, bookingId }, guest, 'application/pdf'));
    expect(page?.text).toContain('Ada Lovelace');
  });
});

describe('A QR code', () => {
  test('as PNG is read as the code of its ticket', async () => {
    const visit = await aVisit(it, 2);
    for (const number of [1, 2]) {
      const picture = await download(visit, visit.owner, 'image/png', `/${number}`);
      expect(readQrOfPng(picture)).toBe(visit.codes[number]);
    }
  });

  test('is SVG unless PNG is preferred', async () => {
    const visit = await aVisit(it);
    for (const accept of [undefined, '*/*', 'image/*', 'image/png;q=0.5, image/svg+xml']) {
      const { headers, body } = await read(visit, visit.owner, accept, undefined, '/1');
      expect([headers['content-type'], headers['vary']]).toEqual(['image/svg+xml', 'accept, origin']);
      expect(body).toMatch(/^<svg [^>]*viewBox="0 0 (\d+) \1"/);
    }
    const png = await read(visit, visit.owner, 'image/png, */*;q=0.1', undefined, '/1');
    expect(png.headers['content-type']).toBe('image/png');
    expectProblem(await read(visit, visit.owner, 'image/webp', undefined, '/1'), 406, 'not-acceptable');
  });

  test('of a number that the booking does not have is not found', async () => {
    const visit = await aVisit(it, 1);
    for (const number of ['0', '2', '01', '1.0', '-1', 'one', '1000', '1%20']) {
      const answer = await read(visit, visit.owner, undefined, undefined, `/${number}`);
      expectProblem(answer, 404, 'not-found');
    }
  });

  test('of a ticket that was cancelled is not found', async () => {
    const visit = await aVisit(it, 2);
    await visit.cancel({ quantity: 1 });
    expect((await read(visit, visit.owner, undefined, undefined, '/1')).status).toBe(200);
    expectProblem(await read(visit, visit.owner, undefined, undefined, '/2'), 404, 'not-found');
  });
});

describe('A document', () => {
  test('has a page for each ticket with its code, and says what, where, when and for whom', async () => {
    const visit = await aVisit(it, 2, EVENING);
    expect((await read(visit, visit.owner, 'application/pdf')).headers).toMatchObject({
      'content-disposition': `inline; filename="tickets-${visit.bookingId}.pdf"`,
      vary: 'accept, accept-language, origin',
      'cache-control': 'no-store',
    });
    const pages = await readPrintedPages(await download(visit, visit.owner, 'application/pdf'));
    expect(pages.map(({ qr }) => qr)).toEqual(Object.values(visit.codes));
    for (const [index, { text }] of pages.entries()) {
      for (const part of [
        EVENING.name,
        `${EVENING.venue}, ${EVENING.address}`,
        EVENING.url,
        'Ada Lovelace',
        `${index + 1} of 2`,
      ])
        expect(text).toContain(part);
      expect(text).toMatch(/Monday, 1 June 2099.* 20:00.22:30 CEST/);
      // PDFium reads a hyphen at the end of a line as U+FFFE, a soft one.
      expect(text.replaceAll(/\s/g, '').replaceAll('\ufffe', '-')).toContain(visit.codes[index + 1]);
    }
  });

  test('is in the language in which the tickets were booked, unless the request names one', async () => {
    const { id: eventId } = await it.anEvent({ startsAt: EVENING.startsAt });
    const owner = await it.aPerson();
    const booked = await it.book(owner, eventId, { quantity: 1 }, { 'accept-language': 'de' });
    const place = { eventId, bookingId: booked.body.id };
    const printed = async (language: string) =>
      (await readPrintedPages(await download(place, owner, 'application/pdf', '', language)))[0]?.text;
    const german = await printed('*');
    for (const part of ['Montag, 1. Juni 2099 um 18:00 UTC', '1 von 1', 'Buchung'])
      expect(german).toContain(part);
    expect(await printed('fr, en-US;q=0.5')).toContain('Monday, 1 June 2099 at 18:00 UTC');
  });

  test('has its code on the page with texts of the greatest length', async () => {
    const wide = (length: number) => 'W'.repeat(length);
    const texts = { name: wide(200), venue: wide(200), address: wide(300) };
    const { id: eventId } = await it.anEvent({ ...EVENING, ...texts, url: `https://${wide(480)}.example/` });
    const owner = await it.anAccount({ name: wide(100) });
    const bookingId = (await it.book(owner, eventId)).body.id;
    const pages = await readPrintedPages(await download({ eventId, bookingId }, owner, 'application/pdf'));
    expect(pages.map(({ qr, text }) => [/^box1\./.test(qr ?? ''), /Show this code/.test(text)])).toEqual([
      [true, true],
    ]);
  });

  test('leaves out a name that its font does not have, says so, and keeps the code', async () => {
    const { id: eventId } = await it.anEvent({ name: '初日', venue: 'Θέατρο' });
    const owner = await it.anAccount({ name: 'עדה לאבלייס' });
    const bookingId = (await it.book(owner, eventId)).body.id;
    const [page] = await readPrintedPages(await download({ eventId, bookingId }, owner, 'application/pdf'));
    expect(page?.text).toMatch(/the font of this document does not have its script: Event, Name/);
    expect(page?.text).toContain('Θέατρο');
    expect(page?.qr).toMatch(/^box1\./);
  });
});

describe('A pass', () => {
  const APPLE = 'application/vnd.apple.pkpass';

  test('is not acceptable while no wallet is configured', async () => {
    const visit = await aVisit(it);
    for (const accept of [undefined, APPLE])
      expectProblem(await read(visit, visit.owner, accept, undefined, '/1/pass'), 406, 'not-acceptable');
    expectProblem(await read(visit, visit.owner, APPLE, undefined, '/2/pass'), 404, 'not-found');
    expectProblem(await read(visit, await it.aPerson(), APPLE, undefined, '/1/pass'), 404, 'not-found');
  });

  test('of the wallet that the request names is made once the operator configured it', async () => {
    const { certificate, key, wwdrCertificate } = appleSettings();
    const wallets = {
      APPLE_PASS_TYPE_ID: 'pass.example.tickets',
      APPLE_TEAM_ID: 'TEAM123456',
      APPLE_PASS_CERTIFICATE: certificate,
      APPLE_PASS_KEY: key,
      APPLE_WWDR_CERTIFICATE: wwdrCertificate,
      GOOGLE_WALLET_ISSUER_ID: '3388000000022',
      GOOGLE_WALLET_EMAIL: 'tickets@example.iam.gserviceaccount.com',
      GOOGLE_WALLET_KEY: key,
    };
    const visit = await aVisit(it, 2);
    const named = { firstName: 'Grace', lastName: 'Hopper' };
    await it.call({ method: 'PATCH', path: pathOf(visit, '/2'), token: visit.owner.token, body: named });
    Object.assign(process.env, wallets);
    try {
      const pass = unzipSync(await download(visit, visit.owner, APPLE, '/2/pass'));
      const { barcodes, serialNumber, eventTicket } = JSON.parse(
        Buffer.from(pass['pass.json'] ?? []).toString(),
      );
      expect(eventTicket.auxiliaryFields).toMatchObject([{ key: 'holder', value: 'Grace Hopper' }]);
      expect([barcodes[0].message, serialNumber]).toEqual([visit.codes[2], `${visit.bookingId}.2`]);
      const { body } = await read(visit, visit.owner, undefined, undefined, '/1/pass');
      const token = body.saveUrl.replace('https://pay.google.com/gp/v/save/', '');
      const eventTicketObjects = [{ barcode: { value: visit.codes[1] } }];
      expect(jws.decode(token)?.payload).toMatchObject({ payload: { eventTicketObjects } });
    } finally {
      for (const variable of Object.keys(wallets)) delete process.env[variable];
    }
  });
});

describe('A calendar entry', () => {
  const entryOf = async (place: Place, person: Person) => {
    const answer = await read(place, person, 'text/calendar');
    expect(answer.status).toBe(200);
    const calendar = new ICAL.Component(ICAL.parse(answer.body));
    const entry = calendar.getFirstSubcomponent('vevent');
    const fields = ['uid', 'sequence', 'summary', 'location', 'status', 'description'];
    const values = fields.map((field) => [field, entry?.getFirstPropertyValue(field)]);
    const timeOf = (field: string) => String(entry?.getFirstPropertyValue(field));
    return {
      text: String(answer.body),
      type: answer.headers['content-type'],
      method: calendar.getFirstPropertyValue('method'),
      start: timeOf('dtstart'),
      end: timeOf('dtend'),
      ...Object.fromEntries(values),
    };
  };

  test('states the event in UTC, escaped and in short lines', async () => {
    const description = `A comedy, in three acts; with\nan interval. ${'Ö'.repeat(200)}`;
    const visit = await aVisit(it, 2, { ...EVENING, description });
    const entry = await entryOf(visit, visit.owner);
    expect(entry).toMatchObject({
      type: 'text/calendar; charset=utf-8; method=PUBLISH',
      method: 'PUBLISH',
      uid: `${visit.eventId}.${visit.bookingId}@boxoffice`,
      sequence: 0,
      summary: EVENING.name,
      location: `${EVENING.venue}, ${EVENING.address}`,
      status: 'CONFIRMED',
      start: '2099-06-01T18:00:00Z',
      end: '2099-06-01T20:30:00Z',
      description: `2 tickets\nBooking: ${visit.bookingId}\n\n${description}`,
    });
    expect(entry.text).toContain(`\r\nURL;VALUE=URI:${EVENING.url}\r\n`);
    const lines = entry.text.split('\r\n');
    expect(lines.filter((line: string) => Buffer.byteLength(line) > 75)).toEqual([]);
    expect(entry.text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  });

  test('of an event that was moved replaces the earlier one', async () => {
    const visit = await aVisit(it, 1, EVENING);
    const before = await entryOf(visit, visit.owner);
    const { token } = visit.organizer;
    const body = { startsAt: '2099-06-02T18:00:00Z', endsAt: null };
    await it.call({ method: 'PATCH', path: `/v1/events/${visit.eventId}`, token, body });
    const after = await eventually(async () => {
      const entry = await entryOf(visit, visit.owner);
      return entry.start !== before.start && entry;
    });
    expect(after).toMatchObject({ start: '2099-06-02T18:00:00Z', uid: before.uid, method: 'PUBLISH' });
    expect(after.sequence).toBeGreaterThan(before.sequence);
    expect(after.text).not.toContain('DTEND');
  });

  test('is cancelled with the booking', async () => {
    const visit = await aVisit(it);
    const before = await entryOf(visit, visit.owner);
    await visit.cancel();
    const after = await entryOf(visit, visit.owner);
    expect(after).toMatchObject({ uid: before.uid, method: 'CANCEL', status: 'CANCELLED' });
    expect(after.type).toBe('text/calendar; charset=utf-8; method=CANCEL');
    expect(after.sequence).toBeGreaterThan(before.sequence);
  });

  test('is cancelled with the event', async () => {
    const visit = await aVisit(it);
    const before = await entryOf(visit, visit.owner);
    const { token } = visit.organizer;
    await it.call({ method: 'DELETE', path: `/v1/events/${visit.eventId}`, token });
    const after = await eventually(async () => {
      const entry = await entryOf(visit, visit.owner);
      return entry.status === 'CANCELLED' && entry;
    });
    expect(after).toMatchObject({ uid: before.uid, method: 'CANCEL' });
    expect(after.sequence).toBeGreaterThan(before.sequence);
  });

  test('of a booking that waits is tentative', async () => {
    const { eventId } = await aVisit(it, 1, { capacity: 1 });
    const waiter = await it.aPerson();
    const bookingId = (await it.book(waiter, eventId)).body.id;
    expect(await entryOf({ eventId, bookingId }, waiter)).toMatchObject({
      status: 'TENTATIVE',
      description: `Booking: ${bookingId}`,
    });
  });
});
