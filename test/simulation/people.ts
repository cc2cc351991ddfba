/**
 * The people of a run: they send the operations of the plan as API requests, repeat those without an answer,
 * and keep a record of what they sent and were answered.
 */

import { AccessTokens } from '../../functions/credentials/access-tokens.ts';
import { TicketIssuer } from '../../functions/credentials/ticket-issuer.ts';
import { bookingIdFor } from '../../functions/domain/model/booking.ts';
import { derivedId } from '../../functions/domain/model/derived-id.ts';
import { doorKeyOwner } from '../../functions/domain/sale/choose-customer.ts';
import { accountItems, sessionOf } from './accounts.ts';
import { Chance } from './chance.ts';
import { checkAnswer } from './check-answer.ts';
import type { VirtualClock } from './clock.ts';
import type { WireItem } from './engine.ts';
import type { FunctionName, LambdaPool, Outcome } from './lambda.ts';
import type { RunRecord } from './record.ts';
import { describeOperation, type EventSettings, type Operation } from './workload.ts';

const API_TIMEOUT_MS = 10_000;
/** The number of the customer who buys last; no plan uses it. */
const NEWCOMER = 0;
const TRAVEL_MS = 5;
const TWO_DAYS_MS = 48 * 3_600_000;

/** `nothing`: the function died, so that the gateway has no answer of the service to pass on. */
export type Answer =
  | { status: number; code?: string; retryAfter?: string; body: Record<string, unknown> }
  | 'nothing';

/** One operation with what its sender knows of it. Instants are in ms of the world's clock. */
export type Account = {
  operation: Operation;
  customerId: string;
  /** The booking that the operation makes or is about; undefined while its id is unknown. */
  bookingId: string | undefined;
  sentAt: number;
  sends: number;
  open: number;
  /**
   * `disturbances`: calls of the function that were rejected, lost or cut off by a fault before this answer.
   */
  answers: { answer: Answer; at: number; sentAt: number; disturbances: number }[];
};

type Request = {
  function: FunctionName;
  method: string;
  path: string;
  parameters: Record<string, string>;
  userId: string;
  key?: string;
  body?: object;
};

/** The parts of an API Gateway request that a function reads. */
export type ApiEvent = {
  headers: Record<string, string>;
  rawPath: string;
  pathParameters: Record<string, string>;
  requestContext: { http: { method: string; sourceIp: string }; requestId: string; timeEpoch: number };
  body?: string;
};

export type PeopleOptions = {
  clock: VirtualClock;
  lambdas: LambdaPool;
  record: RunRecord;
  seed: number;
  signingKey: Uint8Array;
  ticketSecret: Uint8Array;
  /** How far the gateway's clock is off, ms. */
  gatewaySkewMs: number;
  changeRequest: ((event: ApiEvent) => void) | undefined;
  onLog: (text: string) => void;
};

export class People {
  readonly #options: PeopleOptions;
  readonly #tokens: AccessTokens;
  readonly #tickets: TicketIssuer;
  readonly organizerId: string;
  readonly accounts = new Map<number, Account>();
  eventId = '';
  #capacity = 0;
  /**
   * Counts the questions of `#ask`: chance is drawn by the name of an invocation, so each name must be
   * unique.
   */
  #asked = 0;

