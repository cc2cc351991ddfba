/** Refuses terms of an event where nobody could confirm an address, so that nobody could book. */
import { Refusal } from '../model/refusal.ts';

/** `canConfirm`: the service sends mail, or another issuer keeps the accounts and confirms. @throws Refusal `no-mail` */
export function requireMail(
  { requiresConfirmedAddress }: { requiresConfirmedAddress?: boolean },
  canConfirm: boolean,
): void {
  if (!requiresConfirmedAddress || canConfirm) return;
  const detail = 'This service sends no mail, so nobody could confirm an address. Ask its operator.';
  throw new Refusal('no-mail', detail);
}
