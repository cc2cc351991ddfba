/**
 * The people of a run: they send the operations of the plan as API requests, repeat those without an answer,
 * and keep a record of what they sent and were answered.
 */
import { bookingIdFor } from '../../functions/domain/model/booking.ts';
import { derivedId } from '../../functions/domain/model/derived-id.ts';
import { DRAW_WINDOW_MIN_SECONDS } from '../../functions/domain/model/limits.ts';
import type { TypeCount } from '../../functions/domain/model/ticket-types.ts';
import { doorKeyOwner } from '../../functions/domain/sale/choose-customer.ts';
import {
  isDone,
  makesBooking,
  type RecordedScan,
  type RequestRecord,
  type Sending,
} from '../../functions/domain/verify/request-record.ts';
import { accountItems } from './accounts.ts';
import { ApiRequests } from './api-requests.ts';
import { Chance } from './chance.ts';
import type { PlannedScan } from './door/plan.ts';
import type { WireItem } from './engine.ts';
import { API_TIMEOUT_MS, type ApiRequest, Gateway, type GatewayOptions, type Reply } from './gateway.ts';
import type { RunRecord } from './record.ts';
import { typesOfEvent } from './ticket-types.ts';
import { describeOperation, type EventSettings, type Operation } from './workload.ts';

/** The number of the customer who buys last; no plan uses it. */
const NEWCOMER = 0;
const TWO_DAYS_MS = 48 * 3_600_000;
const DRAW_LEAD_MS = 30_000;
const START_LEAD_MS = 1_000;

/** The kinds of operations that are repeated once the service has settled. */
const REPEATED = new Set<Operation['what']>([
  'book',
  'add',
  'cancel',
  'accept',
  'decline',
  'transfer',
  'hand-in-scans',
]);

/**
 * With at most so many disturbances, no call can have failed twice together with all of its retries by the
 * SDK. A 503 then means that nothing was done.
 */
const DISTURBANCES_SURVIVED = 5;

/**
 * The record of an operation. `open`: how many answers and repeats of it are still to come. `memberId`: the account that is
 * appointed or removed.
 */
export type Account = RequestRecord & {
  asked: Operation & { types?: TypeCount[] };
  open: number;
  memberId?: string;
};

export type PeopleOptions = GatewayOptions & {
  record: RunRecord;
  seed: number;
  ticketSecret: Uint8Array;
  onLog: (text: string) => void;
};

export class People {
  readonly #options: PeopleOptions;
  readonly #gateway: Gateway;
  readonly organizerId: string;
  readonly accounts = new Map<number, Account>();
  eventId = '';
  #requests: ApiRequests | undefined;
  /**
   * Counts the questions of `#ask`: chance is drawn by the name of an invocation, so each name must be
   * unique.
   */
  #asked = 0;
  #startedAt = 0;

  constructor(options: PeopleOptions) {
    this.#options = options;
    this.organizerId = derivedId('organizer', String(options.seed));
    this.#gateway = new Gateway(options);
  }

  get areWaiting(): boolean {
    return [...this.accounts.values()].some((account) => account.open > 0);
  }

  /** @returns the items of the accounts that send these operations, and of the organizer's account. */
  accountItems(operations: Operation[]): WireItem[] {
    const { clock, seed } = this.#options;
    const customers = new Set([NEWCOMER, ...operations.map(({ customer }) => customer)]);
    return [
      ...accountItems(this.organizerId, 'organizer', clock.now),
      ...[...customers].flatMap((n) => accountItems(customerIdOf(seed, n), 'attendee', clock.now)),
    ];
  }

