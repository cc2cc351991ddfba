import { clerkPorts, tokens } from '../compose.ts';
import { endpoint } from '../http/endpoint.ts';
import { bookingView } from '../http/schemas.ts';

const { bookings } = clerkPorts();

export const handler = endpoint('list-my-bookings', { tokens: tokens() }, async ({ actor }) => {
  const items = await bookings.ofCustomer(actor.userId);
  items.sort((a, b) => b.arrival - a.arrival);
  return { body: { items: items.map((booking) => bookingView(booking)), nextCursor: null } };
});
