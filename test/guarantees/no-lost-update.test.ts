/**
 * A change with `If-Match` never overwrites another one: the version that the caller names is compared in the write
 * itself. Here another change is stored between the read and the write of the first one. Negative controls: without the
 * condition the other change is lost.
 */
import { describe, expect, test } from '@jest/globals';
import { changeProfile } from '../../functions/domain/accounts/change-profile.ts';
import { nameTicket } from '../../functions/domain/bookings/name-ticket.ts';
import { cancelEvent } from '../../functions/domain/events/cancel-event.ts';
import { changeEvent, type EventChange } from '../../functions/domain/events/change-event.ts';
import type { Event } from '../../functions/domain/model/event.ts';
import { bookingVersion } from '../../functions/domain/model/expected-version.ts';
import type { WebhookEndpointStore } from '../../functions/domain/ports/webhook-endpoint-store.ts';
import { changeEndpoint } from '../../functions/domain/webhooks/manage-endpoints.ts';
import { ACCOUNT_IS_UNCHANGED, ACCOUNT_WAS_NEVER_CHANGED } from '../../functions/store/items/account.ts';
import { BOOKING_IS_UNCHANGED } from '../../functions/store/items/booking.ts';
import { EVENT_IS_UNCHANGED } from '../../functions/store/items/event.ts';
import { ENDPOINT_IS_UNCHANGED } from '../../functions/store/items/webhook-endpoint.ts';
import type { Table } from '../../functions/store/table/client.ts';
import { userStore } from '../../functions/store/users.ts';
import { webhookEndpointStore } from '../../functions/store/webhook-endpoints.ts';
import { aBoxoffice, type Boxoffice, realRuntime, TABLE_NAME } from '../kit/boxoffice.ts';
import { aLetterService } from '../kit/letters.ts';
import { NO_MAIL } from '../kit/staff.ts';
import { strictTable } from '../kit/strict-table.ts';
import { tableWithFirstFaults, tableWithout } from '../kit/tampering.ts';
import { useTestTable } from '../kit/test-table.ts';
import { anEndpoint } from '../kit/webhook-sender.ts';

useTestTable();

type Write = (table: Table, before: () => Promise<unknown>) => Promise<unknown>;
/** `write`: the change of a version that was read, before whose write `before` runs. `hasRival`: whether the rival's change is there. */
type Race = { write: Write; rival: () => Promise<unknown>; hasRival: () => Promise<boolean> };

const organizerOf = ({ organizerId }: Event) => ({ userId: organizerId, role: 'organizer' as const });

