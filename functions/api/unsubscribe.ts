/** Unsubscribes an address from the announcements of an organizer, by the token of a mail's link (RFC 8058). */
import { derivedSecrets, runtime } from '../compose.ts';
import { addresses } from '../compose-announcements.ts';
import { endpoint } from '../compose-frame.ts';
import { checkUnsubscribeToken } from '../credentials/unsubscribe-token.ts';

/** Takes any body: mail programs send a form. */
export const handler = endpoint('unsubscribe', {}, async ({ id }) => {
  const [organizerId, addressId, token] = [id('organizerId'), id('addressId'), id('token')];
  await checkUnsubscribeToken({ organizerId, addressId, token }, derivedSecrets());
  await addresses().unsubscribe(addressId, organizerId, runtime.now());
  return {};
});
