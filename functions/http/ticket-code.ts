/**
 * The code of a ticket, what its QR holds: `box1.<event>.<booking>.<number>.<signature>`, about 140 URL-safe
 * characters. `box1` names this format. The signature is Ed25519 (RFC 8032) over everything before the last dot, by
 * the event's key, in base64url. Nothing here needs the service: whoever has the public key can check codes.
 */
import { type KeyObject, sign, verify } from 'node:crypto';
import type { TicketName } from '../domain/tickets.ts';

const CODE = /^(box1\.([\w-]{22})\.([\w-]{22})\.([1-9]\d{0,2}))\.([\w-]{86})$/;

export function signTicket({ eventId, bookingId, number }: TicketName, privateKey: KeyObject): string {
  const text = `box1.${eventId}.${bookingId}.${number}`;
  return `${text}.${sign(null, Buffer.from(text), privateKey).toString('base64url')}`;
}

/**
 * The ticket that a code names; undefined for what the key has not signed. No other text reads as the same ticket: a
 * signature has one spelling.
 */
export function readTicket(code: string, publicKey: KeyObject): TicketName | undefined {
  const [, text = '', eventId = '', bookingId = '', number, signature = ''] = CODE.exec(code) ?? [];
  const bytes = Buffer.from(signature, 'base64url');
  const isSpelledRight = number !== undefined && bytes.toString('base64url') === signature;
  if (!isSpelledRight || !verify(null, Buffer.from(text), publicKey, bytes)) return undefined;
  return { eventId, bookingId, number: Number(number) };
}
