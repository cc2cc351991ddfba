/**
 * A whole service for one test file: in-memory engines unless the environment names others, the deployed
 * handlers, the queue poller and the sweep's schedule, and builders for the people and events of a test.
 */
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { type ApiAnswer, type ApiCall, apiClient } from '../../bin/local/api-client.ts';
import { makePerson, type Person } from '../../bin/local/people.ts';
import { removeQueues, removeTable } from '../../bin/local/resources.ts';
import type { WebhookReceivers } from '../../bin/local/senders.ts';
import { type LocalService, startService } from '../../bin/local/service.ts';
import { type TypedClient, typedClient } from '../../bin/local/typed-client.ts';
import { runtime, table, tokens, users } from '../../functions/compose.ts';
import { REFRESH_TOKEN_TTL_SECONDS } from '../../functions/domain/model/limits.ts';
import type { Contact, Role, User } from '../../functions/domain/model/user.ts';
import { userKey } from '../../functions/store/items/user.ts';
import { TABLE_NAME } from './boxoffice.ts';
import { holdAgainstDescription } from './description.ts';
import { beStrict } from './strict-table.ts';

export type { Person } from '../../bin/local/people.ts';

export type TestService = {
  service: LocalService;
  /**
   * Sends any request, also an invalid one.
   * @throws when the description of the route does not allow the answer.
   */
  call: (call: ApiCall) => Promise<ApiAnswer>;
  /** Sends requests whose bodies and answers are typed by route. */
  client: TypedClient;
  /** Creates an account with an open session and its access token. */
  aPerson: (role?: Role) => Promise<Person>;
  /** Changes the role of an account, as an admin does. */
  changeRole: (person: Person, role: Role) => Promise<void>;
  /** Creates an account and returns its name and email, too; `fields` override the defaults. */
  anAccount: (fields?: Partial<User>) => Promise<Person & Contact>;
  /** An account that may get a role: its address is confirmed. */
  aConfirmedAccount: (fields?: Partial<User>) => Promise<Person & Contact>;
  /** Creates an event with an organizer of its own; `fields` override the defaults. */
  anEvent: (fields?: Record<string, unknown>) => Promise<{ id: string; organizer: Person }>;
  book: (
    person: Person,
    eventId: string,
    body?: unknown,
    headers?: Record<string, string>,
  ) => Promise<ApiAnswer>;
  cancel: (person: Person, eventId: string, bookingId: string, body?: unknown) => Promise<ApiAnswer>;
  stop: () => Promise<void>;
};

/**
 * `sendsNotices`: customers are sent mails, which `mailsTo` reads. `sendsUpdates`: of bookings, as streams. `webhooks`:
 * where webhooks may be sent. `servesPage`: the page at `/`. `rateLimits`: off unless they are tested, because all requests have one address.
 */
export async function aService({
  sendsNotices = false,
  sendsUpdates = false,
  webhooks = 'none',
  servesPage = false,
  rateLimits = 'off',
}: {
  sendsNotices?: boolean;
  sendsUpdates?: boolean;
  webhooks?: WebhookReceivers;
  servesPage?: boolean;
  rateLimits?: string;
} = {}): Promise<TestService> {
  process.env['RATE_LIMITS'] = rateLimits;
  const own = { port: 0, dataDirectory: undefined, name: TABLE_NAME };
  const service = await startService({ ...own, sendsNotices, sendsUpdates, webhooks, servesPage });
  beStrict(table());
  const api = apiClient(service.url);

  async function call(request: ApiCall): Promise<ApiAnswer> {
    const answer = await api.call(request);
    holdAgainstDescription(request, answer);
    return answer;
  }
  const client = typedClient({ call });

  async function anAccount(fields: Partial<User> = {}): Promise<Person & Contact> {
    const id = runtime.newId();
    const user: User = {
      id,
      name: 'Grace Hopper',
      email: `a${id.toLowerCase()}@example.com`,
      role: 'attendee',
      passwordHash: 'a hash that nothing shows',
      createdAt: new Date(runtime.now()).toISOString(),
      sessionGeneration: 0,
      ...fields,
    };
    const session = {
      id: runtime.newId(),
      userId: id,
      tokenHash: runtime.newId(),
      expiresAt: runtime.now() + REFRESH_TOKEN_TTL_SECONDS * 1000,
      generation: 0,
    };
    const made = await users().create(user, session);
    if (made !== 'done') throw new Error(`The account was not made: ${made}.`);
    return {
      id,
      token: await tokens().issue(session.userId, session.id),
      name: user.name,
      email: user.email,
    };
  }

  return {
    service,
    call,
    client,
    aPerson: makePerson,
    async changeRole({ id: userId }, role) {
      const { token } = await makePerson('admin');
      const answer = await client.call('change-role', { path: { userId }, token, body: { role } });
      if (answer.status !== 200) throw new Error(`The role was not changed: ${JSON.stringify(answer.body)}`);
    },
    anAccount,
    aConfirmedAccount: (fields) => anAccount({ isAddressConfirmed: true, ...fields }),
    async anEvent(fields = {}) {
      const organizer = await makePerson('organizer');
      const body = { name: 'First night', startsAt: '2099-01-01T20:00:00Z', capacity: 10, ...fields };
      const answer = await client.call('create-event', { token: organizer.token, body });
      if (answer.status !== 201) throw new Error(`The event was not created: ${JSON.stringify(answer.body)}`);
      return { id: answer.body.id, organizer };
    },
    book: ({ token }, eventId, body = { quantity: 1 }, headers = {}) =>
      call({ path: `/v1/events/${eventId}/bookings`, token, body, headers }),
    cancel: ({ token }, eventId, bookingId, body = {}) =>
      call({ path: `/v1/events/${eventId}/bookings/${bookingId}/cancel`, token, body }),
    async stop() {
      api.close();
      await service.stop();
      await removeTable(TABLE_NAME);
      await removeQueues(TABLE_NAME);
    },
  };
}

/** The name and email that an organizer sees of an account that `aPerson` made. */
export const contactOf = ({ id }: Person): Contact => ({ name: 'Person', email: `${id}@people.invalid` });

/** Removes the account's item, which no route does. Its sessions and bookings stay. */
export async function removeAccount({ id }: Person): Promise<void> {
  const { client, name } = table();
  await client.send(new DeleteCommand({ TableName: name, Key: userKey(id) }));
}

/** The header by which a request is recognized as a repeat. */
export const withKey = (key: string) => ({ 'idempotency-key': key });

/** Books and repeats the request, which confirms a place in the waitlist, so that the customer is told of it at once. */
export async function bookAndRepeat(
  { book }: Pick<TestService, 'book'>,
  person: Person,
  eventId: string,
  headers: Record<string, string> = {},
): Promise<ApiAnswer> {
  const body = { quantity: 1 };
  await book(person, eventId, body, { ...headers, ...withKey('place') });
  return book(person, eventId, body, { ...headers, ...withKey('place') });
}

/**
 * Polls `probe` until its result is neither undefined nor false.
 * @returns that result.
 * @throws after `withinMs`.
 */
export async function eventually<T>(
  probe: () => Promise<T | undefined | false>,
  withinMs = 5_000,
): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (let pauseMs = 10; ; pauseMs = Math.min(2 * pauseMs, 50)) {
    const found = await probe();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > deadline) throw new Error(`It did not happen within ${withinMs} ms.`);
    await runtime.sleep(pauseMs);
  }
}
