/** `requiresConfirmedAddress` as organizers state it, and as customers meet it. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { aService, eventually, type TestService } from '../kit/service.ts';
import { expectFaults } from './answers.ts';

const BODY = { name: 'First night', startsAt: '2099-01-01T20:00:00Z', capacity: 10 };

describe('An event that requires a confirmed address', () => {
  let it: TestService;
  beforeAll(async () => {
    it = await aService({ sendsNotices: true });
  });
  afterAll(() => it.stop());

  test('says so, also in a copy, and refuses an account whose address is not confirmed', async () => {
    const { id, organizer } = await it.anEvent({ requiresConfirmedAddress: true });
    const path = `/v1/events/${id}`;
    expect((await it.call({ path })).body.requiresConfirmedAddress).toBe(true);
    const copy = await it.call({
      path: `${path}/copies`,
      token: organizer.token,
      body: { startsAt: BODY.startsAt },
    });
    expect(copy.body.requiresConfirmedAddress).toBe(true);
    const refused = await it.book(await it.anAccount(), id);
    expect([refused.status, refused.body.code]).toEqual([409, 'address-not-confirmed']);
    expect((await it.book(await it.aConfirmedAccount(), id)).status).toBe(201);
  });

  test('says so before it asks for a challenge, and asks once the address is confirmed', async () => {
    const { id } = await it.anEvent({ requiresConfirmedAddress: true, requiresChallenge: true });
    const codeFor = async (fields: { isAddressConfirmed?: true }) =>
      (await it.book(await it.anAccount(fields), id)).body.code;
    expect(await codeFor({})).toBe('address-not-confirmed');
    expect(await codeFor({ isAddressConfirmed: true })).toBe('challenge-required');
  });

  test('can begin and stop to require it', async () => {
    const { id, organizer } = await it.anEvent();
    const change = (requiresConfirmedAddress: boolean) =>
      it.call({
        method: 'PATCH',
        path: `/v1/events/${id}`,
        token: organizer.token,
        body: { requiresConfirmedAddress },
      });
    expect((await change(true)).body.requiresConfirmedAddress).toBe(true);
    const person = await it.anAccount();
    await eventually(async () => (await it.book(person, id)).status === 409);
    expect((await change(false)).body).not.toHaveProperty('requiresConfirmedAddress');
    await eventually(async () => (await it.book(person, id)).status === 201);
  });

  test('cannot allow guests', async () => {
    const { token } = await it.aPerson('organizer');
    const both = { ...BODY, allowGuests: true, requiresConfirmedAddress: true };
    expectFaults(await it.call({ path: '/v1/events', token, body: both }), '/requiresConfirmedAddress');
    const { id, organizer } = await it.anEvent({ requiresConfirmedAddress: true });
    const body = { allowGuests: true };
    const change = { method: 'PATCH', path: `/v1/events/${id}`, token: organizer.token, body } as const;
    expectFaults(await it.call(change), '/requiresConfirmedAddress');
  });

  test('cannot be where no mail is sent, because nobody could confirm an address', async () => {
    const { id, organizer } = await it.anEvent({ requiresConfirmedAddress: false });
    const body = { requiresConfirmedAddress: true };
    process.env['CUSTOMER_MAIL'] = 'off';
    try {
      const { token } = organizer;
      const refused = await it.call({ path: '/v1/events', token, body: { ...BODY, ...body } });
      expect([refused.status, refused.body.code]).toEqual([409, 'no-mail']);
      const change = { method: 'PATCH', path: `/v1/events/${id}`, body } as const;
      expect((await it.call({ ...change, token })).body.code).toBe('no-mail');
    } finally {
      process.env['CUSTOMER_MAIL'] = 'on';
    }
  });
});
