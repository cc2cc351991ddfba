/** Ticket codes: their readers, their signatures, and the rejection of forged ones. */
import { createPublicKey, verify } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { aService, eventually, type TestService } from '../kit/service.ts';
import { expectProblem, readBooking, UNKNOWN_ID } from './answers.ts';
import { aVisit, numberOf, numbersOf, scan } from './visits.ts';

let it: TestService;
beforeAll(async () => {
  it = await aService();
});
afterAll(() => it.stop());

describe('A booking', () => {
  test('shows its owner and the organizer one code for each ticket, the same each time', async () => {
    const { eventId, organizer, owner, bookingId, read, codes } = await aVisit(it, 3);
    expect(Object.keys(codes)).toEqual(['1', '2', '3']);
    for (const [number, code] of Object.entries(codes)) {
      expect(code).toMatch(new RegExp(`^box1\\.${eventId}\\.${bookingId}\\.${number}\\.[\\w-]{86}$`));
      expect(encodeURIComponent(code)).toBe(code);
    }
    const shown = Object.values(codes).map((code, index) => ({ number: index + 1, code }));
    expect((await read()).tickets).toEqual(shown);
    for (const person of [owner, organizer]) {
      expect((await readBooking(it, person, eventId, bookingId)).body.tickets).toEqual(shown);
    }
  });

  test('on the waitlist has no codes until it is promoted', async () => {
    const holder = await aVisit(it, 2, { capacity: 2 });
    const waiter = await it.aPerson();
    const { id } = (await it.book(waiter, holder.eventId, { quantity: 2 })).body;
    const read = async () => (await readBooking(it, waiter, holder.eventId, id)).body;
    expect(await read()).not.toHaveProperty('tickets');
    await holder.cancel();
    const { tickets } = await eventually(async () => {
      const booking = await read();
      return booking.status === 'confirmed' && booking;
    });
    expect(tickets.map(({ code }: { code: string }) => numberOf(code))).toEqual([1, 2]);
    expect((await scan(it, holder, tickets[0].code)).body.bookingId).toBe(id);
  });

  test('that is cancelled has no codes', async () => {
    const visit = await aVisit(it, 2);
    expect((await visit.cancel()).status).toBe(200);
    expect(await visit.read()).not.toHaveProperty('tickets');
  });
});

/** @returns variants of the code, each with one bit of one character of its signature inverted. */
function bitFlips(code: string): string[] {
  const start = code.lastIndexOf('.') + 1;
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return Array.from({ length: code.length - start }, (_, index) => {
    const at = start + index;
    const flipped = alphabet[alphabet.indexOf(code[at] ?? '') ^ (1 << (index % 6))];
    return `${code.slice(0, at)}${flipped}${code.slice(at + 1)}`;
  });
}

describe('A code', () => {
  test('with any bit of its signature inverted is rejected', async () => {
    const visit = await aVisit(it);
    const forged = bitFlips(visit.codes[1] ?? '');
    expect(new Set(forged).size).toBe(86);
    for (const code of forged) expectProblem(await scan(it, visit, code), 422, 'ticket-invalid');
    expect((await numbersOf(visit)).checkedIn).toEqual([]);
    expect((await scan(it, visit, visit.codes[1])).status).toBe(200);
  });

  test.each<[string, (code: string) => string]>([
    ['the number of another ticket', (code) => code.replace(/\.1\./, '.2.')],
    ['a number that it does not have', (code) => code.replace(/\.1\./, '.3.')],
    ['its number written with a leading zero', (code) => code.replace(/\.1\./, '.01.')],
    ['another booking', (code) => code.replace(/^(box1\.[^.]+\.)[^.]+/, `$1${UNKNOWN_ID}`)],
    ['another version', (code) => code.replace('box1', 'box2')],
    ['a space in it', (code) => code.replace('.', ' .')],
    ['a suffix', (code) => `${code}.more`],
    ['a line end in it', (code) => code.replace('.', '\n.')],
    ['an invisible character after it', (code) => `${code}\u200b`],
    ['its signature cut off', (code) => code.replace(/[^.]+$/, '')],
    ['padding', (code) => `${code}==`],
    ['its signature in the other base64', (code) => code.replaceAll('-', '+').replaceAll('_', '/')],
  ])('with %s is rejected', async (_what, forge) => {
    let visit = await aVisit(it, 2);
    while (!/[-_][^.]*$/.test(visit.codes[1] ?? '')) visit = await aVisit(it, 2);
    expectProblem(await scan(it, visit, forge(visit.codes[1] ?? '')), 422, 'ticket-invalid');
    expect((await numbersOf(visit)).checkedIn).toEqual([]);
  });

  test.each([
    '',
    ' ',
    'ticket',
    '....',
    'box1....',
    '__proto__',
    '\u0000',
    'é'.repeat(7_000),
    'box1.'.repeat(3_000),
  ])('in another form is rejected: %j', async (code) => {
    expectProblem(await scan(it, await aVisit(it), code), 422, 'ticket-invalid');
  });

  test('of another event of the same organizer is rejected, also with this event’s id written into it', async () => {
    const visit = await aVisit(it);
    const { token } = visit.organizer;
    const body = { name: 'Second night', startsAt: '2099-01-02T20:00:00Z', capacity: 5 };
    const eventId = (await it.call({ path: '/v1/events', token, body })).body.id;
    const code = visit.codes[1] ?? '';
    for (const foreign of [code, code.replace(visit.eventId, eventId)]) {
      expectProblem(await scan(it, { ...visit, eventId }, foreign), 422, 'ticket-invalid');
    }
    expect((await scan(it, visit, code)).status).toBe(200);
  });

  test('can be verified without the service with the key of its event, and with no other event’s', async () => {
    const [visit, other] = [await aVisit(it), await aVisit(it)];
    const keyOf = async (eventId: string) =>
      (await it.call({ path: `/v1/events/${eventId}/ticket-key` })).body;
    const answer = await keyOf(visit.eventId);
    expect(answer).toEqual({
      algorithm: 'Ed25519',
      publicKey: expect.stringMatching(/^-----BEGIN PUBLIC KEY-----\n[\w+/=\n]+-----END PUBLIC KEY-----\n$/),
      jwk: { kty: 'OKP', crv: 'Ed25519', x: expect.stringMatching(/^[\w-]{43}$/) },
    });
    expect(await keyOf(visit.eventId)).toEqual(answer);
    const [, text = '', signature = ''] = /^(.+)\.(.+)$/.exec(visit.codes[1] ?? '') ?? [];
    const isSignedBy = (key: ReturnType<typeof createPublicKey>) =>
      verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64url'));
    expect(isSignedBy(createPublicKey(answer.publicKey))).toBe(true);
    expect(isSignedBy(createPublicKey({ key: answer.jwk, format: 'jwk' }))).toBe(true);
    expect(isSignedBy(createPublicKey((await keyOf(other.eventId)).publicKey))).toBe(false);
  });

  test.each([UNKNOWN_ID, 'tonight'])('of the event %s is rejected: it has no key', async (eventId) => {
    expectProblem(await it.call({ path: `/v1/events/${eventId}/ticket-key` }), 404, 'not-found');
  });
});
