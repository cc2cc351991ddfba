/**
 * An OpenID Connect issuer keeps the accounts, by configuration: a real one (`oidc-provider`) and the service, each with its own
 * keys. Only its access tokens for this service are accepted, with the roles of their claims.
 */
import { createHmac, createPublicKey, type JsonWebKey } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { type ApiClient, apiClient } from '../../bin/local/api-client.ts';
import { namedEngines } from '../../bin/local/engines.ts';
import { startServiceProcess } from '../../bin/local/service-process.ts';
import { IssuerTokens } from '../../functions/credentials/issuer-tokens.ts';
import { Busy } from '../../functions/domain/model/refusal.ts';
import { isOfOwnAccounts, ROUTES, type Route } from '../../functions/http/routes.ts';
import { expectProblem, UNKNOWN_ID } from '../api/answers.ts';
import { TABLE_NAME } from '../kit/boxoffice.ts';
import { AUDIENCE, type Issuer, OTHER_AUDIENCE, ROLES_CLAIM, startIssuer } from '../kit/issuer.ts';
import { runVerb } from '../kit/run-verb.ts';
import { eventually } from '../kit/service.ts';
import { endServiceProcesses } from '../kit/service-process.ts';

let issuer: Issuer;
let other: Issuer;
let api: ApiClient;
let tokenOf: Record<'admin' | 'organizer' | 'attendee', string>;
const idTokens: string[] = [];

async function logIn(id: string, roles: string[], fields: object = {}): Promise<string> {
  const { accessToken, idToken } = await issuer.logIn({ id, roles, email: `${id}@example.com`, ...fields });
  idTokens.push(idToken);
  return accessToken;
}

beforeAll(async () => {
  // The issuer says that it is set up for development.
  for (const method of ['info', 'warn'] as const) jest.spyOn(console, method).mockReturnValue(undefined);
  [issuer, other] = [await startIssuer(), await startIssuer()];
  const service = startServiceProcess({
    ...namedEngines(),
    TABLE_NAME,
    DATA_DIR: '',
    MAIL_FROM: '',
    RATE_LIMITS: 'off',
    OIDC_ISSUER: issuer.url,
    OIDC_AUDIENCE: AUDIENCE,
    OIDC_ROLES_CLAIM: ROLES_CLAIM,
    OIDC_ORGANIZER_ROLE: 'tickets-organizer',
  });
  api = apiClient(await service.ready);
  tokenOf = {
    admin: await logIn('root', ['admin']),
    organizer: await logIn('olga', ['tickets-organizer', 'something']),
    attendee: await logIn('ada', ['something']),
  };
}, 60_000);
afterAll(async () => {
  api.close();
  await endServiceProcesses();
  await Promise.all([issuer.stop(), other.stop()]);
});

const me = (token: string) => api.call({ path: '/v1/me', token });
const NEW_EVENT = { name: 'First night', startsAt: '2099-01-01T20:00:00Z', capacity: 5, allowGuests: true };
const anEvent = async () =>
  (await api.call({ path: '/v1/events', token: tokenOf.organizer, body: NEW_EVENT })).body.id as string;

