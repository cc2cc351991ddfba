/** The bounds of the routes of accounts, sessions, webhooks and mails. */
import { makePerson } from '../../bin/local/people.ts';
import { derivedSecrets, runtime } from '../../functions/compose.ts';
import { unsubscribePath } from '../../functions/credentials/unsubscribe-token.ts';
import { CLOSING_ERASED_BOOKINGS } from '../../functions/domain/model/limits.ts';
import { putOnStaffs, storePastBookings } from './full-accounts.ts';
import { aLetterService } from './letters.ts';
import { LONGEST_TEXTS } from './metering.ts';
import type { Bounds } from './route-bounds.ts';
import { anEndpoint } from './webhook-sender.ts';
import { grown, openSessions, PASSWORD, type World } from './worst-cases.ts';

const NEXT_PASSWORD = 'a new password of hers';
const PAGE = { limit: '100' };

async function unsubscription({ organizer }: World) {
  const [organizerId = '', addressId = '', token = ''] = (
    await unsubscribePath(organizer.id, 'a'.repeat(22), derivedSecrets())
  ).split('/');
  return { path: { organizerId, addressId, token } };
}

/** An account with 300 open sessions. */
async function withSessions({ anAccount }: World) {
  const account = await anAccount();
  await openSessions(account, 300);
  return { token: account.token };
}

const ofEndpoint = ({ organizer, endpoint }: World) => ({
  token: organizer.token,
  path: { webhookId: endpoint.id },
});

async function aNewEndpoint() {
  const organizer = await makePerson('organizer');
  const endpoint = await anEndpoint(organizer.id);
  return { token: organizer.token, path: { webhookId: endpoint.id } };
}

