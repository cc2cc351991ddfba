/** Takes back that an address was unsubscribed from the announcements of an organizer. */
import { derivedSecrets } from '../compose.ts';
import { addresses } from '../compose-announcements.ts';
import { endpoint } from '../compose-frame.ts';
import { checkUnsubscribeToken } from '../credentials/unsubscribe-token.ts';

export const handler = endpoint('subscribe-again', {}, async ({ id }) => {
  const [organizerId, addressId, token] = [id('organizerId'), id('addressId'), id('token')];
  await checkUnsubscribeToken({ organizerId, addressId, token }, derivedSecrets());
  await addresses().subscribe(addressId, organizerId);
  return {};
});