describe('A person of the issuer', () => {
  test('has an account from the first request on, the same for each log-in', async () => {
    const first = await me(tokenOf.attendee);
    expect(first.body).toEqual({
      id: expect.any(String),
      name: 'Person ada',
      email: 'ada@example.com',
      role: 'attendee',
      isAddressConfirmed: true,
    });
    const again = await Promise.all([1, 2, 3].map(async () => me(await logIn('ada', []))));
    for (const { body } of again) expect(body.id).toBe(first.body.id);
    expect((await me(tokenOf.admin)).body.id).not.toBe(first.body.id);
  });

  test('has no name that a request may not state, and no address that is none', async () => {
    const token = await logIn('hostile', [], {
      name: 'Ada \u202egnp\nBcc: eve',
      email: 'ada@example.com, eve',
    });
    expect((await me(token)).body).toMatchObject({ name: 'Somebody', email: '', isAddressConfirmed: false });
  });

  test('has the role that the claim of the token states, at once', async () => {
    expect((await me(tokenOf.organizer)).body.role).toBe('organizer');
    expect((await me(tokenOf.admin)).body.role).toBe('admin');
    const create = (token: string) => api.call({ path: '/v1/events', token, body: NEW_EVENT });
    expectProblem(await create(tokenOf.attendee), 403, 'forbidden');
    expect((await create(await logIn('ada', ['tickets-organizer']))).status).toBe(201);
    expectProblem(await create(await logIn('ada', ['organizer'])), 403, 'forbidden');
    expectProblem(await api.call({ path: '/v1/users', token: tokenOf.organizer }), 403, 'forbidden');
    expect((await api.call({ path: '/v1/users', token: tokenOf.admin })).status).toBe(200);
  });

  test('who lost the role is no organizer for hand-overs either, and does not stay with an event that an admin hands over', async () => {
    const token = await logIn('nora', ['tickets-organizer']);
    const { id: eventId } = (await api.call({ path: '/v1/events', token, body: NEW_EVENT })).body;
    const next = await logIn('ines', ['tickets-organizer']);
    await me(next);
    const staff = `/v1/events/${eventId}/staff`;
    const appoint = (email: string) =>
      api.call({ path: staff, token: tokenOf.admin, body: { email, role: 'manager' } });
    const { body: member } = await appoint('ines@example.com');
    const handOver = () =>
      api.call({
        path: `/v1/events/${eventId}/owner`,
        token: tokenOf.admin,
        body: { userId: member.userId },
      });
    await me(await logIn('ines', []));
    expectProblem(await handOver(), 409, 'owner-not-eligible');
    // Of two tokens of one second the lower role stays.
    await eventually(async () => {
      await me(await logIn('ines', ['tickets-organizer']));
      return (await handOver()).status === 200;
    });
    const listed = await api.call({ path: staff, token: tokenOf.admin });
    expect(listed.body.items.map(({ role }: { role: string }) => role)).toEqual(['owner']);
    expectProblem(await api.call({ path: `/v1/events/${eventId}/bookings`, token }), 404, 'not-found');
  });

  test('books, and the organizer sees their name and address', async () => {
    const id = await anEvent();
    const path = `/v1/events/${id}/bookings`;
    const booked = await api.call({ path, token: tokenOf.attendee, body: { quantity: 1 } });
    expect(booked.status).toBe(201);
    const listed = await api.call({ path, token: tokenOf.organizer });
    expect(listed.body.items[0].customer).toEqual({ name: 'Person ada', email: 'ada@example.com' });
  });

  test('has no address that the issuer has not confirmed, or that another account has', async () => {
    const unverified = await logIn('eve', [], { email: 'eve@example.com', isVerified: false });
    expect((await me(unverified)).body).toMatchObject({ email: '', isAddressConfirmed: false });
    const sameAddress = await logIn('mallory', [], { email: 'Ada@Example.com' });
    expect((await me(sameAddress)).body).toMatchObject({ email: '', isAddressConfirmed: false });
    const id = await anEvent();
    const path = `/v1/events/${id}/bookings`;
    expect((await api.call({ path, token: unverified, body: { quantity: 1 } })).status).toBe(201);
    expect((await api.call({ path, token: tokenOf.organizer })).body.items[0]).not.toHaveProperty('customer');
  });
});

test('an event that requires a confirmed address sells to whose address the issuer has confirmed', async () => {
  const body = { ...NEW_EVENT, allowGuests: false, requiresConfirmedAddress: true };
  const event = await api.call({ path: '/v1/events', token: tokenOf.organizer, body });
  expect(event.status).toBe(201);
  const book = (token: string) =>
    api.call({ path: `/v1/events/${event.body.id}/bookings`, token, body: { quantity: 1 } });
  expect((await book(tokenOf.attendee)).status).toBe(201);
  const grace = (isVerified: boolean) => logIn('grace', [], { isVerified });
  expectProblem(await book(await grace(false)), 409, 'address-not-confirmed');
  // She confirms the address at the issuer, and logs in again.
  expect((await book(await grace(true))).status).toBe(201);
  expectProblem(
    await book(await logIn('kim', [], { email: 'ada@example.com' })),
    409,
    'address-not-confirmed',
  );
});