  /** @returns when (ms) the first operation is to be sent. */
  async createEvent(settings: EventSettings, startsAt: number): Promise<number> {
    const { salesCloseAfter, policy, offerTtlSeconds, lapsedOffer, passHeadAfterSeconds, ...others } =
      settings;
    const { limit, limitPerCustomer, drawOpensAfter, hasTypes: _types, hasPools, ...fields } = others;
    // Whatever the clock of the function that creates the event, its sales open later.
    const opensAt = startsAt + DRAW_LEAD_MS;
    const isDrawn = drawOpensAfter !== undefined;
    const salesCloseAt = new Date(startsAt + salesCloseAfter).toISOString();
    const waitlist = {
      policy,
      limitPerCustomer,
      ...(hasPools && { enabled: false }),
      ...(offerTtlSeconds && { offerTtlSeconds }),
      ...(passHeadAfterSeconds && { passHeadAfterSeconds }),
      ...(lapsedOffer && { lapsedOffer }),
      ...(limit && { limit }),
    };
    const body = {
      name: 'Simulated',
      // In the future for every clock, also where sales close at once.
      startsAt: new Date(startsAt + Math.max(salesCloseAfter, START_LEAD_MS)).toISOString(),
      endsAt: new Date(startsAt + salesCloseAfter + TWO_DAYS_MS).toISOString(),
      salesCloseAt,
      ...(isDrawn && {
        salesOpenAt: new Date(opensAt).toISOString(),
        draw: { windowSeconds: DRAW_WINDOW_MIN_SECONDS },
      }),
      waitlist,
      ...typesOfEvent(settings),
      ...fields,
    };
    let created: Reply = 'nothing';
    await this.#gateway.send(
      {
        function: 'api/create-event',
        method: 'POST',
        path: '/v1/events',
        parameters: {},
        userId: this.organizerId,
        body,
      },
      'event',
      (answer) => {
        created = answer;
      },
    );
    const { clock } = this.#options;
    await clock.runUntil(clock.now + API_TIMEOUT_MS, () => created !== 'nothing');
    const answer = created as Reply;
    if (answer === 'nothing' || answer.status !== 201)
      throw new Error(`The event was not created: ${JSON.stringify(answer)}`);
    this.eventId = String(answer.body['id']);
    const { eventId, organizerId } = this;
    this.#requests = new ApiRequests({ eventId, organizerId }, this.#options.ticketSecret, settings);
    return isDrawn ? opensAt - drawOpensAfter : clock.now;
  }

  begin(operations: Operation[]): void {
    const { clock } = this.#options;
    const start = clock.now;
    this.#startedAt = Math.floor(start);
    for (const operation of operations) {
      clock.after(start + operation.at - clock.now, () => this.#begin(operation));
    }
  }

  /** Repeats every operation that was answered with success, with its key. */
  async repeatAll(): Promise<void> {
    for (const account of this.accounts.values()) {
      const { asked, sendings } = account;
      const isRepeatable = REPEATED.has(asked.what);
      if (asked.hasKey && sendings.some(isDone) && isRepeatable) await this.#sendOnce(account);
    }
  }

  /** Asks the service to audit the event. */
  audit(): Promise<Reply> {
    return this.#ask({ function: 'api/audit-event', method: 'GET', path: '/audit' }, 'audit');
  }

  /** The organizer resumes the waitlist, in case it is paused. */
  async resume(): Promise<void> {
    const body = { waitlist: { enabled: true } };
    await this.#ask({ function: 'api/change-event', method: 'PATCH', path: '', body }, 'resume');
  }

  /** The organizer cancels `quantity` tickets of a booking. */
  async giveBack({ id }: { id: string }, quantity: number): Promise<void> {
    this.#record({ what: 'cancel', quantity }, this.organizerId, id);
    const path = `/bookings/${id}/cancel`;
    const parameters = { bookingId: id };
    await this.#ask(
      { function: 'api/cancel-booking', method: 'POST', path, parameters, body: { quantity } },
      `give back ${id}`,
    );
  }

  /**
   * A newcomer buys a ticket with `onSoldOut: 'reject'`.
   * @returns what went wrong; undefined if nothing did.
   */
  async buyOne(): Promise<string | undefined> {
    const wanted = this.#requests?.wanted(NEWCOMER, 1);
    const body = { ...wanted, onSoldOut: 'reject' };
    const userId = customerIdOf(this.#options.seed, NEWCOMER);
    this.#record({ what: 'book', quantity: 1, ...wanted, onSoldOut: 'reject' }, userId);
    const request = {
      function: 'api/book-tickets',
      method: 'POST',
      path: '/bookings',
      body,
      userId,
    } as const;
    const answer = await this.#ask(request, 'newcomer');
    if (answer !== 'nothing' && answer.status === 201) return undefined;
    return `a newcomer is answered ${answer === 'nothing' ? answer : `${answer.status} ${answer.code}`} while every ticket is free`;
  }

  /** Records a request beside the operations of the plan, whose answers are not checked. */
  #record(asked: RequestRecord['asked'], actorId: string, bookingId?: string): void {
    const sendings = [{ sentAt: this.#options.clock.now }];
    this.#options.record.requests.push({ asked, actorId, bookingId, sendings });
  }

  /** Sends a request about the event, by default as its organizer, and waits for the answer. */
  async #ask(
    request: Pick<ApiRequest, 'function' | 'method' | 'path' | 'body'> & Partial<ApiRequest>,
    what: string,
  ): Promise<Reply> {
    const { clock, onLog } = this.#options;
    this.#asked += 1;
    const name = `${what} (${this.#asked})`;
    let answer: Reply | undefined;
    await this.#gateway.send(
      {
        userId: this.organizerId,
        ...request,
        path: `/v1/events/${this.eventId}${request.path}`,
        parameters: { eventId: this.eventId, ...request.parameters },
      },
      name,
      (given) => {
        answer = given;
        if (given !== 'nothing') onLog(`${name}: ${given.status} ${given.code ?? ''}`);
      },
    );
    await clock.runUntil(clock.now + API_TIMEOUT_MS, () => answer !== undefined);
    return answer ?? 'nothing';
  }

  async #begin(operation: Operation): Promise<void> {
    const { onLog, record, seed } = this.#options;
    const customerId = customerIdOf(seed, operation.customer);
    const isOfOrganizer = 'actor' in operation && operation.actor === 'organizer';
    const account: Account = {
      asked: this.#withTypes(operation),
      actorId: isOfOrganizer ? this.organizerId : customerId,
      key: operation.hasKey ? keyOf(operation) : undefined,
      open: 0,
      sendings: [],
    };
    const { actorId, key } = account;
    if ('of' in operation) {
      const made = this.accounts.get(operation.of);
      if (made?.bookingId === undefined) return;
      account.bookingId = made.bookingId;
      if (operation.what !== 'meddle' && !('actor' in operation)) account.actorId = made.actorId;
      else if (operation.what === 'meddle' && actorId === made.actorId) return;
    } else if (operation.what === 'book' && key !== undefined) {
      account.bookingId = bookingIdFor(this.eventId, actorId, key);
      account.replacesId = this.accounts.get(operation.replaces ?? -1)?.bookingId;
    } else if (operation.what === 'book-at-door' && key !== undefined) {
      account.bookingId = bookingIdFor(this.eventId, doorKeyOwner(this.organizerId), key);
    } else if ('actor' in operation) {
      account.memberId = customerId;
      if (operation.what === 'hand-in-scans') account.scans = this.#scansOf(operation.scans);
      if (account.scans?.length === 0) return;
    }
    onLog(describeOperation(operation));
    this.accounts.set(operation.number, account);
    record.requests.push(account);
    await this.#sendOnce(account);
    if (operation.isDoubled && operation.hasKey) await this.#sendOnce(account);
  }

  /** @returns the operation with the ticket types that its request states, if it asks for tickets of an event that has some. */
  #withTypes(operation: Operation): Account['asked'] {
    if (operation.what !== 'book' && operation.what !== 'book-at-door') return operation;
    return { ...operation, ...this.#requests?.wanted(operation.customer, operation.quantity) };
  }

  /** @returns the scans of tickets whose bookings are known by now. */
  #scansOf(planned: PlannedScan[]): RecordedScan[] {
    return planned.flatMap(({ of, ticket, scannedAfter }) => {
      const bookingId = this.accounts.get(of)?.bookingId;
      return bookingId === undefined
        ? []
        : [{ bookingId, ticket, scannedAt: this.#startedAt + scannedAfter }];
    });
  }

  async #sendOnce(account: Account): Promise<void> {
    const { clock } = this.#options;
    const sending: Sending = { sentAt: clock.now };
    account.sendings.push(sending);
    account.open += 1;
    const name = `operation ${account.asked.number}, time ${account.sendings.length}`;
    const request = await this.#requests?.requestOf(account);
    if (request === undefined) throw new Error('The event was not created yet.');
    await this.#gateway.send(request, name, (reply, { disturbances, lateWrites }) => {
      sending.endedAt = clock.now;
      sending.isDisturbed = disturbances > DISTURBANCES_SURVIVED;
      if (lateWrites > 0) sending.hasLateWrite = true;
      if (reply !== 'nothing') sending.answer = reply;
      this.#onEnd(account, reply, name);
    });
  }

  #onEnd(account: Account, reply: Reply, name: string): void {
    const { clock, onLog, record, seed } = this.#options;
    const { asked, sendings } = account;
    account.open -= 1;
    onLog(
      `${name}: ${reply === 'nothing' ? 'no answer' : `${reply.status} ${reply.code ?? reply.body['status'] ?? ''}`}`,
    );
    if (reply !== 'nothing') {
      if (makesBooking(account) && reply.status < 300) account.bookingId ??= String(reply.body['id']);
      record.onAnswer(account);
    }
    const saysNothing = reply === 'nothing' || reply.status === 503;
    const repeats = asked.hasKey || !makesBooking(account);
    if (!saysNothing || !repeats || sendings.length > asked.repeats) return;
    const pause = new Chance(seed, `${name}, pause`).between(100, 2_000);
    account.open += 1;
    clock.after(pause, () => {
      account.open -= 1;
      return this.#sendOnce(account);
    });
  }
}

export function customerIdOf(seed: number, customer: number): string {
  return derivedId('customer', String(seed), String(customer));
}

export function keyOf({ number }: Operation): string {
  return `key-${number}`;
}
