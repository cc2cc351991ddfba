/**
 * A whole service for one test file: engines in memory unless the environment names others, the deployed handlers, the
 * poller and the schedule, and builders for the people and events of a test.
 */
import { type ApiAnswer, type ApiCall, apiClient } from '../../bin/local/api-client.ts';
import { removeQueues, removeTable } from '../../bin/local/resources.ts';
import { type LocalService, startService } from '../../bin/local/service.ts';
import { type TypedClient, typedClient } from '../../bin/local/typed-client.ts';
import { environment, table, tokens } from '../../functions/compose.ts';
import type { Role } from '../../functions/domain/user.ts';
import { holdAgainstDescription } from './description.ts';
import { TABLE_NAME } from './stage.ts';
import { beStrict } from './strict-table.ts';

export type Person = { id: string; token: string };

export type TestService = {
  service: LocalService;
  /** Sends whatever it is given. @throws when the description of the route does not allow the answer. */
  call: (call: ApiCall) => Promise<ApiAnswer>;
  /** Sends what the routes take, and knows what they answer. */
  client: TypedClient;
  /** Somebody with a valid access token; no account is needed to book. */
  aPerson: (role?: Role) => Promise<Person>;
  /** An event by an organizer of its own; `fields` go over the defaults. */
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

export async function aService(): Promise<TestService> {
  const service = await startService({ port: 0, dataDirectory: undefined, name: TABLE_NAME });
  beStrict(table());
  const api = apiClient(service.url);
  const issuer = tokens();

  async function call(request: ApiCall): Promise<ApiAnswer> {
    const answer = await api.call(request);
    holdAgainstDescription(request, answer);
    return answer;
  }
  const client = typedClient({ call });

  async function aPerson(role: Role = 'attendee'): Promise<Person> {
    const id = environment.newId();
    return { id, token: await issuer.issue({ id, role }) };
  }

  return {
    service,
    call,
    client,
    aPerson,
    async anEvent(fields = {}) {
      const organizer = await aPerson('organizer');
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

/** The header that makes a repeat of a request known as one. */
export const withKey = (key: string) => ({ 'idempotency-key': key });

/** Looks until `probe` gives something other than undefined or false. @throws when that takes too long. */
export async function eventually<T>(
  probe: () => Promise<T | undefined | false>,
  withinMs = 5_000,
): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const found = await probe();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > deadline) throw new Error(`It did not happen within ${withinMs} ms.`);
    await environment.sleep(10);
  }
}
