/** Tells the page of a mail's link whether its address gets announcements of the organizer. Changes nothing. */
import { derivedSecrets, limiter } from '../compose.ts';
import { addresses } from '../compose-announcements.ts';
import { endpoint } from '../compose-frame.ts';
import { checkUnsubscribeToken } from '../credentials/unsubscribe-token.ts';

export const handler = endpoint('read-unsubscription', { limiter: limiter() }, async ({ id }) => {
  const [organizerId, addressId, token] = [id('organizerId'), id('addressId'), id('token')];
  await checkUnsubscribeToken({ organizerId, addressId, token }, derivedSecrets());
  return { body: { isUnsubscribed: await addresses().isUnsubscribed(addressId, organizerId) } };
});