test('a guest still books and manages the booking with the token of the service', async () => {
  const path = `/v1/events/${await anEvent()}/bookings`;
  const attendee = { firstName: 'Grace', lastName: 'Hopper', email: 'grace@example.com' };
  const { status, body } = await api.call({ path, body: { quantity: 1, attendee } });
  expect(status).toBe(201);
  expect((await api.call({ path: `${path}/${body.id}`, token: body.manageToken })).status).toBe(200);
});

const own = Object.entries<Route>(ROUTES).filter(([name]) => isOfOwnAccounts(name));

test.each(own)('%s is off and says so', async (_, { method, path, role }) => {
  const call = {
    method,
    path: path.replaceAll(/\{\w+\}/g, UNKNOWN_ID),
    ...(role && { token: tokenOf.admin }),
  };
  expectProblem(
    await api.call({ ...call, ...(method !== 'GET' && { body: {} }) }),
    410,
    'accounts-elsewhere',
  );
});

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const claimsOf = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());

/** The public key of the issuer as text, as anybody has it. */
async function publicKey(): Promise<{ kid: string; pem: string }> {
  const [key] = (await issuer.jwks()).keys;
  if (key === undefined) throw new Error('The issuer publishes no key.');
  const pem = createPublicKey({ key: key as JsonWebKey, format: 'jwk' }).export({
    format: 'pem',
    type: 'spki',
  });
  return { kid: key.kid, pem: String(pem) };
}

async function signedWithPublicKey(): Promise<string> {
  const { kid, pem } = await publicKey();
  const text = `${part({ alg: 'HS256', typ: 'at+jwt', kid })}.${part(claimsOf(tokenOf.admin))}`;
  return `${text}.${createHmac('sha256', pem).update(text).digest('base64url')}`;
}

const refused: [string, () => Promise<string> | string][] = [
  [
    'a token for another service',
    () => issuer.logIn({ id: 'ada', roles: [] }, OTHER_AUDIENCE).then((t) => t.accessToken),
  ],
  [
    'a token of another issuer',
    () => other.logIn({ id: 'ada', roles: ['admin'] }).then((t) => t.accessToken),
  ],
  ['an ID token', () => idTokens[0] ?? ''],
  [
    'a token without a signature',
    async () => {
      const { kid } = await publicKey();
      return `${part({ alg: 'none', typ: 'at+jwt', kid })}.${part(claimsOf(tokenOf.admin))}.`;
    },
  ],
  ['a token signed by HS256 with the public key', signedWithPublicKey],
  [
    'a token with other claims under its signature',
    () => {
      const [header, , signature] = tokenOf.attendee.split('.');
      return [header, part({ ...claimsOf(tokenOf.attendee), [ROLES_CLAIM]: ['admin'] }), signature].join('.');
    },
  ],
  ['a word', () => 'nothing'],
];

test.each(refused)('%s is refused', async (_, make) => {
  expectProblem(await me(await make()), 401, 'unauthenticated');
});

test('a token is refused once it has expired', async () => {
  const token = await logIn('ada', [], { ttlSeconds: 1 });
  expect((await me(token)).status).toBe(200);
  await eventually(async () => (await me(token)).status === 401, 15_000);
}, 20_000);

const settings = { rolesClaim: ROLES_CLAIM, adminRole: 'admin', organizerRole: 'organizer' };

