/** What the API says is wrong with fields that people fill in, and what the page says in its place. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sentenceOn } from '../../web/src/api/field-faults.ts';
import { de } from '../../web/src/texts/de/faults.ts';
import { en } from '../../web/src/texts/en/faults.ts';
import { aService, type Person, type TestService } from '../kit/service.ts';

const ACCOUNT = { name: 'Ada Lovelace', email: 'ada@example.com', password: 'a very long sentence' };
const EVENT = { name: 'Concert', startsAt: '2099-07-01T20:00:00Z', capacity: 5 };
const MINUTE_SECONDS = 60;

describe('What is wrong with a field', () => {
  let it: TestService;
  let organizer: Person;
  beforeAll(async () => {
    it = await aService();
    organizer = await it.aPerson('organizer');
  });
  afterAll(() => it.stop());

  /** @returns what the API says of the field. */
  async function detailOf(path: string, body: object, pointer: string): Promise<string> {
    const token = path === '/v1/events' || path === '/v1/webhooks' ? { token: organizer.token } : {};
    const answer = await it.call({ path, body, ...token });
    const faults: { pointer: string; detail: string }[] = answer.body.errors ?? [];
    const { detail } = faults.find((fault) => fault.pointer === pointer) ?? {};
    if (detail === undefined) throw new Error(`No fault of ${pointer}: ${JSON.stringify(answer.body)}`);
    return detail;
  }

  test.each([
    ['name', { name: '' }],
    ['email', { email: 'ädä@example.com' }],
    ['password', { password: 'short' }],
    ['password', { password: 'aaaaaaaaaaaa' }],
    ['password', { password: 'ada lovelace' }],
    ['password', { password: 'qwertyuiop' }],
    ['name', { name: 'x'.repeat(1_000) }],
    ['name', { name: 'two\nlines' }],
  ])('the %s of an account is said in both languages: %j', async (field, wrong) => {
    const detail = await detailOf('/v1/auth/register', { ...ACCOUNT, ...wrong }, `/${field}`);
    for (const texts of [en, de]) expect(sentenceOn(`/${field}`, detail, texts)).not.toBe(detail);
  });

  test.each([
    ['name', { name: undefined }],
    ['url', { url: 'www.example.com' }],
    ['startsAt', { startsAt: '2001-01-01T20:00:00Z' }],
    ['startsAt', { startsAt: 'tomorrow' }],
    ['endsAt', { endsAt: '2099-07-01T19:00:00Z' }],
    ['endsAt', { endsAt: '9998-01-01T00:00:00Z' }],
    ['salesCloseAt', { salesCloseAt: '2099-07-02T20:00:00Z' }],
    ['salesOpenAt', { salesOpenAt: '2099-07-02T20:00:00Z' }],
    ['maxPerCustomer', { maxPerBooking: 4, maxPerCustomer: 2 }],
    ['capacity', { capacity: 0 }],
    ['capacity', { capacity: 1.5 }],
    ['maxPerBooking', { maxPerBooking: 1_000_000 }],
    ['ticketTypes', { ticketTypes: ['a', 'b'].map((id) => ({ id, name: 'Adult' })) }],
    ['ticketTypes/0/name', { ticketTypes: [{ id: 'a', name: 'x'.repeat(61) }] }],
    [
      'ticketTypes/0/price/amount',
      { ticketTypes: [{ id: 'a', name: 'A', price: { amount: 1e12, currency: 'EUR' } }] },
    ],
    ['pools', { pools: [{ id: 'vip', capacity: 5 }], ticketTypes: [{ id: 'a', name: 'A' }] }],
    ['requiresConfirmedAddress', { requiresConfirmedAddress: true, allowGuests: true }],
    ['salesOpenAt', { draw: { windowSeconds: 600 } }],
    ['waitlist/passHeadAfterSeconds', { waitlist: { policy: 'skip', passHeadAfterSeconds: 3_600 } }],
    ['waitlist/quietHours', { waitlist: { quietHours: { from: '22:00', to: '08:00' } } }],
  ])('the %s of an event is said in both languages: %j', async (field, wrong) => {
    const detail = await detailOf('/v1/events', { ...EVENT, ...wrong }, `/${field}`);
    for (const texts of [en, de]) expect(sentenceOn(`/${field}`, detail, texts)).not.toBe(detail);
  });

  test('the address of an endpoint is said in both languages', async () => {
    const detail = await detailOf('/v1/webhooks', { url: 'example' }, '/url');
    expect(sentenceOn('/url', detail, en)).toBe(en.link);
    expect(sentenceOn('/url', detail, de)).toBe(de.link);
  });

  test('a bound of seconds is said in minutes, as the form has them', async () => {
    const pointer = '/waitlist/offerTtlSeconds';
    const body = { ...EVENT, waitlist: { offerTtlSeconds: 1_000_000_000 } };
    const detail = await detailOf('/v1/events', body, pointer);
    const seconds = Number(/\d+/.exec(detail)?.[0]);
    expect(sentenceOn(pointer, detail, en)).toBe(`At most ${seconds / MINUTE_SECONDS}, please.`);
  });

  test('a fault that the page does not know is said as the API states it', () => {
    expect(sentenceOn('/name', 'must rhyme', de)).toBe('must rhyme');
  });
});
