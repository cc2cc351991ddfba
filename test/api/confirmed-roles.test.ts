/** Who gets a role, on the staff of an event or in the service: nobody whose address is not confirmed, where that is possible. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { users } from '../../functions/compose.ts';
import { aService, type TestService } from '../kit/service.ts';
import { expectProblem } from './answers.ts';

let it: TestService;
beforeAll(async () => {
  it = await aService({ sendsNotices: true });
});
beforeEach(() => {
  process.env['CUSTOMER_MAIL'] = 'on';
});
afterAll(() => it.stop());

/** An event, and requests of its owner about its staff. */
async function aStaff() {
  const { id, organizer } = await it.anEvent();
  const path = `/v1/events/${id}/staff`;
  const { token } = organizer;
  return {
    appoint: (email: string, role: 'door' | 'manager' = 'door') =>
      it.call({ path, token, body: { email, role } }),
    roles: async () => {
      const { body } = await it.call({ path, token });
      return body.items.map(({ role }: { role: string }) => role);
    },
  };
}

async function changeRole(userId: string, role: string) {
  const { token } = await it.aPerson('admin');
  return it.call({ method: 'PATCH', path: `/v1/users/${userId}`, token, body: { role } });
}

const roleOf = async (id: string) => (await users().read(id))?.role;

test('an account whose address is not confirmed joins no staff', async () => {
  const { appoint, roles } = await aStaff();
  const stranger = await it.anAccount();
  expectProblem(await appoint(stranger.email), 409, 'address-not-confirmed');
  expect(await roles()).toEqual(['owner']);
  const colleague = await it.aConfirmedAccount();
  expect((await appoint(colleague.email)).status).toBe(200);
  expect(await roles()).toEqual(['owner', 'door']);
});

test('an account whose address is not confirmed becomes no organizer and no admin', async () => {
  const stranger = await it.anAccount();
  expectProblem(await changeRole(stranger.id, 'organizer'), 409, 'address-not-confirmed');
  expectProblem(await changeRole(stranger.id, 'admin'), 409, 'address-not-confirmed');
  expect(await roleOf(stranger.id)).toBe('attendee');
  const colleague = await it.aConfirmedAccount();
  expect((await changeRole(colleague.id, 'organizer')).status).toBe(200);
});

test('an account whose address is not confirmed gets lower roles, and those that it has', async () => {
  const former = await it.anAccount({ role: 'admin' });
  for (const role of ['organizer', 'attendee']) expect((await changeRole(former.id, role)).status).toBe(200);
  expectProblem(await changeRole(former.id, 'organizer'), 409, 'address-not-confirmed');

  const { appoint, roles } = await aStaff();
  const member = await it.anAccount();
  process.env['CUSTOMER_MAIL'] = 'off';
  expect((await appoint(member.email, 'manager')).status).toBe(200);
  process.env['CUSTOMER_MAIL'] = 'on';
  for (const role of ['manager', 'door', 'door'] as const)
    expect((await appoint(member.email, role)).status).toBe(200);
  expectProblem(await appoint(member.email, 'manager'), 409, 'address-not-confirmed');
  expect(await roles()).toEqual(['owner', 'door']);
});

test('an account whose address is not confirmed does not become the owner of an event', async () => {
  process.env['CUSTOMER_MAIL'] = 'off';
  const { id, organizer } = await it.anEvent();
  const path = `/v1/events/${id}`;
  const { token } = organizer;
  const manager = await it.anAccount({ role: 'organizer' });
  const appointed = { path: `${path}/staff`, token, body: { email: manager.email, role: 'manager' } };
  expect((await it.call(appointed)).status).toBe(200);
  process.env['CUSTOMER_MAIL'] = 'on';
  const handOver = () => it.call({ path: `${path}/owner`, token, body: { userId: manager.id } });
  expectProblem(await handOver(), 409, 'address-not-confirmed');
  process.env['CUSTOMER_MAIL'] = 'off';
  expect((await handOver()).status).toBe(200);
});

test('negative control: where no mail is sent, nobody can confirm an address, and roles are given without', async () => {
  process.env['CUSTOMER_MAIL'] = 'off';
  const { appoint } = await aStaff();
  const person = await it.anAccount();
  expect((await appoint(person.email, 'manager')).status).toBe(200);
  expect((await changeRole(person.id, 'organizer')).status).toBe(200);
});