export const BOUNDS_OF_ACCOUNTS: Bounds = {
  'read-health': { calls: 1, read: 1, write: 0, request: () => ({}) },
  'read-token-keys': { calls: 1, read: 1, write: 0, request: () => ({}) },
  'register-user': {
    ...{ calls: 5, read: 2, write: 13 },
    request: () => ({
      body: { name: 'Ada', email: `${runtime.newId()}@example.com`, password: NEXT_PASSWORD },
    }),
  },
  'log-in': {
    worst: 'from a new address',
    ...{ calls: 13, read: 4, write: 10 },
    request: async ({ anAccount }) => ({ body: { email: (await anAccount()).email, password: PASSWORD } }),
  },
  'refresh-session': {
    ...{ calls: 4, read: 3, write: 1 },
    request: async ({ anAccount }) => ({ body: { refreshToken: (await anAccount()).refreshToken } }),
  },
  'log-out': {
    ...{ calls: 2, read: 1, write: 1 },
    request: async ({ anAccount }) => ({ body: { refreshToken: (await anAccount()).refreshToken } }),
  },
  'read-me': { calls: 2, read: 3, write: 0, request: ({ customer: { token } }) => ({ token }) },
  'confirm-address': {
    ...{ calls: 6, read: 4, write: 5 },
    request: async () => {
      const { token, logIn } = await aLetterService().anAccount();
      return { token: await logIn(), body: { token } };
    },
  },
  'request-confirmation': {
    ...{ calls: 5, read: 4, write: 7 },
    request: async ({ anAccount }) => ({ token: (await anAccount()).token, body: {} }),
  },
  'forgot-password': {
    ...{ calls: 3, read: 0, write: 2 },
    request: async ({ anAccount }) => ({ body: { email: (await anAccount()).email } }),
  },
  'reset-password': {
    worst: 'of a registration by mail',
    ...{ calls: 6, read: 2, write: 11 },
    request: async () => ({
      body: { token: await aLetterService().aRegistration(), password: NEXT_PASSWORD },
    }),
  },
  'change-password': {
    ...{ calls: 15, read: 7, write: 18 },
    request: async ({ anAccount }) => ({
      token: (await anAccount()).token,
      body: { password: PASSWORD, newPassword: NEXT_PASSWORD },
    }),
  },
  'change-me': {
    ...{ calls: 17, read: 9, write: 17 },
    request: async ({ anAccount }) => ({
      token: (await anAccount()).token,
      body: { name: 'Grace', email: `${runtime.newId()}@example.com`, password: PASSWORD },
    }),
  },
  'close-account': {
    worst:
      'on the staff of 100 events of others with the longest texts, with 60 bookings as large as they may be',
    ...{ calls: 120, read: 2080, write: 3110 },
    status: 503,
    request: async ({ anAccount, mine }) => {
      const account = await anAccount();
      const event = await mine(LONGEST_TEXTS);
      await putOnStaffs(account.id, event, 100);
      const past = await storePastBookings(account.id, event, CLOSING_ERASED_BOOKINGS + 10);
      for (const booking of past.bookings) await grown(past.event, booking);
      return { token: account.token, body: { password: PASSWORD } };
    },
  },
  'export-me': {
    worst: 'a page of 100 of 2,000 bookings',
    calls: 225,
    read: 860,
    write: 1,
    request: ({ holder: { token } }) => ({ token, query: PAGE }),
  },
  'list-sessions': {
    worst: '300 open sessions',
    ...{ calls: 4, read: 4.5, write: 0 },
    request: withSessions,
  },
  'end-session': {
    ...{ calls: 5, read: 4, write: 5 },
    request: async ({ anAccount }) => {
      const { token, sessionId } = await anAccount();
      return { token, path: { sessionId } };
    },
  },
  'end-other-sessions': {
    worst: '300 open sessions',
    ...{ calls: 5, read: 4, write: 8 },
    request: withSessions,
  },
  'list-users': {
    worst: 'a search that finds nothing',
    calls: 28,
    read: 35,
    write: 1,
    request: ({ admin: { token } }) => ({ token, query: { ...PAGE, q: 'nobody@people.invalid' } }),
  },
  'change-role': {
    worst: 'another account is made an admin, or an admin gives up the role',
    ...{ calls: 5, read: 4.5, write: 14 },
    request: async ({ admin: { token }, aConfirmedAccount }) => {
      const { id: userId } = await aConfirmedAccount();
      return { token, path: { userId }, body: { role: 'admin' } };
    },
  },
  'list-security-events': {
    worst: 'a page of 100, of events in 14 months',
    ...{ calls: 18, read: 17, write: 0 },
    request: ({ admin: { token } }) => ({ token, query: PAGE }),
  },
  'read-limits': { calls: 2, read: 3, write: 0, request: ({ admin: { token } }) => ({ token }) },
  'read-unsubscription': { calls: 2, read: 2, write: 0, request: unsubscription },
  unsubscribe: { calls: 1, read: 0, write: 1, request: unsubscription },
  'subscribe-again': { calls: 1, read: 0, write: 1, request: unsubscription },
  'create-webhook': {
    ...{ calls: 4, read: 3, write: 8 },
    request: async () => {
      const { token } = await makePerson('organizer');
      return { token, body: { url: 'https://192.0.1.1/webhooks', description: 'a'.repeat(100) } };
    },
  },
  'list-webhooks': { calls: 3, read: 4, write: 0, request: ({ organizer: { token } }) => ({ token }) },
  'read-webhook': { calls: 3, read: 4, write: 0, request: ofEndpoint },
  'change-webhook': {
    worst: 'another address',
    ...{ calls: 5, read: 4, write: 6 },
    request: async () => ({ ...(await aNewEndpoint()), body: { url: 'https://192.0.1.1/others' } }),
  },
  'remove-webhook': { calls: 4, read: 4, write: 4, request: aNewEndpoint },
  'rotate-webhook-secret': {
    ...{ calls: 5, read: 4, write: 6 },
    request: async () => ({ ...(await aNewEndpoint()), body: {} }),
  },
  'test-webhook': {
    ...{ calls: 5, read: 4, write: 2 },
    request: async () => ({ ...(await aNewEndpoint()), body: {} }),
  },
  'replay-webhook': {
    ...{ calls: 5, read: 4, write: 2 },
    request: (world) => ({ ...ofEndpoint(world), body: { since: '2026-01-01T00:00:00Z' } }),
  },
  'read-webhook-replay': { calls: 4, read: 5, write: 0, request: ofEndpoint },
  'list-webhook-deliveries': {
    worst: 'of one type, of which there is none',
    ...{ calls: 4, read: 111, write: 0 },
    request: (world) => ({ ...ofEndpoint(world), query: { ...PAGE, type: 'booking.booked' } }),
  },
  'replay-webhook-delivery': {
    ...{ calls: 6, read: 5, write: 2 },
    request: (world) => ({
      token: world.organizer.token,
      path: { webhookId: world.endpoint.id, deliveryId: world.delivery.id },
      body: {},
    }),
  },
};
