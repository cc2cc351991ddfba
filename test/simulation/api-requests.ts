/** Writes the operations of a run's plan as requests to the API. */
import { TicketIssuer } from '../../functions/credentials/ticket-issuer.ts';
import type { ApiRequest } from './gateway.ts';
import type { Account } from './people.ts';

export class ApiRequests {
  readonly #event: { eventId: string; organizerId: string };
  readonly #tickets: TicketIssuer;
  #capacity: number;

  /** `capacity`: that of the new event, in tickets. */
  constructor(event: { eventId: string; organizerId: string }, ticketSecret: Uint8Array, capacity: number) {
    this.#event = event;
    this.#tickets = new TicketIssuer(async () => ticketSecret);
    this.#capacity = capacity;
  }

  async requestOf(account: Account): Promise<ApiRequest> {
    const { asked: operation, actorId, bookingId = '', key: ownKey } = account;
    const { eventId, organizerId } = this.#event;
    const eventPath = `/v1/events/${eventId}`;
    const parameters = { eventId };
    const event = { path: eventPath, parameters, userId: organizerId };
    const booking = {
      path: `${eventPath}/bookings/${bookingId}`,
      parameters: { ...parameters, bookingId },
      userId: actorId,
    };
    const key = ownKey === undefined ? {} : { key: ownKey };
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
        const [ticket] = await this.#tickets.issue(eventId, bookingId, [operation.ticket]);
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
        this.#capacity = Math.max(1, this.#capacity + (account.sendings.length === 1 ? operation.by : 0));
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
        const salesCloseAt = new Date((account.sendings[0]?.sentAt ?? 0) + operation.by).toISOString();
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
}