  constructor(options: PeopleOptions) {
    this.#options = options;
    this.organizerId = derivedId('organizer', String(options.seed));
    this.#tokens = new AccessTokens(async () => options.signingKey);
    this.#tickets = new TicketIssuer(async () => options.ticketSecret);
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

  async createEvent(settings: EventSettings, startsAt: number): Promise<void> {
    const { salesCloseAfter, policy, offerTtlSeconds, limit, ...fields } = settings;
    const salesCloseAt = new Date(startsAt + salesCloseAfter).toISOString();
    const waitlist = { policy, ...(offerTtlSeconds && { offerTtlSeconds }), ...(limit && { limit }) };
    const body = {
      name: 'Simulated',
      startsAt: new Date(startsAt + salesCloseAfter).toISOString(),
      endsAt: new Date(startsAt + salesCloseAfter + TWO_DAYS_MS).toISOString(),
      salesCloseAt,
      waitlist,
      ...fields,
    };
    this.#capacity = fields.capacity;
    let created: Answer = 'nothing';
    await this.#send(
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
    const answer = created as Answer;
    if (answer === 'nothing' || answer.status !== 201)
      throw new Error(`The event was not created: ${JSON.stringify(answer)}`);
    this.eventId = String(answer.body['id']);
  }

  begin(operations: Operation[]): void {
    const { clock } = this.#options;
    const start = clock.now;
    for (const operation of operations) {
      clock.after(start + operation.at - clock.now, () => this.#begin(operation));
    }
  }

  /** Repeats every operation that was answered with success, with its key. */
  async repeatAll(): Promise<void> {
    for (const account of this.accounts.values()) {
      const { operation, answers } = account;
      const wasDone = answers.some(({ answer }) => answer !== 'nothing' && answer.status < 300);
      const isRepeatable = ['book', 'cancel', 'accept', 'decline'].includes(operation.what);
      if (operation.hasKey && wasDone && isRepeatable) await this.#sendOnce(account);
    }
  }

  /** Asks the service to audit the event. */
  audit(): Promise<Answer> {
    return this.#ask({ function: 'api/audit-event', method: 'GET', path: '/audit' }, 'audit');
  }

  /** The organizer resumes the waitlist, in case it is paused. */
  async resume(): Promise<void> {
    const body = { waitlist: { enabled: true } };
    await this.#ask({ function: 'api/change-event', method: 'PATCH', path: '', body }, 'resume');
  }

  /** The organizer cancels `quantity` tickets of a booking. */
  async giveBack({ id }: { id: string }, quantity: number): Promise<void> {
    this.#options.record.givenBack.add(id);
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
    const body = { quantity: 1, onSoldOut: 'reject' };
    const userId = customerIdOf(this.#options.seed, NEWCOMER);
    this.#options.record.newcomers.add(userId);
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

  /** Sends a request about the event, by default as its organizer, and waits for the answer. */
  async #ask(
    request: Pick<Request, 'function' | 'method' | 'path' | 'body'> & Partial<Request>,
    what: string,
  ): Promise<Answer> {
    const { clock, onLog } = this.#options;
    this.#asked += 1;
    const name = `${what} (${this.#asked})`;
    let answer: Answer | undefined;
    await this.#send(
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
    const { clock, onLog } = this.#options;
    const account: Account = {
      operation,
      customerId: customerIdOf(this.#options.seed, operation.customer),
      bookingId: undefined,
      sentAt: clock.now,
      sends: 0,
      open: 0,
      answers: [],
    };
    if ('of' in operation) {
      const made = this.accounts.get(operation.of);
      account.bookingId = made?.bookingId;
      if (account.bookingId === undefined) return;
      if (operation.what !== 'meddle') account.customerId = made?.customerId ?? account.customerId;
      else if (account.customerId === made?.customerId) return;
    } else if (operation.what === 'book' && operation.hasKey) {
      account.bookingId = bookingIdFor(this.eventId, account.customerId, keyOf(operation));
    } else if (operation.what === 'book-at-door' && operation.hasKey) {
      account.bookingId = bookingIdFor(this.eventId, doorKeyOwner(this.organizerId), keyOf(operation));
    }
    onLog(describeOperation(operation));
    this.accounts.set(operation.number, account);
    await this.#sendOnce(account);
    if (operation.isDoubled && operation.hasKey) await this.#sendOnce(account);
  }

  async #sendOnce(account: Account): Promise<void> {
    const { clock, onLog, record, seed } = this.#options;
    const { operation } = account;
    account.sends += 1;
    account.open += 1;
    const name = `operation ${operation.number}, time ${account.sends}`;
    const sentAt = clock.now;
    record.onSend(account);
    await this.#send(await this.#requestOf(account), name, (answer, disturbances) => {
      account.open -= 1;
      account.answers.push({ answer, at: clock.now, sentAt, disturbances });
      onLog(
        `${name}: ${answer === 'nothing' ? 'no answer' : `${answer.status} ${answer.code ?? answer.body['status'] ?? ''}`}`,
      );
      if (makesBooking(operation) && answer !== 'nothing' && answer.status < 300)
        account.bookingId = String(answer.body['id']);
      checkAnswer(record, account);
      const saysNothing = answer === 'nothing' || answer.status === 503;
      const repeats = operation.hasKey || !makesBooking(operation);
      if (saysNothing && repeats && account.sends <= operation.repeats) {
        const pause = new Chance(seed, `${name}, pause`).between(100, 2_000);
        account.open += 1;
        clock.after(pause, () => {
          account.open -= 1;
          return this.#sendOnce(account);
        });
      }
    });
  }

  async #requestOf(account: Account): Promise<Request> {
    const { operation, customerId, bookingId = '' } = account;
    const eventPath = `/v1/events/${this.eventId}`;
    const parameters = { eventId: this.eventId };
    const event = { path: eventPath, parameters, userId: this.organizerId };
    const booking = {
      path: `${eventPath}/bookings/${bookingId}`,
      parameters: { ...parameters, bookingId },
      userId: customerId,
    };
    const key = operation.hasKey ? { key: keyOf(operation) } : {};
    switch (operation.what) {
      case 'book': {
        const { quantity, onSoldOut } = operation;
        const path = `${eventPath}/bookings`;
        return {
          ...booking,
          ...key,
          function: 'api/book-tickets',
          method: 'POST',
          path,
          parameters,
          body: { quantity, onSoldOut },
        };
      }
      case 'book-at-door': {
        const attendee = { firstName: 'Ada', lastName: 'Lovelace', email: 'ada@example.com' };
        return {
          ...event,
          ...key,
          function: 'api/book-tickets',
          method: 'POST',
          path: `${eventPath}/bookings`,
          body: { quantity: operation.quantity, attendee, reason: 'At the door' },
        };
      }
      case 'cancel':
      case 'meddle': {
        const quantity = operation.what === 'cancel' ? operation.quantity : undefined;
        return {
          ...booking,
          ...key,
          function: 'api/cancel-booking',
          method: 'POST',
          body: quantity === undefined ? {} : { quantity },
        };
      }
      case 'accept':
        return { ...booking, ...key, function: 'api/accept-offer', method: 'POST', body: {} };
      case 'decline':
        return { ...booking, ...key, function: 'api/decline-offer', method: 'POST', body: {} };
      case 'check-in':
      case 'undo-check-in': {
        const [ticket] = await this.#tickets.issue(this.eventId, bookingId, [operation.ticket]);
        const isUndo = operation.what === 'undo-check-in';
        return {
          ...event,
          ...key,
          function: isUndo ? 'api/undo-check-in' : 'api/check-in-ticket',
          method: 'POST',
          path: `${eventPath}/check-ins${isUndo ? '/undo' : ''}`,
          body: { ticket, ...(isUndo && { reason: 'The wrong door' }) },
        };
      }
      case 'look':
        return { ...booking, function: 'api/read-booking', method: 'GET' };
      case 'change-capacity': {
        this.#capacity = Math.max(1, this.#capacity + (account.sends === 1 ? operation.by : 0));
        return {
          ...event,
          function: 'api/change-event',
          method: 'PATCH',
          body: { capacity: this.#capacity },
        };
      }
      case 'rest-line':
        return {
          ...event,
          function: 'api/change-event',
          method: 'PATCH',
          body: { waitlist: { enabled: operation.enabled } },
        };
      case 'move-close': {
        const salesCloseAt = new Date(account.sentAt + operation.by).toISOString();
        return { ...event, function: 'api/change-event', method: 'PATCH', body: { salesCloseAt } };
      }
      case 'change-limits': {
        const { maxPerBooking, maxPerCustomer } = operation;
        return {
          ...event,
          function: 'api/change-event',
          method: 'PATCH',
          body: { maxPerBooking, maxPerCustomer },
        };
      }
      case 'cancel-event':
        return { ...event, function: 'api/cancel-event', method: 'DELETE' };
    }
  }

  async #send(
    request: Request,
    name: string,
    end: (answer: Answer, disturbances: number) => void,
  ): Promise<void> {
    const { changeRequest, clock, gatewaySkewMs, lambdas } = this.#options;
    const session = sessionOf(request.userId);
    const token = await this.#tokens.issue(session.userId, session.id);
    clock.after(TRAVEL_MS, () => {
      const event: ApiEvent = {
        headers: {
          host: 'simulated',
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          ...(request.key !== undefined && { 'idempotency-key': request.key }),
        },
        rawPath: request.path,
        pathParameters: request.parameters,
        requestContext: {
          http: { method: request.method, sourceIp: '127.0.0.1' },
          requestId: name,
          timeEpoch: Math.floor(clock.now + gatewaySkewMs),
        },
        ...(request.body && { body: JSON.stringify(request.body) }),
      };
      changeRequest?.(event);
      lambdas.invoke(
        { function: request.function, event, name, timeoutMs: API_TIMEOUT_MS },
        (outcome, disturbances) => {
          clock.after(TRAVEL_MS, () => end(toAnswer(outcome), disturbances));
        },
      );
    });
  }
}

export function customerIdOf(seed: number, customer: number): string {
  return derivedId('customer', String(seed), String(customer));
}

/**
 * @returns whether the operation makes a booking. Without a key, the booking's id is unknown until the
 * answer.
 */
export function makesBooking({ what }: Operation): boolean {
  return what === 'book' || what === 'book-at-door';
}

export function keyOf({ number }: Operation): string {
  return `key-${number}`;
}

function toAnswer(outcome: Outcome): Answer {
  if (outcome.kind === 'died') return 'nothing';
  const {
    statusCode,
    body = '{}',
    headers,
  } = outcome.value as {
    statusCode: number;
    body?: string;
    headers: Record<string, string>;
  };
  const parsed = JSON.parse(body);
  const retryAfter = headers['retry-after'];
  return {
    status: statusCode,
    body: parsed,
    ...(parsed.code !== undefined && { code: parsed.code }),
    ...(retryAfter !== undefined && { retryAfter }),
  };
}