test('an ID token is refused even if the audience is the client, where its signature and audience are right', async () => {
  const [idToken = ''] = idTokens;
  const keys = createRemoteJWKSet(new URL(`${issuer.url}/jwks`));
  expect((await jwtVerify(idToken, keys, { issuer: issuer.url, audience: 'web' })).payload.sub).toBe('root');
  const tokens = new IssuerTokens({ ...settings, issuer: issuer.url, audience: 'web' }, Date.now);
  await expect(tokens.verify(idToken)).rejects.toMatchObject({ code: 'unauthenticated' });
});

test('an issuer that does not answer makes the service busy, and is not asked again at once', async () => {
  const gone = await startIssuer();
  const { accessToken } = await gone.logIn({ id: 'ada', roles: [] });
  let now = 0;
  const tokens = new IssuerTokens({ ...settings, issuer: gone.url, audience: AUDIENCE }, () => now);
  await gone.stop();
  await expect(tokens.verify(accessToken)).rejects.toThrow(Busy);
  const began = performance.now();
  for (let count = 0; count < 100; count += 1) await expect(tokens.verify(accessToken)).rejects.toThrow(Busy);
  expect(performance.now() - began).toBeLessThan(500);
  now += 5_000;
  await expect(tokens.verify(accessToken)).rejects.toThrow(Busy);
});

test('while the keys of an issuer cannot be read, tokens of an unknown key cause one read in five seconds, and known keys count', async () => {
  const gone = await startIssuer();
  const { accessToken } = await gone.logIn({ id: 'ada', roles: [] });
  let now = 0;
  const tokens = new IssuerTokens({ ...settings, issuer: gone.url, audience: AUDIENCE }, () => now);
  await tokens.verify(accessToken);
  await gone.stop();
  const [, ...rest] = accessToken.split('.');
  const unknown = [part({ alg: 'RS256', typ: 'at+jwt', kid: 'unknown' }), ...rest].join('.');
  const fetched = jest.spyOn(globalThis, 'fetch');
  // The library pauses after the read that succeeded.
  const began = Date.now();
  await eventually(async () => {
    await expect(tokens.verify(unknown)).rejects.toBeDefined();
    return fetched.mock.calls.length > 0;
  }, 15_000);
  expect(Date.now() - began).toBeLessThan(15_000);
  for (let count = 0; count < 20; count += 1) await expect(tokens.verify(unknown)).rejects.toThrow(Busy);
  expect(fetched).toHaveBeenCalledTimes(1);
  expect(await tokens.verify(accessToken)).toMatchObject({ role: 'attendee' });
  now += 5_000;
  await expect(tokens.verify(unknown)).rejects.toThrow(Busy);
  expect(fetched).toHaveBeenCalledTimes(2);
  fetched.mockRestore();
}, 30_000);

test('an issuer whose document names another one is a fault of the operator, and accepts nothing', async () => {
  const named = { ...settings, issuer: `${issuer.url}/`, audience: AUDIENCE };
  await expect(new IssuerTokens(named, Date.now).verify(tokenOf.admin)).rejects.toThrow(
    'names another issuer',
  );
});

test('a key that the issuer rotates is picked up, and the one before is not accepted any more', async () => {
  const before = tokenOf.attendee;
  expect((await me(before)).status).toBe(200);
  issuer.rotate();
  const after = await logIn('ada', []);
  await eventually(async () => (await me(after)).status === 200, 15_000);
  expectProblem(await me(before), 401, 'unauthenticated');
}, 20_000);

test.each([
  [{ OIDC_ISSUER: 'http://issuer.example', OIDC_AUDIENCE: 'a' }, 'is not an HTTPS URL'],
  [{ OIDC_ISSUER: 'https://issuer.example', OIDC_AUDIENCE: '' }, 'belong together'],
  [{ OIDC_ISSUER: '', OIDC_AUDIENCE: 'a' }, 'belong together'],
])('a service does not start with %o', async (variables, says) => {
  expect(await runVerb(['start'], { ...variables, PORT: '0', DATA_DIR: '' })).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining(says),
  });
});
