/** Refuses terms of an event that need mail where none is sent: nobody could confirm an address, so nobody could book. */
import { Refusal } from '../model/refusal.ts';

/** @throws Refusal `no-mail` */
export function requireMail(
  { requiresConfirmedAddress }: { requiresConfirmedAddress?: boolean },
  sendsMail: boolean,
): void {
  if (!requiresConfirmedAddress || sendsMail) return;
  const detail = 'This service sends no mail, so nobody could confirm an address. Ask its operator.';
  throw new Refusal('no-mail', detail);
}
