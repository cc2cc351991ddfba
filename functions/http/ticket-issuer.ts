/**
 * Issues the codes of tickets and reads them. Every event has a key of its own, derived from the one secret of the
 * deployment, so that a public key vouches for its event alone and nothing has to be stored for an event. The secret
 * and the private keys do not leave this file.
 */
import { createPrivateKey, createPublicKey, hkdfSync, type KeyObject } from 'node:crypto';
import type { TicketName, TicketReader } from '../domain/tickets.ts';
import { readTicket, signTicket } from './ticket-code.ts';

const SEED_BYTES = 32;
/** The bytes before the seed in an Ed25519 private key as PKCS #8 (RFC 8410 §7). */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

export class TicketIssuer implements TicketReader {
  readonly #readSecret: () => Promise<Uint8Array>;
  #secret: Promise<Uint8Array> | undefined;

  /** `readSecret` is called once, when the first code is issued or read. */
  constructor(readSecret: () => Promise<Uint8Array>) {
    this.#readSecret = readSecret;
  }

  /** The codes of a booking's tickets, the same each time. */
  async issue(eventId: string, bookingId: string, numbers: number[]): Promise<string[]> {
    const privateKey = await this.#privateKey(eventId);
    return numbers.map((number) => signTicket({ eventId, bookingId, number }, privateKey));
  }

  /** The event's key signs nothing but its own tickets, so what it has signed is one. */
  async read(eventId: string, code: string): Promise<TicketName | undefined> {
    return readTicket(code, await this.publicKey(eventId));
  }

  /** What checks the event's codes. */
  async publicKey(eventId: string): Promise<KeyObject> {
    return createPublicKey(await this.#privateKey(eventId));
  }

  async #privateKey(eventId: string): Promise<KeyObject> {
    this.#secret ??= this.#readSecret();
    this.#secret.catch(() => {
      this.#secret = undefined;
    });
    const seed = hkdfSync('sha256', await this.#secret, '', `tickets of ${eventId}`, SEED_BYTES);
    const key = Buffer.concat([PKCS8_PREFIX, Buffer.from(seed)]);
    return createPrivateKey({ key, format: 'der', type: 'pkcs8' });
  }
}
