/**
 * Closes an account for good. Its name, address and password are erased, and the names that it gave on its bookings; the
 * bookings themselves stay, without a person. Bookings and events that are not over come first, because somebody has to
 * answer for them.
 *
 * Steps, and what a crash after each leaves behind:
 * 1. The password, the expected version, the events and the bookings are checked (prepare-closing). If they are too many for one
 *    request, it notes how far it came and answers that it has to be repeated. Crash: nothing.
 * 2. The names on the bookings are erased, each by one conditional write, and webhook endpoints removed. Crash: the account is
 *    open, and some bookings of past or cancelled events have no names any more. A repeat goes on.
 * 3. One transaction erases the account, frees its address and writes the letter that tells of it and its entry in the
 *    trail of security events, provided that the account still has the version. From then on its sessions and tokens belong
 *    to nobody.
 * 4. Webhook endpoints that were made since step 2 are removed. Crash: they stay, without anybody who could use them.
 */
import type { Account } from '../model/account.ts';
import type { Booking, Language } from '../model/booking.ts';
import { hasNames, otherHolders } from '../model/closing.ts';
import { type ExpectedVersions, requireVersion } from '../model/expected-version.ts';
import { letterTo } from '../model/letter.ts';
import { AFTERCARE_RETRY_BUDGET_MS, BOOKING_RETRY_BUDGET_MS } from '../model/limits.ts';
import { Busy } from '../model/refusal.ts';
import type { SecurityEvent } from '../model/security-event.ts';
import type { Contact } from '../model/user.ts';
import type { AccountStore } from '../ports/account-store.ts';
import type { BookingNameStore } from '../ports/booking-name-store.ts';
import type { BookingStore } from '../ports/booking-store.ts';
import type { EventListingStore } from '../ports/event-listing-store.ts';
import type { ListingStore } from '../ports/listing-store.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { SecurityLog } from '../ports/security-log.ts';
import type { UserStore } from '../ports/user-store.ts';
import type { WebhookEndpointStore } from '../ports/webhook-endpoint-store.ts';
import type { EventCache } from '../process/event-cache.ts';
import { RetryBudget } from '../process/retry-budget.ts';
import { checkedOnce } from './change-account.ts';
import { anotherAdmin } from './change-role.ts';
import { prepareClosing } from './prepare-closing.ts';

export type CloseAccountPorts = {
  accounts: Pick<AccountStore, 'read' | 'close' | 'noteClosing'>;
  users: Pick<UserStore, 'listRole'>;
  bookings: Pick<BookingStore, 'read'>;
  names: BookingNameStore;
  listings: Pick<ListingStore, 'ofCustomer'>;
  eventListings: Pick<EventListingStore, 'ofOrganizer'>;
  endpoints: Pick<WebhookEndpointStore, 'list' | 'remove'>;
  cache: EventCache;
  securityLog: SecurityLog;
  runtime: Runtime;
};

/**
 * `check`: throws Refusal if the password is wrong. `language`, `sendsMail`: of the letter that tells of it. `expected`: the
 * versions of the account that may be closed.
 */
export type CloseAccount = {
  userId: string;
  check: (person: Contact) => Promise<unknown>;
  language: Language;
  sendsMail: boolean;
  expected?: ExpectedVersions;
};

/**
 * Does nothing for an account that is closed.
 * @throws Refusal `bookings-open`, `changed-meanwhile`, `events-open`, `last-admin`; what `check` throws; Busy.
 */
export async function closeAccount(request: CloseAccount, ports: CloseAccountPorts): Promise<void> {
  const { userId, expected } = request;
  const { accounts, securityLog, runtime } = ports;
  const retryBudget = new RetryBudget(runtime, BOOKING_RETRY_BUDGET_MS);
  const former = new Set<string>();
  const requirePassword = checkedOnce(request.check);
  let preparedVersion: number | undefined;
  for (;;) {
    const account = await retryBudget.retryWhileBusy(() => accounts.read(userId));
    if (account === undefined) return;
    await requirePassword(account);
    requireVersion(expected, account.version);
    // A change meanwhile may have made it the owner of an event.
    if (account.version !== preparedVersion) {
      await prepareClosing(account, (booking) => eraseNames(booking, ports, retryBudget), ports);
      await removeEndpoints(userId, ports, retryBudget);
      preparedVersion = account.version;
    }
    const witnessId = account.role === 'admin' ? await anotherAdmin(userId, former, ports) : undefined;
    const closing = closingOf(account, request, witnessId, runtime);
    const outcome = await accounts.close(account, closing);
    if (outcome === 'done') {
      securityLog.write(closing.securityEvent);
      await removeLateEndpoints(userId, ports);
      return;
    }
    if (outcome === 'no-witness' && witnessId !== undefined) former.add(witnessId);
    else await retryBudget.backOff();
  }
}

function closingOf(
  account: Account,
  { language, sendsMail }: CloseAccount,
  witnessId: string | undefined,
  runtime: Runtime,
) {
  const [id, at] = [runtime.newId(), runtime.now()];
  const letters = sendsMail ? [letterTo(account, 'account-closed', language, { id, at })] : [];
  const act = { kind: 'account-closed' as const, by: account.id, userId: account.id };
  const securityEvent: SecurityEvent = { id: runtime.newId(), at, ...act };
  return { at, letters, securityEvent, ...(witnessId !== undefined && { witnessId }) };
}

async function eraseNames(
  { eventId, id }: Booking,
  { bookings, names, cache, runtime }: CloseAccountPorts,
  retryBudget: RetryBudget,
): Promise<void> {
  retryBudget.renew();
  const event = await cache.get(eventId);
  await retryBudget.retryUntilDone(async () => {
    const booking = await retryBudget.retryWhileBusy(() => bookings.read(event, id));
    if (booking === undefined || !hasNames(booking)) return true;
    const entry = { what: 'person-erased' as const, at: runtime.now(), by: booking.customerId };
    return names.erase(event, booking, { entry, left: otherHolders(booking) });
  });
}

/** The account is closed, so its request is answered so, whether or not this succeeds. */
async function removeLateEndpoints(userId: string, ports: CloseAccountPorts): Promise<void> {
  const retryBudget = new RetryBudget(ports.runtime, AFTERCARE_RETRY_BUDGET_MS);
  try {
    await removeEndpoints(userId, ports, retryBudget);
  } catch (error) {
    if (!(error instanceof Busy)) throw error;
  }
}

/** Their addresses and descriptions may name a person. Whoever changes one meanwhile has it removed as it is then. */
async function removeEndpoints(
  userId: string,
  { endpoints }: CloseAccountPorts,
  retryBudget: RetryBudget,
): Promise<void> {
  await retryBudget.retryUntilDone(async () => {
    let areRemoved = true;
    for (const endpoint of await retryBudget.retryWhileBusy(() => endpoints.list(userId)))
      areRemoved = (await retryBudget.retryWhileBusy(() => endpoints.remove(endpoint))) && areRemoved;
    return areRemoved;
  });
}