/** A process over `table` that runs `before` right before its first write by one of these methods. */
function aSlowProcess(table: Table, before: () => Promise<unknown>): Boxoffice {
  let isFirst = true;
  const late =
    <Args extends unknown[], Result>(call: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> => {
      if (isFirst) {
        isFirst = false;
        await before();
      }
      return call(...args);
    };
  return aBoxoffice(
    ({ changes, bookings }) => ({
      changes: { ...changes, change: late(changes.change), describe: late(changes.describe) },
      bookings: { ...bookings, change: late(bookings.change), appendHistory: late(bookings.appendHistory) },
    }),
    table,
  );
}

async function ofEvent(mine: EventChange, theirs: EventChange): Promise<Race> {
  const boxoffice = aBoxoffice();
  const event = await boxoffice.anEvent();
  const request = { eventId: event.id, actor: organizerOf(event) };
  return {
    write: (table, before) =>
      changeEvent(
        { ...request, change: mine, expected: [event.revision] },
        aSlowProcess(table, before).ports,
      ),
    rival: () => changeEvent({ ...request, change: theirs }, boxoffice.ports),
    hasRival: async () => {
      const stored = await boxoffice.ports.events.read(event.id);
      return (
        stored !== undefined &&
        Object.entries(theirs).every(([name, value]) => stored[name as 'name'] === value)
      );
    },
  };
}

async function ofEventThatIsCancelled(): Promise<Race> {
  const boxoffice = aBoxoffice();
  const event = await boxoffice.anEvent();
  const request = { eventId: event.id, actor: organizerOf(event) };
  return {
    write: (table, before) =>
      cancelEvent({ ...request, expected: [event.revision], ...NO_MAIL }, aSlowProcess(table, before).ports),
    rival: () => changeEvent({ ...request, change: { venue: 'Great hall' } }, boxoffice.ports),
    hasRival: async () => (await boxoffice.ports.events.read(event.id))?.venue === 'Great hall',
  };
}

async function ofBooking(): Promise<Race> {
  const boxoffice = aBoxoffice();
  const event = await boxoffice.anEvent();
  const booking = await boxoffice.book(event, { quantity: 2 });
  const actor = { userId: booking.customerId, role: 'attendee' as const };
  const named = { eventId: event.id, bookingId: booking.id, actor, expected: [bookingVersion(booking)] };
  const holder = { firstName: 'Grace', lastName: 'Hopper' };
  return {
    write: (table, before) => nameTicket({ ...named, number: 1, holder }, aSlowProcess(table, before).ports),
    rival: () => nameTicket({ ...named, number: 2, holder }, boxoffice.ports),
    hasRival: async () =>
      (await boxoffice.ports.bookings.read(event, booking.id))?.ticketHolders?.[2]?.firstName === 'Grace',
  };
}

async function ofWebhook(): Promise<Race> {
  const endpoint = await anEndpoint(realRuntime.newId());
  const named = { organizerId: endpoint.organizerId, endpointId: endpoint.id, expected: [endpoint.revision] };
  const organizer = { id: endpoint.organizerId, name: 'Ada', email: '' };
  const told = { organizer, language: 'en', sendsMail: true } as const;
  const endpoints = webhookEndpointStore(strictTable(TABLE_NAME));
  const portsOf = (store: WebhookEndpointStore) => ({
    endpoints: store,
    addresses: { faultOf: async () => undefined },
    runtime: realRuntime,
  });
  return {
    write: (table, before) => {
      const store = webhookEndpointStore(table);
      const change: WebhookEndpointStore['change'] = async (after) => {
        await before();
        return store.change(after);
      };
      return changeEndpoint(named, { description: 'Mine' }, told, portsOf({ ...store, change }));
    },
    rival: () => changeEndpoint(named, { url: 'https://192.0.1.1/theirs' }, told, portsOf(endpoints)),
    hasRival: async () =>
      (await endpoints.read(named.organizerId, endpoint.id))?.url === 'https://192.0.1.1/theirs',
  };
}

/** An account that was changed before as often as `changes` says. */
async function ofAccount(changes: 0 | 1): Promise<Race> {
  const { ports, anAccount } = aLetterService();
  const { user } = await anAccount();
  const users = userStore(strictTable(TABLE_NAME));
  const told = { language: 'en' as const, sendsMail: true, check: async () => undefined };
  const change = (
    fields: { name?: string; email?: string; expected?: number[] },
    accounts = ports.accounts,
  ) => changeProfile({ userId: user.id, ...told, ...fields }, { ...ports, accounts, users });
  if (changes === 1) await change({ name: 'Countess' });
  const theirs = `theirs-${user.email}`;
  return {
    write: (table, before) => {
      const store = aLetterService({ table }).ports.accounts;
      let isFirst = true;
      const late: typeof store.change = async (...args) => {
        if (isFirst) await before();
        isFirst = false;
        return store.change(...args);
      };
      return change({ name: 'Mine', expected: [changes] }, { ...store, change: late });
    },
    rival: () => change({ email: theirs }),
    hasRival: async () => (await ports.accounts.read(user.id))?.newEmail === theirs,
  };
}

describe.each<[string, string, () => Promise<Race>]>([
  ['the text of an event', EVENT_IS_UNCHANGED, () => ofEvent({ name: 'Mine' }, { venue: 'Great hall' })],
  ['the capacity of an event', EVENT_IS_UNCHANGED, () => ofEvent({ capacity: 20 }, { name: 'Theirs' })],
  ['an event that is cancelled', EVENT_IS_UNCHANGED, ofEventThatIsCancelled],
  ['the names of a booking', BOOKING_IS_UNCHANGED, ofBooking],
  ['a webhook endpoint', ENDPOINT_IS_UNCHANGED, ofWebhook],
  ['an account that was never changed', ACCOUNT_WAS_NEVER_CHANGED, () => ofAccount(0)],
  ['an account that was changed before', ACCOUNT_IS_UNCHANGED, () => ofAccount(1)],
])('A change of %s', (_what, condition, arrange) => {
  test('made for a version that another change has replaced is refused, and the other one stays', async () => {
    const { write, rival, hasRival } = await arrange();
    await expect(write(strictTable(TABLE_NAME), rival)).rejects.toMatchObject({ code: 'changed-meanwhile' });
    expect(await hasRival()).toBe(true);
  });

  test('overwrites the other one without the condition of the write', async () => {
    const { write, rival, hasRival } = await arrange();
    await write(tableWithout(condition), rival);
    expect(await hasRival()).toBe(false);
  });
});

test('a change whose answer was lost, and after which another came, is not said to have changed nothing', async () => {
  const boxoffice = aBoxoffice();
  const event = await boxoffice.anEvent();
  const request = { eventId: event.id, actor: organizerOf(event) };
  const lossy = tableWithFirstFaults('PutItemCommand', ['lost-after']);
  const { ports } = aBoxoffice(
    ({ changes }) => ({
      changes: {
        ...changes,
        describe: async (...change) => {
          const isStored = await changes.describe(...change);
          await changeEvent({ ...request, change: { name: 'Theirs' } }, boxoffice.ports);
          return isStored;
        },
      },
    }),
    lossy,
  );
  const change = changeEvent({ ...request, change: { name: 'Mine' }, expected: [event.revision] }, ports);
  await expect(change).rejects.toMatchObject({ code: 'busy' });
  expect(await boxoffice.ports.events.read(event.id)).toMatchObject({ name: 'Theirs', revision: 2 });
});
