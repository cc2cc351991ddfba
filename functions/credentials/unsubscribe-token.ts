/**
 * The token by which an address unsubscribes from the announcements of an organizer without a log-in. It follows from
 * the two and a secret of the service, so nothing is stored for it, it does not expire, and it is good for nothing else.
 */
import { timingSafeEqual } from 'node:crypto';
import { Refusal } from '../domain/model/refusal.ts';
import type { DerivedSecrets } from './derived-secrets.ts';

/** 132 bits in base64url: as long as an id, so that the path has segments of one form. */
const TOKEN_CHARACTERS = 22;

async function tokenFor(organizerId: string, addressId: string, secrets: DerivedSecrets): Promise<string> {
  const secret = await secrets.derive(`unsubscribe ${organizerId} ${addressId}`);
  return secret.slice(0, TOKEN_CHARACTERS);
}

/** @returns the segments of a path that name the organizer, the address and their token. */
export async function unsubscribePath(
  organizerId: string,
  addressId: string,
  secrets: DerivedSecrets,
): Promise<string> {
  return `${organizerId}/${addressId}/${await tokenFor(organizerId, addressId, secrets)}`;
}

/** @throws Refusal `not-found` if the token is not that of the organizer and the address; Busy. */
export async function checkUnsubscribeToken(
  { organizerId, addressId, token }: { organizerId: string; addressId: string; token: string },
  secrets: DerivedSecrets,
): Promise<void> {
  const right = Buffer.from(await tokenFor(organizerId, addressId, secrets));
  const given = Buffer.from(token);
  if (right.length !== given.length || !timingSafeEqual(right, given))
    throw new Refusal('not-found', 'This link is not valid. Open it again from the mail, up to its end.');
}
