/** Writes the operations of a run's plan as requests to the API. */
import { TicketIssuer } from '../../functions/credentials/ticket-issuer.ts';
import type { TypeCount } from '../../functions/domain/model/ticket-types.ts';
import { doorCallOf } from './door/requests.ts';
import type { ApiRequest } from './gateway.ts';
import type { Account } from './people.ts';
import type { EventSettings } from './workload.ts';

type Call = Pick<ApiRequest, 'function' | 'method'> & { path?: string; body?: object };

const post = (name: ApiRequest['function'], path: string, body: object = {}): Call => ({
  function: name,
  method: 'POST',
  path,
  body,
});
const change = (body: object): Call => ({ function: 'api/change-event', method: 'PATCH', body });

const AT_DOOR = {
  attendee: { firstName: 'Ada', lastName: 'Lovelace', email: 'ada@example.com' },
  reason: 'At the door',
};
/** What the customer does; everything else is done by the organizer. */
const BY_CUSTOMER = new Set(['book', 'add', 'cancel', 'meddle', 'accept', 'decline', 'look', 'transfer']);
/** A change of the event has no key. */
const HAS_KEY = /^(book|add|cancel$|meddle|accept|appoint|decline|check-in|undo|transfer)/;

export class ApiRequests {
  readonly #event: { eventId: string; organizerId: string };
  readonly #tickets: TicketIssuer;
  readonly #settings: EventSettings;
  #capacity: number;

  /** `settings`: of the new event. */
  constructor(
    event: { eventId: string; organizerId: string },
    ticketSecret: Uint8Array,
    settings: EventSettings,
  ) {
    this.#event = event;
    this.#tickets = new TicketIssuer(async () => ticketSecret);
    this.#settings = settings;
    this.#capacity = settings.capacity;
  }

  /**
   * @returns what a request for so many tickets states. Every third customer wants tickets of both types, unless the policy grants a part
   *   of them, which a number of tickets then gives back.
   */
  wanted(customer: number, quantity: number): { quantity: number } | { types: TypeCount[] } {
    const { hasTypes, policy } = this.#settings;
    if (!hasTypes) return { quantity };
    const [one, other] = customer % 2 === 0 ? (['adult', 'child'] as const) : (['child', 'adult'] as const);
    const isMixed = quantity > 1 && customer % 3 === 0 && policy !== 'accept-fewer';
    if (!isMixed) return { types: [{ type: one, quantity }] };
    return {
      types: [
        { type: one, quantity: quantity - 1 },
        { type: other, quantity: 1 },
      ],
    };
  }

  async requestOf(account: Account): Promise<ApiRequest> {
    const { asked, actorId, bookingId, key, memberId = '' } = account;
    const { eventId, organizerId } = this.#event;
    const { path = '', ...call } = await this.#callOf(account);
    return {
      ...call,
      path: `/v1/events/${eventId}${path}`,
      parameters: {
        eventId,
        ...(bookingId !== undefined && path.includes(bookingId) && { bookingId }),
        ...((asked.what === 'transfer' || asked.what === 'name-ticket') && { number: String(asked.ticket) }),
        ...(asked.what === 'remove-member' && { userId: memberId }),
      },
      userId: BY_CUSTOMER.has(asked.what) || 'actor' in asked ? actorId : organizerId,
      ...(key !== undefined && HAS_KEY.test(asked.what) && { key }),
    };
  }

  async #callOf({
    asked,
    bookingId = '',
    replacesId,
    memberId = '',
    scans = [],
    sendings: [first, ...repeats],
  }: Account): Promise<Call> {
    const booking = `/bookings/${bookingId}`;
    switch (asked.what) {
      case 'book':
        return post('api/book-tickets', '/bookings', {
          ...this.wanted(asked.customer, asked.quantity),
          onSoldOut: asked.onSoldOut,
          ...(replacesId !== undefined && { replaces: replacesId }),
        });
      case 'book-at-door':
        return post('api/book-tickets', '/bookings', {
          ...this.wanted(asked.customer, asked.quantity),
          ...AT_DOOR,
          ...(asked.number % 2 === 0 && { aheadOfWaitlist: true }),
        });
      case 'add':
        return post('api/add-tickets', booking, this.wanted(asked.customer, asked.quantity));
      case 'cancel':
        return post('api/cancel-booking', booking, {
          ...(asked.quantity !== undefined && { quantity: asked.quantity }),
          ...(asked.tickets && { tickets: asked.tickets }),
        });
      case 'meddle':
        return post('api/cancel-booking', booking);
      case 'accept':
        return post('api/accept-offer', booking);
      case 'decline':
        return post('api/decline-offer', booking);
      case 'check-in':
        return post('api/check-in-ticket', '/check-ins', {
          ticket: await this.#ticketOf(bookingId, asked.ticket),
        });
      case 'undo-check-in': {
        const ticket = await this.#ticketOf(bookingId, asked.ticket);
        return post('api/undo-check-in', '/check-ins/undo', { ticket, reason: 'The wrong door' });
      }
      case 'transfer':
        return post('api/transfer-ticket', `${booking}/tickets/${asked.ticket}/transfer`, AT_DOOR.attendee);
      case 'look':
        return { function: 'api/read-booking', method: 'GET', path: booking };
      case 'change-capacity':
        if (repeats.length === 0) this.#capacity = Math.max(1, this.#capacity + asked.by);
        return change({ capacity: this.#capacity });
      case 'pause-waitlist':
        return change({ waitlist: { enabled: asked.enabled } });
      case 'move-close':
        return change({ salesCloseAt: new Date((first?.sentAt ?? 0) + asked.by).toISOString() });
      case 'change-limits':
        return change({ maxPerBooking: asked.maxPerBooking, maxPerCustomer: asked.maxPerCustomer });
      case 'change-policy':
        return change({ waitlist: { policy: asked.policy } });
      case 'change-limit':
        return change({ waitlist: { limit: asked.limit } });
      case 'cancel-event':
        return { function: 'api/cancel-event', method: 'DELETE' };
      default:
        return doorCallOf(asked, {
          bookingId,
          scans,
          memberId,
          codeOf: (of, ticket) => this.#ticketOf(of, ticket),
        });
    }
  }

  async #ticketOf(bookingId: string, number: number): Promise<string | undefined> {
    const [ticket] = await this.#tickets.issue(this.#event.eventId, bookingId, [number]);
    return ticket;
  }
}
