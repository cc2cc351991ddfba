/** The routes that read something and answer 200, each with a call. */
import type { ApiCall } from '../../bin/local/api-client.ts';
import { derivedSecrets } from '../../functions/compose.ts';
import { unsubscribePath } from '../../functions/credentials/unsubscribe-token.ts';
import { ROUTES, type Route } from '../../functions/http/routes.ts';
import type { TestService } from '../kit/service.ts';
import { UNKNOWN_ID } from './answers.ts';

/** Answered 406: passes until a wallet is configured, and streams by the function. */
const NOT_ACCEPTED = ['read-ticket-pass', 'read-booking-updates'];

export const READABLE = Object.entries(ROUTES)
  .map(([name, route]): [string, Route] => [name, route])
  .filter(([name, { method }]) => method === 'GET' && !NOT_ACCEPTED.includes(name));

/** @returns a function that gives, for each of these routes, a call that is answered 200. */
export async function callsOf(it: TestService): Promise<(route: Route) => ApiCall> {
  const { id, organizer } = await it.anEvent({ capacity: 5 });
  const { token } = organizer;
  const booking = await it.book(organizer, id);
  const { token: admin } = await it.aPerson('admin');
  const unsubscribed = await unsubscribePath(organizer.id, UNKNOWN_ID, derivedSecrets());
  const url = 'https://receiver.example/webhooks';
  const webhook = await it.call({ method: 'POST', path: '/v1/webhooks', token, body: { url } });
  const since = { since: '2030-01-01T00:00:00Z' };
  await it.call({ method: 'POST', path: `/v1/webhooks/${webhook.body.id}/replay`, token, body: since });
  return ({ path, role }) => ({
    path: path
      .replace('{eventId}', id)
      .replace('{bookingId}', booking.body.id)
      .replace('{webhookId}', webhook.body.id)
      .replace('{number}', '1')
      .replace('{organizerId}/{addressId}/{token}', unsubscribed)
      .replace('{file}', 'page.css'),
    headers: { ...(role && { authorization: `Bearer ${role === 'admin' ? admin : token}` }) },
  });
}
