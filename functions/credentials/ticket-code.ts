/**
 * Signs and reads the code of a ticket, the content of its QR code:
 * `box1.<event>.<booking>.<number>.<signature>`, about 140 URL-safe characters. `box1` names this format. The
 * signature is Ed25519 (RFC 8032) with the event's key over the text before the last dot, in base64url. A
 * scanner can check codes offline with the event's public key.
 */
import { type KeyObject, sign, verify } from 'node:crypto';
import type { TicketName } from '../domain/model/ticket.ts';

const CODE = /^(box1\.([\w-]{22})\.([\w-]{22})\.([1-9]\d{0,2}))\.([\w-]{86})$/;

/** @returns the code of a ticket. */
export function signTicket({ eventId, bookingId, number }: TicketName, privateKey: KeyObject): string {
  const text = `box1.${eventId}.${bookingId}.${number}`;
  return `${text}.${sign(null, Buffer.from(text), privateKey).toString('base64url')}`;
}

/** @returns the id of the event that a code names, whether or not it is signed; undefined for any other text. */
export function eventNamedIn(code: string): string | undefined {
  return CODE.exec(code)?.[2];
}

/**
 * @returns the ticket that a code names, or undefined if the key has not signed it. Only the canonical
 * base64url of a signature is accepted, so that a ticket has exactly one code.
 */
export function readTicket(code: string, publicKey: KeyObject): TicketName | undefined {
  const [, text = '', eventId = '', bookingId = '', number, signature = ''] = CODE.exec(code) ?? [];
  const bytes = Buffer.from(signature, 'base64url');
  const isSpelledRight = number !== undefined && bytes.toString('base64url') === signature;
  if (!isSpelledRight || !verify(null, Buffer.from(text), publicKey, bytes)) return undefined;
  return { eventId, bookingId, number: Number(number) };
}
