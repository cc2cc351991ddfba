/**
 * Issues and reads the codes of tickets. Every event has its own key, derived from one secret of the
 * deployment, so that a public key verifies the tickets of one event only and no keys have to be stored. The
 * secret and the private keys must not leave this file.
 */
import { createPrivateKey, createPublicKey, hkdfSync, type KeyObject } from 'node:crypto';
import type { Booking, TicketHolder } from '../domain/model/booking.ts';
import {
  isKept,
  type Ticket,
  type TicketName,
  type TicketReader,
  ticketsOf,
} from '../domain/model/ticket.ts';
import { readOnce } from './read-once.ts';
import { eventNamedIn, readTicket, signTicket } from './ticket-code.ts';

const SEED_BYTES = 32;
/** The bytes before the seed in an Ed25519 private key as PKCS #8 (RFC 8410 §7). */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

/** A ticket of a booking with its code, and whose it is, if that is known. */
export type IssuedTicket = Ticket & { code: string; holder?: TicketHolder | undefined };

/** Issues and reads ticket codes with one secret, which is read when it is first needed. */
export class TicketIssuer implements TicketReader {
  readonly #secret: () => Promise<Uint8Array>;
  /** The key that was used last: to derive one takes longer than to sign with it, and most callers have one event. */
  #last: { eventId: string; key: KeyObject } | undefined;

  /** `readSecret` is called when the first code is issued or read, and again only if it failed. */
  constructor(readSecret: () => Promise<Uint8Array>) {
    this.#secret = readOnce(readSecret);
  }

  /** @returns the codes of a booking's tickets, in the order of `numbers` and the same each time. */
  async issue(eventId: string, bookingId: string, numbers: number[]): Promise<string[]> {
    const privateKey = await this.#privateKey(eventId);
    return numbers.map((number) => signTicket({ eventId, bookingId, number }, privateKey));
  }

  /**
   * @returns the valid tickets that the customer of a booking still has, with their codes, in order of their numbers.
   * The code of a transferred ticket is for its holder alone.
   */
  async issueKept(booking: Booking): Promise<IssuedTicket[]> {
    const tickets = ticketsOf(booking).filter(isKept);
    if (tickets.length === 0) return [];
    const numbers = tickets.map(({ number }) => number);
    const codes = await this.issue(booking.eventId, booking.id, numbers);
    return tickets.map((ticket, index) => ({
      ...ticket,
      code: codes[index] ?? '',
      holder: booking.ticketHolders?.[ticket.number],
    }));
  }

  /** @returns the ticket of the event that a code names, or undefined for any other code. */
  async read(eventId: string, code: string): Promise<TicketName | undefined> {
    return readTicket(code, await this.publicKey(eventId));
  }

  /** @returns the ticket that a code names, of whatever event, or undefined for any other text. */
  async readAny(code: string): Promise<TicketName | undefined> {
    const eventId = eventNamedIn(code);
    return eventId === undefined ? undefined : this.read(eventId, code);
  }

  /** @returns the public key that verifies the event's codes. */
  async publicKey(eventId: string): Promise<KeyObject> {
    return createPublicKey(await this.#privateKey(eventId));
  }

  async #privateKey(eventId: string): Promise<KeyObject> {
    if (this.#last?.eventId === eventId) return this.#last.key;
    const seed = hkdfSync('sha256', await this.#secret(), '', `tickets of ${eventId}`, SEED_BYTES);
    const pkcs8 = Buffer.concat([PKCS8_PREFIX, Buffer.from(seed)]);
    const key = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
    this.#last = { eventId, key };
    return key;
  }
}
